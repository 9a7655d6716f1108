"""Taking in many files: an exhibit for each or one for all; everything or nothing; never a name."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefiles.cases.dates import day_text
from casefiles.sealing.fields import unseal
from evidence.exhibits.guesses import kind_of, titles_for
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import (
    CustodyEvent,
    Exhibit,
    ExhibitFile,
    ExhibitReader,
    Intake,
    Origin,
    Upload,
)
from evidence.exhibits.services.intakes import Incoming, take_in
from evidence.exhibits.unattached import waiting_for
from tests.cast import make_case
from tests.exhibits.material import PDF, WHY, upload
from tests.exhibits.sending import Sender
from tests.exhibits.test_uploads import errors_of

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


@pytest.fixture(autouse=True)
def _room(settings):
    settings.UPLOAD_FREE_BYTES = 0


@pytest.fixture
def sender(amina, case):
    return Sender(amina, case)


@pytest.fixture
def address(case):
    return reverse("exhibits:intake", args=[case.pk])


@pytest.fixture
def fill(client, address, amina):
    """fill(files=[…], …) → what the page posts."""

    def fields(**changed):
        client.force_login(amina)
        form = client.get(address).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in shown.items() if value not in (None, False, [])}
        return {**sent, "provider_code": "UN", "upload_complete": "1", **changed}

    return fields


def line(url, **words):
    return {"id": url.rstrip("/").rpartition("/")[2], **words}


def titled(url, name):
    return f"{name}_{line(url)['id']}"


def test_each_file_becomes_an_exhibit_with_what_is_said_of_all(client, address, fill, amina, elias):
    fields = fill(
        files=[upload(JPEG + b"1", "secret source.jpg"), upload(PDF)], provider="Site team",
        new_origin="The team that was there", language="Arabic", is_graphic="on",
        named_readers_only="on", readers=[elias.pk], reason="brought by courier",
    )  # fmt: skip
    answer = client.post(address, fields)
    picture, paper = Exhibit.objects.order_by("sequence")
    assert (picture.number, paper.number) == ("TAJ-UN-0001", "TAJ-UN-0002")
    assert (picture.kind, paper.kind) == ("photograph", "document")
    today = day_text(timezone.localdate())
    assert picture.title == f"Photograph 1 of 1, taken in on {today}"
    assert picture.collector == "Amina" and picture.collected_on == timezone.localdate()
    assert Origin.objects.get() == picture.origin == paper.origin and paper.is_graphic
    named = ExhibitReader.objects.filter(exhibit=paper).values_list("user", flat=True)
    assert set(named) == {amina.pk, elias.pk}
    event = CustodyEvent.objects.get(exhibit=picture)
    assert (event.why, event.from_holder, event.sequence) == ("brought by courier", "Site team", 1)
    assert event.digest_after == hashlib.sha256(JPEG + b"1").hexdigest() == event.digest_before
    made = Intake.objects.get()
    assert answer.url == made.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "TAJ-UN-0002" in page and "secret" not in page
    assert unseal(picture.files.get(), "original_name") == "secret source.jpg"


def test_history_of_each_is_that_of_an_exhibit_logged_alone(client, address, fill, amina):
    client.post(address, fill(files=[upload(b"a", "a.txt"), upload(b"b", "b.txt")]))
    for exhibit in Exhibit.objects.all():
        [change] = exhibit.changes()
        assert (change.action, change.actor, change.kind) == ("log", amina, "created")
        [attached] = exhibit.files.get().changes()
        assert attached.action == "attach"


def test_one_exhibit_for_all_files_keeps_their_order(client, address, fill):
    files = [upload(JPEG + bytes([i]), f"{i}.jpg") for i in range(3)]
    client.post(address, fill(files=files, arrangement="all", shared_title="The whole film roll"))
    exhibit = Exhibit.objects.get()
    assert (exhibit.title, exhibit.kind) == ("The whole film roll", "photograph")
    rows = exhibit.files.order_by("position")
    assert [unseal(row, "original_name") for row in rows] == ["0.jpg", "1.jpg", "2.jpg"]
    assert list(exhibit.custody.values_list("sequence", flat=True)) == [1, 2, 3]


def test_titles_and_kinds_given_to_single_files_hold(client, address, fill, sender):
    one, two = sender.send(JPEG + b"1"), sender.send(JPEG + b"2")
    fields = fill(uploads=json.dumps([line(two), line(one)]), shared_title="Yard")
    fields |= {titled(one, "title"): "The gate", titled(one, "kind"): "satellite_image"}
    client.post(address, fields)
    assert list(Exhibit.objects.order_by("sequence").values_list("title", "kind")) == [
        ("Yard, 1 of 2", "photograph"), ("The gate", "satellite_image")]  # fmt: skip
    assert not Upload.objects.exists()


def test_statements_do_not_grow_with_the_files(client, address, fill, sender, elias):
    """Nor do those of the page that lists what was sent: each file had a look-up of its key."""

    def statements(count, first):
        uploads = [sender.send(JPEG + bytes([first + number])) for number in range(count)]
        with CaptureQueriesContext(connection) as page:
            client.get(address)
        fields = fill(uploads=json.dumps([line(each) for each in uploads]),
                      named_readers_only="on", readers=[elias.pk])  # fmt: skip
        with CaptureQueriesContext(connection) as post:
            assert client.post(address, fields).status_code == 302
        return len(page), len(post)

    statements(1, 0)  # what is asked for once: content types, the first key
    few = statements(2, 10)
    assert statements(12, 20) == few
    assert few[1] < 90


def test_upload_put_together_before_markup_was_asked_for_is_judged_by_its_bytes(
    client, address, fill, sender
):
    html = b"<!doctype html><script>alert(1)</script>"
    one = sender.send(JPEG + html, filename="a.jpg")
    assert Upload.objects.get().is_marked_up
    Upload.objects.update(is_marked_up=None)
    client.post(address, fill(uploads=json.dumps([line(one)])))
    assert ExhibitFile.objects.get().type_check == "polyglot"


def test_default_titles_never_hold_a_name(client, address, fill):
    client.post(address, fill(files=[upload(b"x", "witness Mansour.txt")]))
    assert "Mansour" not in Exhibit.objects.get().title


def test_titles_count_within_what_they_are_made_of():
    on = timezone.localdate()
    kinds = ["photograph", "video", "photograph"]
    titles = titles_for(kinds, ["", "", ""], stem="", on=on)
    assert [title.partition(",")[0] for title in titles] == [
        "Photograph 1 of 2", "Video 1 of 1", "Photograph 2 of 2"]  # fmt: skip
    stemmed = titles_for(kinds, ["", "Own", ""], stem="Yard", on=on)
    assert stemmed == ["Yard, 1 of 3", "Own", "Yard, 3 of 3"]


@pytest.mark.parametrize(("media_type", "kind"), [
    ("image/heic", "photograph"), ("video/mp4", "video"), ("audio/mpeg", "audio"),
    ("application/pdf", "document"), ("text/plain", "document"), ("text/csv", "dataset"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "dataset"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"),
    ("application/zip", "other"), ("", "other"),
])  # fmt: skip
def test_kind_is_guessed_from_the_type(media_type, kind):
    assert kind_of(media_type) == kind


def test_one_wrong_title_saves_nothing_and_keeps_the_rest(client, address, fill, sender, store):
    one = sender.send(b"one", filename="one.txt")
    fields = fill(uploads=json.dumps([line(one)])) | {titled(one, "title"): "turned \u202e round"}
    answer = client.post(address, fields)
    assert answer.status_code == 422
    assert "Title of “one.txt”: Remove the invisible character U+202E" in errors_of(answer)
    assert titled(one, "title") in answer.content.decode()
    assert not Exhibit.objects.exists() and Upload.objects.get().state == "ready"


def test_missing_file_is_an_error_that_names_it(client, address, fill, sender):
    here, gone = sender.send(b"here"), sender.send(b"gone", filename="gone.mp4")
    uploads = json.dumps([line(here), line(gone, name="gone.mp4")])
    sender.delete(gone)
    answer = client.post(address, fill(uploads=uploads))
    assert "“gone.mp4” was attached or removed already" in errors_of(answer)
    assert not Exhibit.objects.exists() and Upload.objects.count() == 1


def test_without_any_file_nothing_is_made(client, address, fill):
    assert "Choose at least one file" in errors_of(client.post(address, fill()))


def test_posted_twice_makes_nothing_twice(client, address, fill, sender):
    fields = fill(uploads=json.dumps([line(sender.send(b"1")), line(sender.send(b"2"))]))
    first, again = client.post(address, fields), client.post(address, fields)
    assert first.url == again.url
    assert Exhibit.objects.count() == ExhibitFile.objects.count() == 2
    assert Intake.objects.count() == 1


def test_failure_in_the_middle_leaves_nothing(case, amina, store):
    exhibits = [Exhibit(case=case, provider_code="UN", kind="other", title=str(n)) for n in (1, 2)]
    incoming = [
        Incoming(exhibits[0], [NewFile.of_bytes(b"good", "good.txt")]),
        Incoming(exhibits[1], [NewFile.of_bytes(b"", "empty.txt")]),
    ]
    with pytest.raises(ValidationError, match=r"empty\.txt"):
        take_in(case, incoming, by=amina, reason=WHY, pk=exhibits[0].pk)
    assert not Exhibit.objects.exists() and not Intake.objects.exists() and store.names() == set()


def test_reader_who_is_no_member_stops_all_of_it(case, amina, chloe, store):
    closed = Exhibit(
        case=case, provider_code="UN", kind="other", title="1", named_readers_only=True
    )
    incoming = [Incoming(closed, [NewFile.of_bytes(b"good", "good.txt")])]
    with pytest.raises(ValidationError, match="Only a member"):
        take_in(case, incoming, by=amina, reason=WHY, pk=closed.pk, readers=[chloe])
    assert not Exhibit.objects.exists() and store.names() == set()


def test_few_statements_for_many_files(case, amina, django_assert_max_num_queries):
    incoming = [
        Incoming(
            Exhibit(case=case, provider_code="UN", kind="other", title=str(n)),
            [NewFile.of_bytes(str(n).encode(), "a.txt")],
        )
        for n in range(40)
    ]
    # Per file only its key and that of its name's subject.
    with django_assert_max_num_queries(40 * 12 + 60):
        take_in(case, incoming, by=amina, reason=WHY, pk=incoming[0].exhibit.pk)
    assert [e.number for e in Exhibit.objects.order_by("sequence")][::39] == [
        "TAJ-UN-0001", "TAJ-UN-0040"]  # fmt: skip
    assert incoming[0].exhibit.sequence + 39 == incoming[-1].exhibit.sequence


def test_intake_is_seen_by_those_who_see_all_of_it(client, address, fill, boris, amina, case):
    open_one = client.post(address, fill(files=[upload(b"a", "a.txt")])).url
    closed = client.post(address, fill(files=[upload(b"b", "b.txt")], named_readers_only="on")).url
    assert client.get(closed).status_code == 200
    client.force_login(boris)
    assert client.get(open_one).status_code == 200 and client.get(closed).status_code == 404


def test_what_waits_is_told_to_its_sender_alone(client, case, amina, boris, sender):
    whole = sender.send(b"whole", filename="whole.txt")
    half = sender.begin(10, body=b"half", filename="half.txt")["Location"]
    by_name = {each.name: each for each in waiting_for(amina, case)}
    assert by_name["whole.txt"].state == "ready" and by_name["whole.txt"].percent is None
    assert by_name["half.txt"].percent == 40
    assert by_name["half.txt"].parts == [(0, 4, hashlib.sha256(b"half").hexdigest())]
    assert waiting_for(boris, case) == [] == waiting_for(amina, make_case(amina, "SYR-2020"))
    client.force_login(amina)
    told = client.get(reverse("exhibits:upload_waiting", args=[case.pk])).json()["uploads"]
    assert [each["url"] for each in told] == [whole, half]


def test_what_waits_says_where_the_case_has_it_only_to_those_who_see_it(case, closed, amina, elias):
    from casefiles.cases.services.cases import add_member

    add_member(case, elias, "investigator", by=amina, reason=WHY)
    Sender(elias, case).send(b"for two")
    [told] = waiting_for(elias, case)
    assert told.known == "Already in this case as TAJ-UN-0001."
    from tests.cast import join, make_user

    gina = join(case, make_user("Gina"), "investigator")
    Sender(gina, case).send(b"for two")
    assert [each.known for each in waiting_for(gina, case)] == [""]


def test_ticked_ones_are_used_without_a_script(client, address, fill, sender):
    one, two = sender.send(b"one"), sender.send(b"two")
    client.post(address, fill(earlier=[line(one)["id"]], files=[upload(b"three", "three.txt")]))
    assert Exhibit.objects.count() == 2 and Upload.objects.get().pk.hex in two.replace("-", "")
    assert "Reload the page" in errors_of(client.post(address, fill(earlier=["nonsense"])))


def test_ticked_ones_are_thrown_away_without_a_script(client, address, fill, sender, store, boris):
    one, two = sender.send(b"one"), sender.send(b"two")
    fields = {"earlier": [line(one)["id"], "nonsense"], "throw_away": "1"}
    fill()
    assert client.post(address, fields).url == address
    assert Upload.objects.get().pk.hex in two.replace("-", "") and len(store.names()) == 1
    client.force_login(boris)
    assert (
        client.post(address, {"earlier": [line(two)["id"]], "throw_away": "1"}).status_code == 403
    )
    assert Upload.objects.exists()


def test_form_begins_with_what_is_usual_in_the_case(client, address, case, amina):
    from casefiles.audit.services import record

    case.exhibit_provider_code, case.exhibit_confidentiality = "NGO", "under_seal"
    record(case, by=amina, reason=WHY)
    client.force_login(amina)
    form = client.get(address).context["form"]
    assert (form["provider_code"].value(), form["confidentiality"].value()) == ("NGO", "under_seal")
