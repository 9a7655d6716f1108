"""Who sees and does what on the pages of attribution, on the Tajoura case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from casefiles.audit.models import Refusal
from evidence.attribution import urls
from evidence.attribution.models import (
    Decision,
    Hypothesis,
    HypothesisActor,
    LegalQualification,
    Question,
    Rating,
)
from evidence.attribution.services import decide, place_in_matrix, rate
from tests.answers import text_of
from tests.attribution.pages_world import SEALED, WHY, World
from tests.attribution.scenes import all_yes, an_exhibit


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
def dalia(people):
    return people.dalia


@pytest.fixture
def chloe(people):
    return people.chloe


def url(name, *ids):
    return reverse(f"attribution:{name}", args=[getattr(item, "pk", item) for item in ids])


def page(client, user, address, **extra):
    client.force_login(user)
    return client.get(address, **extra)


def posted(client, user, address, data, **extra):
    """What a browser sends: the hidden fields and the first values of the shown form, then `data`."""
    client.force_login(user)
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in given.items() if value not in (None, "", False)}
    return client.post(address, {**values, **data}, **extra)


def cell(world, number, code):
    return url(
        "rating_update", world.case, world.question, world.exhibits[number], world.hypotheses[code]
    )


# The matrix


def test_matrix_shows_scores_tiers_and_what_nothing_distinguishes(client, world, dalia):
    answer = page(client, dalia, world.question.get_absolute_url())
    text = text_of(answer)
    scores = [foot.score for foot in answer.context["grid"].feet]
    assert scores == ["0.00", "0.00", "−2.00", "−11.71", "−6.71"]
    assert [foot.rank for foot in answer.context["grid"].feet] == [1, 1, 3, 5, 4]
    assert all(f'<bdi class="score">{score}</bdi>' in text for score in scores)
    assert "No exhibit in this file distinguishes H1 from H2." in text
    assert "H1 and H2" in text and "It is not a probability." in text
    assert "Repeats TAJ-UN-0010." in text


def test_conclusion_says_that_it_is_not_approved_until_it_is(client, world, amina, boris, elias):
    address = world.question.get_absolute_url()
    assert "Not approved" in text_of(page(client, amina, address))
    submission = world.submit()
    for user, role in ((boris, "reviewer"), (elias, "counsel")):
        decide(
            submission, "approve", by=user, decided_as=role, digest=submission.digest, reasons="ok",
            checklist=all_yes(world.case),
        )  # fmt: skip
    answer = page(client, amina, address)
    assert answer.context["conclusion"].approved
    assert "Not approved" not in text_of(answer)


def test_matrix_costs_the_same_number_of_queries_however_many_rows(
    client, world, amina, django_assert_num_queries
):
    client.force_login(amina)
    address = world.question.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
        few = len(asked)
    for number in range(20, 26):
        exhibit = an_exhibit(world.case, amina, number)
        place_in_matrix(world.question, exhibit, "M", by=amina, reason=WHY)
        for code in ("H1", "H2", "H3", "H4", "H5"):
            rate(world.hypotheses[code], exhibit, "C", "as seen", by=amina, reason=WHY)
    client.get(address)  # weighed anew once, as it was before the first count
    with django_assert_num_queries(few):
        assert client.get(address).status_code == 200


def test_rationale_opens_as_a_part_for_htmx_and_as_a_page_without(client, world, dalia):
    address = cell(world, 1, "H4")
    part = page(client, dalia, address, headers={"HX-Request": "true"})
    whole = page(client, dalia, address)
    for answer in (part, whole):
        assert "The inspection and its arms experts found airstrikes" in answer.content.decode()
    assert "<html" not in part.content.decode() and "<html" in whole.content.decode()
    chosen = f"{world.exhibits[1].pk}.{world.hypotheses['H4'].pk}"
    beside = page(client, dalia, f"{world.question.get_absolute_url()}?cell={chosen}")
    assert "The inspection and its arms experts" in text_of(beside)
    assert text_of(beside).count('aria-current="true"') == 1


def test_observer_reads_a_cell_and_cannot_write_it(client, world, dalia):
    answer = page(client, dalia, cell(world, 1, "H4"))
    assert answer.status_code == 200 and answer.context["form"] is None
    refused = client.post(cell(world, 1, "H4"), {"value": "C", "rationale": "x", "seen": ""})
    assert refused.status_code == 403
    assert (
        Rating.objects.get(exhibit=world.exhibits[1], hypothesis=world.hypotheses["H4"]).value
        == "II"
    )


def test_rating_changes_with_a_reason_and_not_without(client, world, amina):
    address = cell(world, 1, "H3")
    answer = posted(client, amina, address, {"value": "I"})
    assert answer.status_code == 422 and "Say why the rating changes." in answer.content.decode()
    answer = posted(client, amina, address, {"value": "I", "reason": "Looked again."})
    assert answer.status_code == 302 and "?cell=" in answer.url
    rating = Rating.objects.get(exhibit=world.exhibits[1], hypothesis=world.hypotheses["H3"])
    assert rating.value == "I" and rating.changes().last().reason == "Looked again."


def test_rating_posted_twice_is_written_once(client, world, amina):
    exhibit = an_exhibit(world.case, amina, 20)
    place_in_matrix(world.question, exhibit, "M", by=amina, reason=WHY)
    address = url("rating_update", world.case, world.question, exhibit, world.hypotheses["H1"])
    client.force_login(amina)
    sent = {"value": "C", "rationale": "Fits.", "seen": ""}
    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    rating = Rating.objects.get(exhibit=exhibit)
    assert rating.changes().count() == 1


def test_rating_is_not_written_over_a_change_that_was_not_seen(client, world, amina):
    address = cell(world, 1, "H3")
    client.force_login(amina)
    seen = client.get(address).context["form"]["seen"].value()
    rate(world.hypotheses["H3"], world.exhibits[1], "II", "Another view.", by=amina, reason=WHY)
    sent = {"value": "C", "rationale": "Mine.", "reason": "why not", "seen": seen}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Another view." in answer.content.decode() and "Mine." in answer.content.decode()
    assert (
        Rating.objects.get(exhibit=world.exhibits[1], hypothesis=world.hypotheses["H3"]).value
        == "II"
    )


@pytest.mark.parametrize(
    "wrong", [{"value": "X"}, {"value": ""}, {"rationale": ""}, {"rationale": "a\u202eb"}]
)
def test_bad_rating_is_refused_and_kept(client, world, amina, wrong):
    given = {"value": "I", "rationale": "Kept words", "reason": "because", **wrong}
    answer = posted(client, amina, cell(world, 1, "H3"), given)
    assert answer.status_code == 422 and answer.context["form"].errors
    assert (
        Rating.objects.get(exhibit=world.exhibits[1], hypothesis=world.hypotheses["H3"]).value
        == "N"
    )


def test_parent_and_residual_have_no_cell(client, world, amina):
    for code in ("HF", "H0"):
        assert page(client, amina, cell(world, 1, code)).status_code == 404


# A whole row at once


def row_data(world, **ratings):
    """`H1=("C", "why")` as the row's form names it."""
    data = {"relevance": "H"}
    for code, (value, why) in ratings.items():
        key = world.hypotheses[code].pk.hex
        data |= {f"value_{key}": value, f"rationale_{key}": why, f"seen_{key}": ""}
    return data


