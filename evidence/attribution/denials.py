"""What a party says in its own defence, and which hypothesis puts it to the test.

“It was not us” and “it was them” are answers to the question. As hypotheses they are held against
the same exhibits as any other; left out, nobody ever looks whether they could be true.
"""

import re
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from casefiles.cases.models import Position, PositionAccused
from casefiles.cases.vocabulary import PositionValue
from evidence.attribution.conclusion import inside_sentence
from evidence.attribution.models import Hypothesis, Question, TestedPosition

# Each says that something else happened, or that somebody else did it, so evidence can tell.
TESTABLE = {
    PositionValue.DENIES,
    PositionValue.DENIES_RESPONSIBILITY,
    PositionValue.ALTERNATIVE,
    PositionValue.ACCUSES_OTHER,
}


def is_testable(position: Position) -> bool:
    return not position.is_withdrawn and position.value in TESTABLE


def untested(question: Question, user: Any) -> list[Position]:
    """Testable positions on what the question is about that none of its hypotheses tests.

    Of a question about one incident only those on that incident. Two queries.
    """
    rows = Position.objects.visible_to(user).current()
    rows = rows.filter(case=question.case_id, value__in=TESTABLE)
    if question.incident_id:
        rows = rows.filter(incident=question.incident_id)
    tested = TestedPosition.objects.current().filter(
        hypothesis__question=question, hypothesis__withdrawn_at=None
    )
    rows = rows.exclude(pk__in=tested.values("position"))
    return list(rows.select_related("party", "source", "incident"))


def tests_of(position: Position, user: Any) -> list[TestedPosition]:
    rows = TestedPosition.objects.visible_to(user).current().filter(position=position)
    return list(rows.select_related("hypothesis__question"))


def tested_by(hypothesis: Hypothesis, user: Any) -> list[TestedPosition]:
    rows = TestedPosition.objects.visible_to(user).current().filter(hypothesis=hypothesis)
    return list(rows.select_related("position__party", "position__source"))


def suggestion(position: Position) -> dict[str, str]:
    """Text and sentence of a hypothesis that would be so if the party were right; to be edited."""
    party = position.party.name
    if position.value == PositionValue.ACCUSES_OTHER:
        accused = PositionAccused.objects.current().filter(position=position)
        names = [row.party.name for row in accused.select_related("party")]
        who = str(get_text_list(names, _("and"))) or _("Whom %s accuses") % party
        return _worded(who, _("carried it out"))
    if position.value == PositionValue.DENIES:
        return _worded(_("Someone other than %s") % inside_sentence(party), _("carried it out"))
    if position.value == PositionValue.DENIES_RESPONSIBILITY:
        return _worded(party, _("carried it out and does not answer for it"))
    return {"text": position.text or _("It happened as %s says") % party}


def _worded(subject: str, predicate: str) -> dict[str, str]:
    return {"text": f"{subject} {predicate}", "subject": subject, "predicate": predicate}


def question_for(position: Position, questions: Any) -> Question | None:
    """The one about the same incident, or the only one there is."""
    found = list(questions)
    same = [item for item in found if item.incident_id and item.incident_id == position.incident_id]
    if same:
        return same[0]
    return found[0] if len(found) == 1 else None


def free_code(question: Question | None) -> str:
    """The next short name in the row H1, H2, …"""
    if question is None:
        return ""
    codes = Hypothesis.objects.current().filter(question=question).values_list("code", flat=True)
    numbers = [int(match[1]) for code in codes if (match := re.fullmatch(r"H(\d{1,4})", code))]
    return f"H{max(numbers, default=0) + 1}"
