"""The pages of exhibits, used as a person uses them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefiles.cases.registers import WEAKNESSES
from evidence.exhibits.models import Exhibit, Grading, Origin
from evidence.exhibits.services import derive, make_origin
from tests.exhibits.material import PDF, WHY

GRADE = {"reliability": "B", "credibility": "2", "why": "A body that was on the spot."}


@pytest.fixture
def page(client, case, amina):
    """page("exhibit_list") or page("grading_create", exhibit): its response, as the lead."""
    client.force_login(amina)

    def get(name, *objects, **query):
        return client.get(address(case, name, *objects), query)

    return get


@pytest.fixture
def send(client, case, page):
    """send("grading_create", exhibit, why=…): fills in that page's form, and posts it."""

    def post(name, /, *objects, **fields):
        form = page(name, *objects).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        return client.post(address(case, name, *objects), {**hidden, **fields})

    return post


def address(case, name, *objects):
    ids = [each if isinstance(each, str) else each.pk for each in objects]
    return reverse(f"exhibits:{name}", args=[case.pk, *ids])


def errors_of(response):
    assert response.status_code == 422
    return " ".join(str(e) for errors in response.context["form"].errors.values() for e in errors)


def test_everything_a_newcomer_knows_can_be_entered_at_once(fill_in, post_new, log, case, amina):
    parent = log("The notices")
    response = post_new(fill_in(
        number_given=9, title="Press article", kind="news_article", new_origin="The mission",
        new_origin_kind="several", derives_from=[str(parent.pk)], reliability="C", credibility="3",
        grade_why="Repeats the report.", collected_on="2020-01-28", item_date="2020-01-28",
        publisher="A newspaper", disclosure_class="incriminating", reason="bought at the kiosk",
    ))  # fmt: skip
    exhibit = Exhibit.objects.get(number="TAJ-UN-0009")
    assert response.url == exhibit.get_absolute_url()
    assert (exhibit.origin.name, exhibit.origin.kind) == ("The mission", "several")
    assert exhibit.derivations.get().parent == parent
    assert (str(exhibit.grade), exhibit.grade.why) == ("C3", "Repeats the report.")
    assert exhibit.changes().get().reason == "bought at the kiosk"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"provider_code": "U N"}, "Use capitals and digits"),
        ({"provider_code": "UNITEDNATIONS"}, "at most 10"),
        ({"title": ""}, "required"),
        ({"title": "x" * 301}, "at most 300"),
        ({"title": "a\u202eb"}, "invisible character U+202E"),
        ({"kind": "nonsense"}, "valid choice"),
        ({"item_date": "2020-02-31"}, "valid date"),
        ({"collected_on": "2999-01-01"}, "has not come yet"),
        ({"item_date": "2020-02-02", "collected_on": "2020-02-01"}, "before it was made"),
        ({"number_given": "0"}, "greater than or equal to 1"),
        ({"number_given": "99999999999999999999"}, "less than or equal"),
        ({"reliability": "A"}, "both scales and a reason"),
        ({"reliability": "Z"}, "valid choice"),
        ({"derives_from": "TAJ-UN-0099"}, "has the number TAJ-UN-0099"),
        ({"origin": "x"}, "not a valid"),
        ({"token": "forged"}, "not one of ours"),
    ],
)
def test_bad_input_gets_a_clear_answer_and_saves_nothing(fill_in, post_new, log, wrong, said):
    log("Another one")
    assert said in errors_of(post_new(fill_in(**wrong)))
    assert Exhibit.objects.count() == 1


def test_number_that_is_taken_is_said_beside_its_field(fill_in, post_new, exhibit):
    response = post_new(fill_in(number_given=1))
    assert "TAJ-UN-0001 is taken" in str(response.context["form"].errors["number_given"])


def test_old_and_new_origin_together_are_refused(fill_in, post_new, case, amina):
    known = make_origin(case, "LNA", by=amina, reason=WHY)
    response = post_new(fill_in(origin=str(known.pk), new_origin="GNA"))
    assert "not both" in errors_of(response) and Origin.objects.count() == 1