@pytest.fixture
def new_exhibit(world, amina):
    return an_exhibit(world.case, amina, 20, grade="A1")


def test_row_is_entered_in_one_form_with_a_shared_rationale(client, world, amina, new_exhibit):
    address = url("row_rate", world.case, world.question, new_exhibit)
    data = row_data(world, H1=("C", ""), H2=("C", ""), H3=("II", "Not theirs."), H4=("", ""))
    client.force_login(amina)
    sent = {**data, "shared": "Fits both."}
    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    ratings = {row.hypothesis.code: row for row in Rating.objects.filter(exhibit=new_exhibit)}
    assert {code: row.value for code, row in ratings.items()} == {"H1": "C", "H2": "C", "H3": "II"}
    assert ratings["H1"].rationale == "Fits both." and ratings["H3"].rationale == "Not theirs."
    assert all(row.changes().count() == 1 for row in ratings.values())
    assert world.question.rows.get(exhibit=new_exhibit).relevance == "H"


def test_saving_a_row_leads_to_the_next_that_waits_and_at_last_back(client, world, amina):
    """Rows with a cell to rate go before exhibits that are in no row yet."""
    first, second = (an_exhibit(world.case, amina, number, grade="A1") for number in (20, 21))
    client.force_login(amina)

    def goes_to(exhibit, **ratings):
        address = url("row_rate", world.case, world.question, exhibit)
        return client.post(address, {**row_data(world, **ratings), "next": "1"}).url

    fits = ("C", "Fits.")
    rest = dict.fromkeys(("H2", "H3", "H4", "H5"), fits)
    assert goes_to(first, H1=fits) == url("row_rate", world.case, world.question, second)
    assert goes_to(second, H1=fits, **rest) == url("row_rate", world.case, world.question, first)
    last = goes_to(first, **rest)
    assert last == f"{world.question.get_absolute_url()}#row-{first.pk}"
    assert Rating.objects.filter(exhibit__in=(first, second)).count() == 10


