"""A kept exhibit in everything that a review is made of: rounds, answers, comments, points, law.

Two people read it besides the lead, a second rater and a reviewer who returns it; neither is one
of those as whom the site is crawled.
"""

from typing import Any

from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import WithheldNameReader
from casefiles.cases.services.parties import name_reader as name_approver
from evidence.attribution.models import Hypothesis, LegalQualification, Submission, Thread
from evidence.attribution.parts import key_of
from evidence.attribution.services import (
    Place,
    Stated,
    answer_contrary,
    assess_elements,
    begin_thread,
    close_round,
    decide,
    item_to_answer,
    open_round,
    rate,
    rate_alone,
    submit_hypothesis,
)
from evidence.attribution.talk import points_to_answer
from evidence.exhibits.models import Exhibit, Verification
from evidence.exhibits.services import cite, derive, grade_exhibit, name_reader, verify
from tests.cast import WHY, join, make_user
from tests.security.world import World


def argue_about(kept: Exhibit, world: World, words: str) -> list[Any]:
    """Has the kept exhibit speak against HF, and HF submitted, returned, submitted again and
    gone stale because of it. Returns the rows that the crawl should open."""
    lead, case = world.people["lead"], kept.case
    by: dict[str, Any] = {"by": lead, "reason": words}
    finding = Hypothesis.objects.get(case=case, code="HF")
    leaf = Hypothesis.objects.get(case=case, code="H2")
    rater, keeper = _readers(kept, world, words)
    # A round is about many exhibits, so its own reasons are everybody's to read.
    round_ = open_round(finding.question, [lead, rater], covers="all", by=lead, reason=WHY)
    for who, value in ((lead, "I"), (rater, "II")):
        rate_alone(round_, leaf, kept, value, f"{words}: {value}", by=who, reason=words)
    close_round(round_, by=lead, reason=WHY)
    rate(leaf, kept, "I", f"{words}: settled", **by)
    for other in Hypothesis.objects.filter(case=case, code__in=("H3", "H5")):
        rate(other, kept, "N", f"{words}: says nothing", **by)
    for place in ("text", "subject"):
        cite(finding, kept, place, "paragraph", f"{words} {place}", **by)
    _law(finding, kept, words, by)
    _answer(finding, kept, words, by)
    first = submit_hypothesis(finding, by=lead)
    thread = _returned(first, kept, keeper, words)
    answers = {point.pk: f"{words}: answered" for point in points_to_answer(first)}
    second = submit_hypothesis(finding, by=lead, answers=answers)
    begin_thread(second, key_of(("exhibits", kept.number)), f"{words}, once more", by=keeper)
    _changed_since(kept, words, by)
    return [round_, first, second, thread]


def addresses_about(kept: Exhibit) -> list[str]:
    """Where it is rated and answered, which no row of its own names."""
    finding = Hypothesis.objects.get(case=kept.case, code="HF")
    matrix = [kept.case_id, finding.question_id, kept.pk]
    leaf = Hypothesis.objects.get(case=kept.case, code="H2")
    return [
        reverse("attribution:row_rate", args=matrix),
        reverse("attribution:row_update", args=matrix),
        reverse("attribution:rating_update", args=[*matrix, leaf.pk]),
        reverse("attribution:answer_update", args=[kept.case_id, finding.pk, "exhibit", kept.pk]),
        finding.get_absolute_url(),
        finding.question.get_absolute_url(),
    ]


def _readers(kept: Exhibit, world: World, words: str) -> tuple[Any, Any]:
    lead = world.people["lead"]
    rater = join(kept.case, make_user("Second rater"), "investigator")
    keeper = join(kept.case, make_user("Keeper"), "reviewer")
    for person in (rater, keeper):
        name_reader(kept, person, by=lead, reason=words)
    party = WithheldNameReader.objects.filter(case=kept.case)[0].party
    row = WithheldNameReader(case=kept.case, party=party, user=keeper)
    name_approver(row, by=lead, reason="approves")
    return rater, keeper


def _law(finding: Hypothesis, kept: Exhibit, words: str, by: dict[str, Any]) -> None:
    """An element of a crime that rests on it."""
    rows = LegalQualification.objects.current().filter(hypothesis__parent=finding)
    row = rows.filter(elements__element="1")[0]
    stated = Stated("partly", f"{words}: the element", (Place(kept, "paragraph", words),))
    assess_elements(row, {"1": stated}, **by)


def _answer(finding: Hypothesis, kept: Exhibit, words: str, by: dict[str, Any]) -> None:
    item = item_to_answer(finding, "exhibit", kept.pk)
    assert item is not None
    text = f"{words}: the finding stands"
    answer = answer_contrary(finding, "exhibit", kept.pk, text, seen=item.digest, **by)
    cite(answer, kept, "text", "paragraph", f"{words} answer", **by)


def _returned(submission: Submission, kept: Exhibit, keeper: Any, words: str) -> Thread:
    """With the thread about it as a point."""
    key = key_of(("matrix", kept.number, "ratings", "H2"))
    thread = begin_thread(submission, key, f"{words}: is that so?", by=keeper)
    decide(
        submission, "return", by=keeper, decided_as="reviewer", digest=submission.digest,
        reasons="See the points.", threads=[thread],
    )  # fmt: skip
    return thread


def _changed_since(kept: Exhibit, words: str, by: dict[str, Any]) -> None:
    """Each is a difference of what was submitted last."""
    grade_exhibit(kept, reliability="C", credibility="3", why=f"{words}: regraded", by=by["by"])
    verify(
        Verification(
            case=kept.case, exhibit=kept, aspect="content", method="geolocation", done_on="2020-01-02",
            result="confirmed", finding=f"{words}: it matches", limits=f"{words}: not the day",
        ), **by,
    )  # fmt: skip
    for citation in kept.citations.filter(place__endswith="text"):
        citation.place = f"{words} moved"
        record(citation, **by)
    derive(Exhibit.objects.get(number="TAJ-UN-0001"), kept, note=words, **by)
