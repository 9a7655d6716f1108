"""The pages of a qualification: its elements, the form for them, and a counsel's word."""

import pytest
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.registers import WAITING
from casefiles.cases.services.cases import add_member
from evidence.attribution.law.readings import reading_of
from evidence.attribution.law.work import wording_waiting
from evidence.attribution.models import ElementAssessment, LegalQualification, WordingDecision
from evidence.attribution.services import decide_wording
from evidence.exhibits.models import Citation
from evidence.exhibits.services.readers import name_reader
from tests.answers import words_of
from tests.attribution.test_pages import WHY, page, posted, url


@pytest.fixture
def amina(people):
    return people.amina


@pytest.fixture
def boris(people):
    return people.boris


@pytest.fixture
def elias(people):
    return people.elias


@pytest.fixture
def law(world):
    """H1: attacking civilians, with three elements assessed."""
    return LegalQualification.objects.get(
        hypothesis=world.hypotheses["H1"], provision="rome-8-2-e-i"
    )


@pytest.fixture
def proposed(law, amina):
    law.wording = "constitutes"
    record(law, by=amina, reason=WHY)
    return law


def assess(client, user, law, **given):
    """What the elements' form sends, with some of it typed anew."""
    address = url("qualification_assess", law.case, law)
    client.force_login(user)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**sent, **given})


def test_elements_stand_in_a_table_with_sign_word_and_exhibits(client, law, amina):
    shown = words_of(page(client, amina, law.get_absolute_url()))
    assert "1 of 5 elements supported, 1 partly, 1 not established, 2 not assessed" in shown
    assert "If right, it may amount to" in shown and "Rome Statute 8(2)(e)(i)" in shown
    assert "Partly supported" in shown and "TAJ-UN-0008" in shown
    assert "ICC Elements of Crimes, article 8(2)(e)(i)" in shown


def test_hypothesis_says_how_many_elements_are_shown(client, world, law, amina):
    shown = words_of(page(client, amina, world.hypotheses["H1"].get_absolute_url()))
    assert "1 of 5 elements supported" in shown
    assert "What a State answers for stands with the actors" in shown


def test_elements_are_written_with_their_places(client, law, amina):
    answer = assess(client, amina, law, status_c1="supported", why_c1="Known to all.",
                    rests_c1="UN-10 page 4; un-1", reason="read again")  # fmt: skip
    assert answer.status_code == 302
    row = ElementAssessment.objects.get(qualification=law, element="c1")
    cites = {str(cite) for cite in Citation.objects.current().filter(object_id=row.pk)}
    assert cites == {"TAJ-UN-0010 page 4", "TAJ-UN-0001"}


def test_supported_without_an_exhibit_is_refused_with_what_was_typed_kept(client, law, amina):
    answer = assess(client, amina, law, status_c1="supported", why_c1="Known to all.", reason="x")
    assert answer.status_code == 422
    assert "rests on nothing" in words_of(answer)
    assert "Known to all." in words_of(answer)
    assert not ElementAssessment.objects.filter(qualification=law, element="c1").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("UN-99", "UN-99"), ("UN-1 page 12a", "TAJ-UN-0001"), ("UN-1 UN-2", "TAJ-UN-0001")],
)
def test_exhibit_that_nobody_could_find_is_refused(client, law, amina, typed, said):
    answer = assess(client, amina, law, status_c1="partly", rests_c1=typed, reason="x")
    assert answer.status_code == 422
    errors = str(answer.context["form"].errors["rests_c1"])
    assert said in errors


def test_element_changed_meanwhile_is_not_written_over(client, law, amina):
    address = url("qualification_assess", law.case, law)
    client.force_login(amina)
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assess(client, amina, law, status_3="not_assessed", why_3="", reason="looked again")
    answer = client.post(address, {**sent, "status_3": "contradicted", "rests_3": "UN-1",
                                   "reason": "late"})  # fmt: skip
    assert answer.status_code == 422 and "Someone changed this element" in words_of(answer)
    assert ElementAssessment.objects.get(qualification=law, element="3").status == "not_assessed"


def test_crime_of_another_conflict_is_refused_with_what_to_choose(client, world, amina):
    address = url("qualification_create", world.case, world.hypotheses["H3"])
    answer = posted(client, amina, address, {"provision": "rome-8-2-b-i",
                                             "conflict": "non_international"})  # fmt: skip
    assert answer.status_code == 422
    assert "Choose Rome Statute 8(2)(e)(i)" in str(answer.context["form"].errors["conflict"])