def test_row_saved_with_nothing_rated_says_so(client, world, amina, new_exhibit):
    address = url("row_rate", world.case, world.question, new_exhibit)
    client.force_login(amina)
    answer = client.post(address, row_data(world), follow=True)
    assert f"{new_exhibit.number} is in the matrix. No cell was written" in answer.content.decode()


def test_row_without_a_rationale_is_refused_as_a_whole(client, world, amina, new_exhibit):
    address = url("row_rate", world.case, world.question, new_exhibit)
    client.force_login(amina)
    answer = client.post(address, row_data(world, H1=("C", "Fits."), H2=("I", "")))
    assert answer.status_code == 422 and "Say why" in answer.content.decode()
    assert "Fits." in answer.content.decode()
    assert not Rating.objects.filter(exhibit=new_exhibit).exists()


def test_exhibit_enters_the_matrix_with_a_reason_for_not_rating_it(
    client, world, amina, new_exhibit
):
    address = url("row_create", world.case, world.question)
    given = {"exhibit": new_exhibit.pk, "relevance": "M", "not_rated_why": "Says nothing of this."}
    first = posted(client, amina, address, given)
    again = posted(client, amina, address, given)
    assert first.status_code == again.status_code == 302
    assert world.question.rows.filter(exhibit=new_exhibit).count() == 1
    assert "Says nothing of this." in text_of(
        page(client, amina, world.question.get_absolute_url())
    )
    other = posted(client, amina, address, {**given, "not_rated_why": "Other words."})
    assert other.status_code == 422 and "in this matrix already" in other.content.decode()


# Hypotheses, actors, assessment, law


def test_question_and_hypotheses_are_entered_by_hand(client, world, amina):
    answer = posted(client, amina, url("question_create", world.case),
                    {"code": "Q2", "text": "Who gave the order?"})  # fmt: skip
    question = Question.objects.get(code="Q2")
    assert answer.url == question.get_absolute_url()
    given = {"code": "H1", "text": "A did.", "subject": "A", "predicate": "gave the order"}
    posted(client, amina, url("hypothesis_create", world.case, question), given)
    hypothesis = Hypothesis.objects.get(question=question)
    shown = text_of(page(client, amina, hypothesis.get_absolute_url()))
    assert "A likely gave the order." in shown and "an example" in shown


def test_hypothesis_cannot_become_its_own_branch(client, world, amina):
    parent, child = world.hypotheses["HF"], world.hypotheses["H1"]
    answer = posted(client, amina, url("hypothesis_update", world.case, parent),
                    {"parent": child.pk, "reason": "a circle"})  # fmt: skip
    assert answer.status_code == 422 and "parent" in answer.context["form"].errors


def test_hypothesis_with_branches_is_not_withdrawn(client, world, amina):
    address = url("hypothesis_withdraw", world.case, world.hypotheses["HF"])
    answer = posted(client, amina, address, {"reason": "no longer"})
    assert answer.status_code == 422 and "H1, H2" in answer.content.decode()


def test_actor_in_law_fits_its_kind(client, world, amina):
    address = url("actor_create", world.case, world.hypotheses["H3"])
    haftar = world.parties["HAFTAR"]
    wrong = posted(client, amina, address, {"party": haftar.pk, "state_responsibility": "4"})
    assert wrong.status_code == 422 and "state_responsibility" in wrong.context["form"].errors
    right = posted(client, amina, address, {"party": haftar.pk, "liability": "28_a"})
    assert right.status_code == 302
    actor = HypothesisActor.objects.get(party=haftar)
    gone = posted(client, amina, url("actor_withdraw", world.case, actor), {"reason": "too early"})
    assert gone.url == world.hypotheses["H3"].get_absolute_url()
    assert not HypothesisActor.objects.current().filter(party=haftar).exists()