def test_readers_without_closing_are_not_ignored(fill_in, post_new, elias):
    response = post_new(fill_in(readers=[str(elias.pk)]))
    assert "every member will see it" in errors_of(response)


def test_change_keeps_number_and_asks_why(send, exhibit, amina):
    assert "required" in errors_of(send("exhibit_update", exhibit, title="New", kind="video",
                                        confidentiality="secret"))  # fmt: skip
    send("exhibit_update", exhibit, title="New", kind="video", confidentiality="secret",
         new_origin="UN", named_readers_only="on", reason="mistyped")  # fmt: skip
    exhibit.refresh_from_db()
    assert (exhibit.number, exhibit.title, exhibit.origin.name) == ("TAJ-UN-0001", "New", "UN")
    assert exhibit.readers.get().user == amina
    assert exhibit.changes().last().reason == "mistyped"


def test_withdrawn_exhibit_stays_readable_and_takes_no_more(send, page, exhibit):
    send("exhibit_withdraw", exhibit, reason="a forgery")
    shown = page("exhibit_detail", exhibit).content.decode()
    assert "a forgery" in shown and "Add files" not in shown
    assert exhibit.number not in [each.number for each in page("exhibit_list").context["page"]]
    assert "was withdrawn" in errors_of(send("grading_create", exhibit, **GRADE))
    assert not Grading.objects.exists()


def test_grading_page_adds_a_grade_once(send, page, exhibit, client, case):
    form = page("grading_create", exhibit).context["form"]
    fields = {"token": form["token"].value(), **GRADE}
    for _ in range(2):
        assert client.post(address(case, "grading_create", exhibit), fields).status_code == 302
    send("grading_create", exhibit, **{**GRADE, "reliability": "E", "why": "It was bought."})
    assert [str(each) for each in exhibit.gradings.all()] == ["B2", "E2"]
    shown = page("exhibit_detail", exhibit).content.decode()
    assert "It was bought." in shown and "A body that was on the spot." in shown


def test_derivation_page_refuses_a_circle(send, page, log, amina):
    first, second = log(), log()
    derive(second, first, by=amina, reason=WHY)
    assert "derives from" in errors_of(
        send("derivation_create", first, relation="derived", parent=str(second.pk))
    )
    link = second.derivations.get()
    send("derivation_withdraw", link, reason="read again: it does not")
    assert (
        send("derivation_create", first, relation="derived", parent=str(second.pk)).status_code
        == 302
    )
    assert "because it" in page("exhibit_detail", first).content.decode()


def test_detail_says_that_a_repeating_exhibit_adds_no_source(page, log):
    report = log("Report", new_origin="UN")
    article = log("Article", code="NEWS", derives_from=[report])
    said = "Adds no independent source, because it derives from TAJ-UN-0001."
    assert said in page("exhibit_detail", article).content.decode()
    assert "Adds no independent source" not in page("exhibit_detail", report).content.decode()


def test_custody_is_told_in_local_time_and_kept_in_utc(send, page, exhibit):
    told = {"kind": "collected", "happened_on": "2019-07-03T10:20", "zone": "Africa/Tripoli",
            "to_holder": "Site team", "why": "found at the crater", "condition": "bag 0042"}  # fmt: skip
    assert send("custody_create", exhibit, **told).status_code == 302
    event = exhibit.custody.get(sequence=2)
    assert event.happened_at == datetime(2019, 7, 3, 8, 20, tzinfo=UTC)
    shown = page("exhibit_detail", exhibit).content.decode()
    assert "3 July 2019, 08:20 UTC (10:20 Africa/Tripoli)" in shown
    assert shown.index("bag 0042") < shown.index("stored write-once")