def test_responsibility_of_a_state_is_no_provision(client, world, amina):
    address = url("qualification_create", world.case, world.hypotheses["H2"])
    given = {"provisions": "ARSIWA 8", "conflict": "international"}
    answer = posted(client, amina, address, given)
    assert answer.status_code == 422
    assert "with the actors" in str(answer.context["form"].errors["provisions"])


def test_provision_with_assessed_elements_is_not_exchanged(client, law, amina):
    address = url("qualification_update", law.case, law)
    answer = posted(client, amina, address, {"provision": "rome-8-2-e-iv",
                                             "conflict": "non_international",
                                             "reason": "another"})  # fmt: skip
    assert answer.status_code == 422
    assert "are assessed here" in str(answer.context["form"].errors["provision"])


def test_counsel_approves_on_the_page_and_it_reads_constitutes(client, world, proposed, elias):
    address = proposed.get_absolute_url()
    form = words_of(page(client, elias, address))
    assert "Approve: what is shown here bears" in form
    sent = {"kind": "approve", "reasons": "The elements bear it.",
            "digest": reading_of(proposed).digest}  # fmt: skip
    answer = client.post(reverse("attribution:qualification_decide",
                                 args=[world.case.pk, proposed.pk]), sent)  # fmt: skip
    assert answer.status_code == 302
    for shown in (page(client, elias, address),
                  page(client, elias, world.hypotheses["H1"].get_absolute_url())):  # fmt: skip
        assert "If right, it constitutes" in words_of(shown)


def test_page_says_what_changed_since_the_approval(client, proposed, elias, amina):
    decide_wording(proposed, "approve", by=elias, digest=reading_of(proposed).digest, reasons="So.")
    assess(client, amina, proposed, status_1="partly", reason="less sure")
    shown = words_of(page(client, amina, proposed.get_absolute_url()))
    assert "Elias approved “constitutes” for an earlier text" in shown
    assert (
        "It no longer holds. Changed since: element 1 status : from supported to partly supported"
        in shown
    )
    assert "If right, it constitutes" not in shown


def test_decision_on_a_page_that_is_out_of_date_is_refused_with_reasons_kept(
    client, world, proposed, elias, amina
):
    seen = reading_of(proposed).digest
    assess(client, amina, proposed, status_1="partly", reason="less sure")
    client.force_login(elias)
    sent = {"kind": "approve", "reasons": "Long and careful reasons.", "digest": seen}
    answer = client.post(url("qualification_decide", world.case, proposed), sent)
    assert answer.status_code == 422 and "Long and careful reasons." in words_of(answer)
    assert "changed after you opened it" in words_of(answer)
    assert not WordingDecision.objects.exists()


def test_reviewer_finds_no_form_and_why(client, proposed, boris):
    shown = words_of(page(client, boris, proposed.get_absolute_url()))
    assert "Only a counsel of this case decides on “constitutes”." in shown
    assert "Record the decision" not in shown


def test_proposal_waits_in_the_counsel_s_work_until_it_is_decided(proposed, elias, amina, boris):
    assert wording_waiting in WAITING
    (item,) = wording_waiting(elias)
    assert item.url == proposed.get_absolute_url() + "#wording" and "waits" in item.why
    assert wording_waiting(amina) == wording_waiting(boris) == []
    digest = reading_of(proposed).digest
    decide_wording(proposed, "refuse", by=elias, digest=digest, reasons="Too thin.")
    assert wording_waiting(elias) == []
    (back,) = wording_waiting(amina)
    assert back.state == "returned" and "refused" in back.why


def test_counsel_who_wrote_a_part_is_not_asked(client, world, proposed, elias, amina):
    add_member(world.case, elias, "investigator", by=amina, reason=WHY)
    assess(client, elias, proposed, status_1="partly", reason="less sure")
    assert wording_waiting(elias) == []


def test_reason_that_tells_of_a_kept_exhibit_is_kept_back(client, world, law, amina, boris):
    assess(client, amina, law, why_1="A secret of the inspection.", reason="more")
    exhibit = world.exhibits[1]
    name_reader(exhibit, amina, by=amina, reason=WHY)
    exhibit.named_readers_only = True
    record(exhibit, by=amina, reason=WHY)
    address = law.get_absolute_url()
    assert "A secret of the inspection." in words_of(page(client, amina, address))
    shown = words_of(page(client, boris, address))
    assert "A secret of the inspection." not in shown and "TAJ-UN-0001" not in shown
    assert "kept to named readers" in shown and "1 of 5 elements supported" in shown
