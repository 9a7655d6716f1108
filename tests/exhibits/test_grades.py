"""Grading several exhibits at once, and one after the other."""

import pytest
from django.urls import reverse

from casefiles.audit.models import Change
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Grading
from evidence.exhibits.services import grade_exhibit
from tests.attribution.scenes import a_scene, decides, submitted, told
from tests.exhibits.material import WHY
from tests.exhibits.test_pages import errors_of

pytestmark = pytest.mark.django_db
GRADE = {"reliability": "B", "credibility": "2", "why": "Taken from one archive, one by one."}


@pytest.fixture
def worklist(client, case, amina):
    """worklist() → the page; worklist(token=…, …) posts its form."""
    address = reverse("exhibits:grades_create", args=[case.pk])

    def ask(query="", **fields):
        client.force_login(amina)
        return client.post(address + query, fields) if fields else client.get(address + query)

    return ask


def posted(page, *ticked, **changed):
    """What the page's form sends when these exhibits are ticked."""
    context = page.context
    seen = [f"{each.pk}:{each.in_force.pk if each.in_force else ''}" for each in context["rows"]]
    form = context["form"]
    return {"token": form["token"].value(), "seen": seen, "_draft_page": form.draft.page,
            "exhibit": [str(each.pk) for each in ticked], **GRADE, **changed}  # fmt: skip


def grades(*exhibits):
    return [str(each.grade or "") for each in exhibits]


def test_ticked_ones_get_the_grade_each_in_its_own_history(worklist, log, amina, client):
    one, two, three = log("One"), log("Two"), log("Three")
    page = worklist()
    assert list(page.context["rows"]) == [one, two, three]
    form = posted(page, one, three)
    after = client.get(worklist(**form).url)
    assert grades(one, two, three) == ["B2", "", "B2"]
    assert list(after.context["rows"]) == [two]
    assert "2 exhibits were graded B2." in after.content.decode()
    for exhibit in (one, three):
        [change] = Change.objects.of(exhibit.grade)
        assert (change.action, change.actor, change.reason) == ("grade", amina, GRADE["why"])
        assert exhibit.grade.analyst == amina
    worklist(**form)
    assert Grading.objects.count() == 2  # sent twice, graded once


def test_what_is_ticked_and_typed_is_kept_while_it_is_typed(worklist, log):
    one, _two = log("One"), log("Two")
    answer = worklist(**posted(worklist(), one, _draft="auto"))
    assert answer.json()["state"] == "kept" and not Grading.objects.exists()
    kept = worklist("?draft=open").context["form"]
    assert kept.ticked == {one.pk} and kept["why"].value() == GRADE["why"]


def test_all_that_are_shown_can_be_graded_without_ticking_each(worklist, log):
    exhibits = [log(f"{n}") for n in range(3)]
    worklist(**posted(worklist(), every="on"))
    assert grades(*exhibits) == ["B2", "B2", "B2"]


def test_nothing_is_graded_without_a_tick_or_a_reason_and_what_was_typed_stays(worklist, log):
    one, two = log("One"), log("Two")
    assert "Tick the exhibits" in errors_of(worklist(**posted(worklist())))
    again = worklist(**posted(worklist(), one, why=" "))
    assert again.context["form"].errors.keys() == {"why"}
    assert again.context["form"].ticked == {one.pk}
    assert list(again.context["rows"]) == [one, two] and not Grading.objects.exists()


def test_nobody_grades_over_what_a_colleague_said_meanwhile(worklist, log, elias):
    one, two = log("One"), log("Two")
    form = posted(worklist(), one, two)
    grade_exhibit(one, reliability="F", credibility="5", why="It is staged.", by=elias)
    refused = worklist(**form)
    assert "TAJ-UN-0001 was graded meanwhile: F5, by Elias: It is staged." in errors_of(refused)
    assert grades(one, two) == ["F5", ""]
    # Whoever has read that may still do it: the page that came back knows of it.
    worklist(**posted(refused, one, two))
    assert grades(one, two) == ["B2", "B2"]


def test_page_of_one_exhibit_asks_anew_as_well(client, case, exhibit, amina, elias):
    client.force_login(amina)
    address = reverse("exhibits:grading_create", args=[case.pk, exhibit.pk])
    form = client.get(address).context["form"]
    sent = {**GRADE, "token": form["token"].value(), "seen": form["seen"].value() or ""}
    grade_exhibit(exhibit, reliability="F", credibility="5", why="It is staged.", by=elias)
    refused = client.post(address, sent)
    assert "graded meanwhile: F5, by Elias" in errors_of(refused)
    client.post(address, {**sent, "seen": refused.context["form"]["seen"].value()})
    assert grades(exhibit) == ["B2"]


def test_what_is_hidden_or_withdrawn_is_not_graded(worklist, log, case, amina, elias):
    one = log("One")
    kept = log("Kept", named_readers_only=True, readers=[elias], by=elias)
    page = worklist()
    assert list(page.context["rows"]) == [one]
    form = posted(page, one, kept)
    form["seen"].append(f"{kept.pk}:")
    assert "kept to named readers" in errors_of(worklist(**form))
    gone = log("Gone")
    form = posted(worklist(), one, gone)
    withdraw(gone, by=amina, reason=WHY)
    assert "withdrawn" in errors_of(worklist(**form))
    assert not Grading.objects.exists()


def test_regrading_several_makes_an_approval_stale(worklist, case, amina, boris):
    scene = a_scene(case, amina, exhibits=2)
    decides(submitted(scene), boris)
    assert told(scene) == []
    page = worklist("?lacks=")
    worklist("?lacks=", **posted(page, *scene.exhibits.values(), credibility="4"))
    assert {f"{number}: grade B2 → B4" for number in scene.exhibits} <= {*told(scene)}


def test_next_that_is_not_graded_follows_and_the_last_says_so(client, case, log, amina, elias):
    one, two = log("One"), log("Two")
    grade_exhibit(log("Three"), reliability="A", credibility="1", why="Seen.", by=elias)
    client.force_login(amina)

    def graded(exhibit):
        address = reverse("exhibits:grading_create", args=[case.pk, exhibit.pk])
        token = client.get(address).context["form"]["token"].value()
        return client.post(address, {**GRADE, "token": token, "next": "1"}).url

    assert graded(two) == reverse("exhibits:grading_create", args=[case.pk, one.pk])
    listed = client.get(graded(one))
    assert "Every exhibit that you may see is graded." in listed.content.decode()