def test_supported_finding_states_all_three_scales(client, world, amina):
    address = url("assessment_update", world.case, world.hypotheses["H3"])
    answer = posted(client, amina, address, {"outcome": "supported", "likelihood": "unlikely"})
    assert answer.status_code == 422
    assert {"standard", "confidence"} <= set(answer.context["form"].errors)
    assert "likelihood" not in answer.context["form"].errors


def test_first_assessment_posted_twice_is_one(client, world, amina):
    address = url("assessment_update", world.case, world.hypotheses["H3"])
    client.force_login(amina)
    token = client.get(address).context["form"]["token"].value()
    sent = {"token": token, "outcome": "not_supported", "gaps": "No flight data."}
    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    assessment = world.hypotheses["H3"].assessment
    assert assessment.outcome == "not_supported" and assessment.changes().count() == 1
    other = client.post(address, {**sent, "gaps": "Other words"})
    assert other.status_code == 422 and "Other words" in other.content.decode()


def test_constitutes_is_only_proposed_and_reads_may_amount_to(client, world, amina):
    address = url("qualification_create", world.case, world.hypotheses["HF"])
    given = {"conflict": "international", "provision": "rome-8-2-b-i", "wording": "constitutes"}
    assert posted(client, amina, address, given).status_code == 302
    row = LegalQualification.objects.get(hypothesis=world.hypotheses["HF"])
    shown = text_of(page(client, amina, world.hypotheses["HF"].get_absolute_url()))
    assert row.wording == "constitutes" and "it <strong>may amount to</strong>" in shown
    assert "<strong>constitutes</strong>" not in shown


def test_contrary_evidence_is_on_the_page_unfolded(client, world, dalia):
    shown = text_of(page(client, dalia, world.hypotheses["H4"].get_absolute_url()))
    part = shown.split("What speaks against it")[1].split("What is consistent with it")[0]
    for number in ("TAJ-UN-0001", "TAJ-POE-0004", "TAJ-GNA-0006"):
        assert number in part
    assert "<details" not in part
    rival = text_of(page(client, dalia, world.hypotheses["HF"].get_absolute_url()))
    assert "TAJ-LNA-0005" in rival.split("Fits a rival instead")[1].split("What is consistent")[0]


# Who is let in


def test_outsider_gets_404_everywhere(client, world, chloe, amina):
    submission = world.submit()
    for address in every_page(world, submission):
        assert page(client, chloe, address).status_code == 404, address
        assert page(client, amina, address).status_code == 200, address


def test_observer_reads_pages_and_opens_no_form(client, world, dalia):
    submission = world.submit()
    reads = {
        "question_list",
        "question_detail",
        "hypothesis_detail",
        "qualification_detail",
        "rating_update",
        "submission_detail",
    }
    for address in every_page(world, submission):
        expected = 200 if client_name(address) in reads else 403
        assert page(client, dalia, address).status_code == expected, address


def test_observer_posts_nothing(client, world, dalia):
    submission = world.submit()
    client.force_login(dalia)
    hypothesis = world.hypotheses["H3"]
    for name in ("hypothesis_submit", "hypothesis_begin_review", "hypothesis_withdraw_submission"):
        assert client.post(url(name, world.case, hypothesis), {"reason": "x"}).status_code == 403
    answer = client.post(url("submission_decide", world.case, submission), {})
    assert answer.status_code == 403
    hypothesis.refresh_from_db()
    assert hypothesis.state == "draft" and not Decision.objects.exists()
    assert Refusal.objects.filter(actor_id=dalia.pk).exists()


def test_sealed_name_is_on_no_page_of_anyone(client, world, people):
    submission = world.submit()
    addresses = [*every_page(world, submission), reverse("cases:case_detail", args=[world.case.pk])]
    for user in (people.amina, people.boris, people.elias, people.dalia):
        for address in addresses:
            assert SEALED not in page(client, user, address).content.decode(), (user, address)


def test_overview_shows_each_question_and_where_it_stands(client, world, dalia):
    world.submit()
    shown = text_of(page(client, dalia, reverse("cases:case_detail", args=[world.case.pk])))
    assert "identity withheld, likely carried out the second strike." in shown
    assert "Not approved" in shown and "0 of 2 approvals" in shown