def test_custody_of_the_future_or_of_no_zone_is_refused(send, exhibit):
    told = {"kind": "collected", "why": "x", "zone": "UTC"}
    ahead = (timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert "not come yet" in errors_of(send("custody_create", exhibit, **told, happened_on=ahead))
    told["zone"] = "Mars/Base"
    assert "such as Africa/Tripoli" in errors_of(
        send("custody_create", exhibit, **told, happened_on="2019-07-03T10:20")
    )
    assert exhibit.custody.count() == 1


def test_list_narrows_to_what_is_asked(page, log, amina, case):
    whole = log("Whole", content=PDF, new_origin="UN", grading=Grading(**GRADE))
    bare, thing = log("Bare", kind="video"), log("Thing", kind="physical_item", new_origin="UN")

    def shown(**query):
        return {each.number for each in page("exhibit_list", **query).context["page"]}

    assert shown() == {whole.number, bare.number, thing.number}
    assert shown(kind="video") == {bare.number}
    assert shown(lacks="grade") == {bare.number, thing.number}
    assert shown(lacks="origin") == shown(lacks="file") == {bare.number}
    assert shown(origin=str(whole.origin.pk)) == {whole.number, thing.number}
    assert shown(origin="un") == shown(origin="U", lacks="") == {whole.number, thing.number}
    assert shown(origin="nobody of that name") == set()
    assert shown(kind="nonsense", page="999") == shown()


def test_weak_exhibits_are_told_on_the_overview(log, case, closed, members):
    parent = log("Report", new_origin="UN", content=PDF)
    log("Article", derives_from=[parent])
    text = {person: " ".join(str(weak.text) for source in WEAKNESSES for weak in source(case, person))
            for person in (members.amina, members.boris)}  # fmt: skip
    assert "3 exhibits are not graded." in text[members.amina]
    assert "1 exhibit has no known origin" in text[members.amina]
    assert (
        "2 exhibits are not graded." in text[members.boris] and "origin" not in text[members.boris]
    )
    assert "1 exhibit has no file." in text[members.boris]


def test_origin_pages_show_what_begins_there(send, page, log, case):
    first = log("Report", new_origin="UN team")
    article = log("Article", code="NEWS", derives_from=[first])
    shown = page("origin_list").content.decode()
    assert first.number in shown and article.number in shown
    origin = Origin.objects.get()
    assert "has an origin of this name" in errors_of(
        send("origin_create", name="un TEAM", kind="single")
    )
    assert first.number in errors_of(send("origin_withdraw", origin, reason="wrong"))
    send("origin_update", origin, name="UN site team", kind="several", reason="told apart")
    assert "UN site team" in page("exhibit_detail", first).content.decode()


def test_origin_of_many_names_the_first_few_and_their_number(page, log, case, elias):
    exhibits = [log(f"{n}", new_origin="UN team") for n in range(9)]
    exhibits += [log(f"{n}", derives_from=[exhibits[0]]) for n in range(3)]
    log("Kept", derives_from=[exhibits[-1]], named_readers_only=True, readers=[elias], by=elias)
    [(_origin, begun)] = page("origin_list").context["origins"]
    assert [str(each) for each in begun.first] == [f"TAJ-UN-{n:04d}" for n in range(1, 11)]
    assert begun.how_many == 12 and "12 in all" in page("origin_list").content.decode()


def test_withdrawn_file_is_offered_no_more_but_keeps_its_bytes(send, page, exhibit, store):
    file = exhibit.files.get()
    assert file.sha256 in page("exhibit_detail", exhibit).content.decode()
    send("file_withdraw", file, reason="of another case")
    assert f"files/{file.pk}/download" not in page("exhibit_detail", exhibit).content.decode()
    assert store.names() == {file.object_name}


def test_closing_case_closes_the_forms(page, exhibit, case, amina):
    from casefiles.audit.services import record
    from casefiles.cases.vocabulary import State

    case.state = State.WITHDRAWN
    record(case, by=amina, reason=WHY)
    assert page("exhibit_create").status_code == 403
    assert page("file_create", exhibit).status_code == 403
    assert page("exhibit_detail", exhibit).status_code == 200
