"""Which of many submissions are stale, without comparing digests that were compared already.

A worker notes after each change of a case what it found (`watching`). Where nothing has changed
since, that holds; where something has, digests are compared here and now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import ngettext

from casefiles.cases.models import CaseFile
from evidence.attribution.models import Question, StaleMark, Submission
from evidence.attribution.standing import Standing, standings
from evidence.attribution.watching import not_looked_at

# Of so many questions differences are told; for more, each takes its own page.
QUESTIONS = 3
FIRST = 2


@dataclass(frozen=True)
class Staleness:
    since: datetime | None  # when it was noticed; None if that was just now
    first_differences: list[str] = field(default_factory=list)


def marked_stale() -> Q:
    """Submissions that the worker has found stale."""
    return Q(stale_mark__is_stale=True)


def staleness_of(submissions: Sequence[Submission], user: Any) -> dict[UUID, Staleness]:
    """Those that are stale now, by id, with the first differences as `user` may read them."""
    unsure = _unsure({row.case_id for row in submissions})
    marks = {mark.pk: mark for mark in StaleMark.objects.filter(submission__in=submissions)}
    known = {pk for pk, mark in marks.items() if mark.is_stale}
    questions = _questions(row for row in submissions if row.pk in known or row.case_id in unsure)
    to_compare = [question for question in questions.values() if question.case_id in unsure]
    more = [question for question in questions.values() if question.case_id not in unsure]
    compared = _compared([*to_compare, *more[:QUESTIONS]], user)
    return {
        row.pk: _staleness(marks.get(row.pk), compared.get(row.pk))
        for row in submissions
        if (compared[row.pk].is_stale if row.pk in compared else row.pk in known)
    }


def _unsure(case_ids: set[UUID]) -> set[UUID]:
    rows = not_looked_at(CaseFile.objects.filter(pk__in=case_ids))
    return set(rows.values_list("pk", flat=True))


def _questions(submissions: Iterable[Submission]) -> dict[UUID, Question]:
    return {row.hypothesis.question_id: row.hypothesis.question for row in submissions}


def _compared(questions: list[Question], user: Any) -> dict[UUID, Standing]:
    """By the newest submission of each hypothesis."""
    return {
        standing.submission.pk: standing
        for question in questions
        for standing in standings(question, user).values()
        if standing.submission is not None
    }


def _staleness(mark: StaleMark | None, standing: Standing | None) -> Staleness:
    since = mark.since if mark and mark.is_stale else None
    if standing is None:
        return Staleness(since)
    shown = [str(difference) for difference in standing.differences[:FIRST]]
    if more := len(standing.differences) - len(shown):
        shown.append(ngettext("and %d more change", "and %d more changes", more) % more)
    return Staleness(since, shown)