def every_page(world: World, submission) -> list[str]:
    """Each address of the room once, by GET."""
    case, question, leaf = world.case, world.question, world.hypotheses["H1"]
    exhibit = world.exhibits[1]
    actor = leaf.actors.first()
    rating = leaf.ratings.first()
    rows = question.rows.first()
    finding = world.hypotheses["HF"].other_findings.first()
    law = leaf.qualifications.get(provision="rome-8-2-e-i")
    found = [url("question_list", case), url("question_create", case)]
    found += [url(f"question_{name}", case, question) for name in ("detail", "update", "withdraw")]
    found += [
        url(f"hypothesis_{name}", case, item)
        for item in world.hypotheses.values()
        for name in ("detail", "update", "withdraw")
    ]
    found += [
        url(name, case, question) for name in ("hypothesis_create", "row_create", "round_create")
    ]
    found += [url(name, case, question, exhibit) for name in ("row_rate", "row_update")]
    found += [url("rating_update", case, question, exhibit, leaf)]
    found += [
        url(name, case, leaf)
        for name in ("assessment_update", "actor_create", "finding_create", "qualification_create")
    ]
    found += [url("row_withdraw", case, rows), url("rating_withdraw", case, rating)]
    found += [url(f"actor_{name}", case, actor) for name in ("update", "withdraw")]
    found += [url(f"finding_{name}", case, finding) for name in ("update", "withdraw")]
    law_pages = ("detail", "assess", "update", "withdraw")
    found += [url(f"qualification_{name}", case, law) for name in law_pages]
    found += [url("hypothesis_withdraw_submission", case, world.hypotheses["HF"])]
    return [*found, submission.get_absolute_url()]


def test_every_route_of_the_room_is_among_the_pages(world):
    addresses = every_page(world, world.submit())
    names = {client_name(address) for address in addresses}
    routes = [*urls.question_urls, *urls.hypothesis_urls, *urls.case_urls]
    wanted = {route.name for route in routes if getattr(route, "name", None)}
    posts = {
        "hypothesis_submit",
        "hypothesis_begin_review",
        "submission_decide",
        "qualification_decide",
    }
    # Those need a party's position; test_denials opens them.
    of_positions = {"position_hypothesis", "tested_create", "tested_withdraw"}
    # Those are opened by the tests of contrary evidence, checklist, threads, review, frozen pages.
    apart = {"answer_update", "checklist_detail", "checklist_update", "thread_create",
             "thread_detail", "hypothesis_release", "submission_exhibits"}  # fmt: skip
    assert names == wanted - posts - of_positions - apart


def client_name(address: str) -> str:
    return resolve(address).url_name


# What its parts rest on


def test_parts_of_a_hypothesis_cite_exhibits_and_show_those_withdrawn(client, world, amina, boris):
    from casefiles.cases.services.records import withdraw
    from evidence.exhibits.services import cite

    hypothesis, exhibit = world.hypotheses["HF"], world.exhibits[4]
    law = LegalQualification.objects.filter(case=world.case).first()
    cite(hypothesis, exhibit, "text", "page", "7", by=amina, reason=WHY)
    cite(law, exhibit, by=amina, reason=WHY)
    address = reverse(
        "exhibits:citation_create",
        args=[world.case.pk, hypothesis._meta.label_lower, hypothesis.pk],
    )
    text = text_of(page(client, amina, hypothesis.get_absolute_url()))
    assert "page 7" in text and address in text
    assert 'data-state="withdrawn"' not in text
    assert exhibit.number in text_of(page(client, amina, law.get_absolute_url()))
    assert address not in text_of(page(client, boris, hypothesis.get_absolute_url()))
    withdraw(exhibit, by=amina, reason=WHY)
    assert 'data-state="withdrawn"' in text_of(page(client, boris, hypothesis.get_absolute_url()))


def test_cited_exhibit_that_is_hidden_is_not_named_beside_what_cites_it(
    client, world, amina, boris
):
    from evidence.exhibits.services import cite

    kept = an_exhibit(world.case, amina, 77, named_readers_only=True)
    cite(world.hypotheses["HF"], kept, by=amina, reason=WHY)
    assert kept.number in text_of(page(client, amina, world.hypotheses["HF"].get_absolute_url()))
    assert kept.number not in text_of(
        page(client, boris, world.hypotheses["HF"].get_absolute_url())
    )
