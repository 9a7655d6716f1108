"""Entries of the custody log: what each kind needs, corrections, the item, late notes, many checks."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.models import Reading
from casefiles.audit.services import record
from casefiles.cases.registers import WEAKNESSES
from casefiles.sealing.fields import unseal
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.custody import custody_timeline
from evidence.exhibits.gap_counts import with_gaps
from evidence.exhibits.models import CustodyEvent, PhysicalItem
from evidence.exhibits.services import add_custody_event
from tests.exhibits.material import PDF, WHY
from tests.exhibits.test_pages import address, errors_of

DAY = datetime(2019, 7, 3, 8, tzinfo=UTC)
SHA = "c" * 64


@pytest.fixture
def page(client, case, amina):
    client.force_login(amina)
    return lambda name, obj, **query: client.get(address(case, name, obj), query)


@pytest.fixture
def send(client, case, amina):
    """send("custody_create", exhibit, {"kind": …} of the address, **boxes)"""

    def post(name, obj, query=None, **boxes):
        client.force_login(amina)
        url = reverse(f"exhibits:{name}", args=[case.pk, obj.pk])
        url += "?" + "&".join(f"{k}={v}" for k, v in (query or {}).items())
        form = client.get(url).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        return client.post(url, {**hidden, **boxes})

    return post


@pytest.fixture
def thing(log):
    return log("A cartridge case", kind="physical_item")


def entry(exhibit, by, days, kind="transferred", **words):
    event = CustodyEvent(
        exhibit=exhibit, kind=kind, happened_at=DAY + timedelta(days=days), why="x", **words
    )
    return add_custody_event(event, by=by)


def item_of(exhibit, by, **words):
    item = PhysicalItem(case=exhibit.case, exhibit=exhibit, **words)
    record(item, by=by, reason=WHY)
    return item


TOLD = {"happened_on": "2019-07-03T10:20", "zone": "Africa/Tripoli", "why": "to keep it"}
LACKING = [
    ("collected", {}, "Say who took it."),
    ("received", {}, "Say who received it."),
    ("transferred", {"to_holder": "Lab"}, "Say who gave it"),
    ("transferred", {"from_holder": "Team"}, "Say who took it"),
    ("transferred", {"from_holder": "Team", "to_holder": " team "}, "That is who gave it"),
    ("examined", {}, "Say who examined it."),
    ("copied", {}, "Say who made the copy."),
    ("sealed", {}, "Write the number of the seal"),
    ("unsealed", {"seal": "A 1"}, "Say who opened it."),
    ("unsealed", {"handler": "Lab"}, "the seal that was opened"),
    ("returned", {"from_holder": "Us"}, "Say to whom it was given back."),
    ("disposed", {"handler": "Lab"}, "Say who ordered or allowed it"),
    ("restored", {}, "Choose the file that was restored."),
    ("examined", {"handler": "Lab", "digest_after": "abc"}, "64 letters and digits"),
    ("fixity", {}, "valid choice"),
]


@pytest.mark.parametrize(("kind", "boxes", "said"), LACKING)
def test_each_kind_says_what_it_lacks_and_saves_nothing(send, exhibit, kind, boxes, said):
    answer = send("custody_create", exhibit, kind=kind, **TOLD, **boxes)
    assert said in errors_of(answer)
    assert exhibit.custody.count() == 1 and "to keep it" in answer.content.decode()


GIVEN = [
    ("transferred", {"from_holder": "Team", "to_holder": "Lab", "seal": "A 1", "place": "Tunis"}),
    ("unsealed", {"handler": "Lab", "seal": "A 1", "condition": "whole"}),
    ("disposed", {"authority": "Order 12 of the court", "handler": "Lab"}),
    ("restored", {"concerns": "file-1", "handler": "Ops", "digest_before": SHA.upper()}),
]


@pytest.mark.parametrize(("kind", "boxes"), GIVEN)
def test_page_of_a_kind_asks_for_its_boxes_and_keeps_them(send, page, exhibit, kind, boxes):
    form = page("custody_create", exhibit, kind=kind).context["form"]
    assert {"from_holder", "authority"} & set(form.fields) == {"from_holder", "authority"} & set(
        boxes
    )
    assert send("custody_create", exhibit, {"kind": kind}, **TOLD, **boxes).status_code == 302
    event = exhibit.custody.get(sequence=2)
    assert (event.kind, event.zone) == (kind, "Africa/Tripoli")
    shown = page("exhibit_detail", exhibit).content.decode()
    for name, value in boxes.items():
        if name == "concerns":
            assert event.file == exhibit.files.get() and "file 1" in shown
        else:
            assert getattr(event, name).lower() == value.lower()
            assert value.lower() in shown.lower().replace("</span><span>", "")


def test_kinds_are_offered_first_and_given_holder_is_proposed(page, send, exhibit, amina):
    assert "Somebody of us took it" in page("custody_create", exhibit).content.decode()
    entry(exhibit, amina, 0, "collected", to_holder="Field team")
    form = page("custody_create", exhibit, kind="transferred").context["form"]
    assert form["from_holder"].value() == "Field team"


def test_correction_is_an_entry_that_names_the_wrong_one(send, page, thing, amina):
    entry(thing, amina, 0, "collected", to_holder="Team")
    wrong = entry(thing, amina, 1, from_holder="Tema", to_holder="Lab", seal="A 1")
    assert len(Chronicle.of(thing).gaps) == 1
    answer = send("custody_create", thing, {"corrects": wrong.pk}, kind="transferred",
                  happened_on="2019-07-04T08:00", zone="UTC", from_holder="Team", to_holder="Lab",
                  seal="A 1", why="mistyped")  # fmt: skip
    assert answer.status_code == 302
    right = thing.custody.last()
    assert (right.corrects, right.sequence) == (wrong, 3)
    wrong.refresh_from_db()
    assert wrong.from_holder == "Tema"
    assert Chronicle.of(thing).gaps == []
    shown = page("exhibit_detail", thing).content.decode()
    assert "corrected by entry 3" in shown and "corrects entry 2" in shown
    assert f"corrects={wrong.pk}" not in shown and f"corrects={right.pk}" in shown
    again = send("custody_create", thing, {"corrects": wrong.pk}, kind="other", why="again",
                 happened_on="2019-07-04T08:00", zone="UTC")  # fmt: skip
    assert "Entry 3 corrects it already" in errors_of(again)


def test_correction_keeps_what_was_measured(send, page, exhibit):
    receipt = exhibit.custody.get()
    form = page("custody_create", exhibit, corrects=receipt.pk).context["form"]
    assert "digest_after" not in form.fields and form["to_holder"].value() == receipt.to_holder
    send("custody_create", exhibit, {"corrects": receipt.pk}, kind="received", why="from the UN",
         happened_on=receipt.happened_at.strftime("%Y-%m-%dT%H:%M"), zone="UTC",
         from_holder="UN", to_holder=receipt.to_holder, digest_after=SHA)  # fmt: skip
    right = exhibit.custody.last()
    assert (right.file, right.digest_after) == (receipt.file, exhibit.files.get().sha256)


def test_check_of_the_store_and_entry_of_another_exhibit_cannot_be_corrected(
    page, exhibit, log, amina
):
    check = entry(exhibit, amina, 0, "fixity")
    with pytest.raises(ValidationError, match="no person"):
        entry(exhibit, amina, 1, corrects=check)
    other = log("Another")
    assert page("custody_create", other, corrects=check.pk).status_code == 404
    assert page("custody_create", other, corrects="x").status_code == 404
    with pytest.raises(CustodyEvent.DoesNotExist):
        entry(other, amina, 1, corrects=check)


def test_item_is_recorded_once_and_its_finder_sealed(send, page, thing, client, case, amina, dalia):
    told = {"found_by": "a resident", "finder": "Zorbina Canary", "earliest_date": "2 July 2019",
            "latest_date": "2019-07-03", "zone": "UTC", "precision": "about", "place_name": "Gate 4",
            "in_place": "photographed", "seal": "A 1", "risks": "sharp"}  # fmt: skip
    assert send("item_create", thing, **told).status_code == 302
    item = PhysicalItem.objects.get()
    assert unseal(item, "finder") == "Zorbina Canary"
    assert "has its physical item already" in errors_of(send("item_create", thing, **told))
    for name, obj in (("exhibit_detail", thing), ("item_detail", item), ("item_update", item)):
        shown = page(name, obj).content.decode()
        assert "Zorbina" not in shown and "Gate 4" in shown
    before = Reading.objects.count()
    answer = client.post(address(case, "item_finder", item))
    assert "Zorbina Canary" in answer.content.decode() and Reading.objects.count() == before + 1
    client.force_login(dalia)
    assert client.post(address(case, "item_finder", item)).status_code == 403


def test_item_tells_where_it_is_kept_from_its_custody(page, thing, amina):
    item = item_of(thing, amina)
    assert "Nobody is recorded as having it now." in page("item_detail", item).content.decode()
    entry(thing, amina, 0, "collected", to_holder="Team")
    entry(thing, amina, 1, from_holder="Team", to_holder="Evidence room", place="Shelf 3")
    entry(thing, amina, 2, "copied", handler="Lab", to_holder="Lab")
    shown = page("item_detail", item).content.decode()
    assert "Evidence room" in shown and "Shelf 3" in shown
    entry(thing, amina, 3, "disposed", authority="Order 12")
    assert "It was disposed of." in page("item_detail", item).content.decode()


def test_gaps_are_counted_on_the_page_in_the_list_and_for_the_reviewer(
    page, thing, log, case, amina, closed, boris
):
    item_of(thing, amina, latest_date=DAY.date() - timedelta(days=5))
    entry(thing, amina, 0, "collected", to_holder="Team")
    entry(thing, amina, 6, from_holder="Police", to_holder="Lab")
    whole = log("Whole", content=PDF)
    shown = page("exhibit_detail", thing).content.decode()
    assert "2 gaps" in shown
    assert "from Team to Police: 6 days, 3 to 9 July 2019." in shown
    assert "when it was found and the first entry: 5 days" in shown
    assert with_gaps(case) == {thing.pk: 2}
    listed = Client()
    listed.force_login(amina)
    rows = listed.get(reverse("exhibits:exhibit_list", args=[case.pk]), {"lacks": "custody"})
    assert [each.number for each in rows.context["page"]] == [thing.number]
    texts = [str(weak.text) for source in WEAKNESSES for weak in source(case, boris)]
    assert "1 exhibit has gaps in its custody." in texts and "gap" in shown
    entry(thing, amina, 3, from_holder="Team", to_holder="Police")
    assert with_gaps(case) == {thing.pk: 1}
    whole.item_date = DAY.date()
    record(whole, by=amina, reason=WHY)
    assert with_gaps(case) == {thing.pk: 1, whole.pk: 1}


def test_gap_of_a_hidden_exhibit_is_told_to_nobody_else(case, closed, amina, boris):
    entry(closed, amina, 0, "collected", to_holder="Team")
    entry(closed, amina, 6, from_holder="Police", to_holder="Lab")
    texts = {person: [str(weak.text) for source in WEAKNESSES for weak in source(case, person)]
             for person in (amina, boris)}  # fmt: skip
    assert any("gaps in its custody" in text for text in texts[amina])
    assert not any("custody" in text for text in texts[boris])


def test_late_note_and_clock_that_jumped_back_are_told(thing, amina, monkeypatch):
    first = entry(thing, amina, 0, "collected", to_holder="Team")
    past = DAY + timedelta(days=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: past)
    second = entry(thing, amina, 0, "examined", handler="Lab")
    assert second.sequence == first.sequence + 1
    items = custody_timeline(Chronicle.of(thing))
    assert items[1]["notes"] == [
        "noted 12 days later", "noted by a clock that stood earlier than at entry 1",
    ]  # fmt: skip
    assert [item["sequence"] for item in items] == [1, 2]
    with pytest.raises(ValidationError, match="not come yet"):
        entry(thing, amina, 13, "examined")


def check(exhibit, actor, number, found, file=None):
    file = file or exhibit.files.get()
    return CustodyEvent(
        case=exhibit.case, exhibit=exhibit, file=file, sequence=number, kind="fixity", why="due",
        happened_at=timezone.now() - timedelta(hours=5000 - number), actor=actor,
        digest_before=file.sha256, digest_after=found,
    )  # fmt: skip


def test_checks_that_found_the_same_are_one_line_and_no_change_is_folded(exhibit, amina):
    """The receipt is noted now, so these checks lie before it in time."""
    right = exhibit.files.get().sha256
    found = [right] * 5 + [""] * 3 + [right] * 2
    rows = [check(exhibit, amina, n, each) for n, each in enumerate(found, start=2)]
    CustodyEvent.objects.bulk_create(rows)
    items = custody_timeline(Chronicle.of(exhibit))
    lines = [item for item in items if "gap" not in item]
    assert [item["sequence"] for item in lines] == ["2–6", "7–9", "10–11", 1]
    assert [item["has_failed"] for item in lines] == [False, True, False, False]
    assert "5 times" in lines[0]["title"]
    assert [bool(item.get("gap")) for item in items] == [False, True, False, True, False, False]


def test_page_of_two_thousand_checks_is_short_and_its_log_is_paged(
    page, exhibit, thing, amina, django_assert_max_num_queries
):
    right = exhibit.files.get().sha256
    rows = [check(exhibit, amina, n, right) for n in range(2, 2002)]
    CustodyEvent.objects.bulk_create(rows)
    page("exhibit_detail", exhibit)
    begun = time.monotonic()
    with django_assert_max_num_queries(70):
        shown = page("exhibit_detail", exhibit).content
    assert time.monotonic() - begun < 5
    assert shown.count(b"timeline-title") == 2 and b"2000 times" in shown
    for number in range(90):
        entry(thing, amina, number, "examined", handler="Lab")
    assert page("exhibit_detail", thing).content.count(b"timeline-title") == 40
    assert page("exhibit_detail", thing, page=3).content.count(b"timeline-title") == 10


def test_people_who_add_entries_at_once_lose_none(committed_db, store):
    from tests.cast import make_case, make_user
    from tests.exhibits.material import log as log_one

    amina = make_user("Amina")
    exhibit = log_one(make_case(amina), amina)

    def work(number):
        entry(exhibit, amina, number, "examined", handler=f"Lab {number}")
        connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = exhibit.custody.order_by("sequence")
    assert [row.sequence for row in rows] == [1, 2, 3, 4, 5, 6]
    assert {row.handler for row in rows} == {f"Lab {n}" for n in range(6)}
