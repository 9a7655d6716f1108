"""The history of review: what was submitted, decided, objected to, and how that was answered."""

from itertools import pairwise
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.attribution.models import Decision, ReturnPoint, Submission
from evidence.attribution.vocabulary import CheckAnswer
from reports.dossiers.contents.wording import Row, instant, label
from reports.dossiers.editions import Selection


def approvals(case: CaseFile, chosen: Selection) -> list[Row]:
    """Every submission and every decision on it, dissents too, each about one digest.

    A point that was taken from a thread about an exhibit is printed only where that exhibit is,
    with its answer; of others the number stays, and why no more is said.
    """
    points = ReturnPoint.objects.select_related("thread", "answer__submission").order_by("number")
    decisions = Decision.objects.select_related("reviewer").prefetch_related(
        Prefetch("points", points)
    )
    rows = Submission.objects.filter(case=case).select_related(
        "hypothesis__question", "submitted_by"
    )
    ordered = rows.prefetch_related(
        Prefetch("decisions", decisions.order_by("decided_at", "id"))
    ).order_by("hypothesis__question__code", "hypothesis__position", "hypothesis__code", "number")
    after = _superseded(list(ordered))
    return [
        {"question": row.hypothesis.question.code, "hypothesis": row.hypothesis.code,
         "number": row.number, "digest": row.digest, "quorum": row.quorum,
         "by": chosen.staff(row.submitted_by), "at": instant(row.submitted_at),
         **({"note": row.note} if row.note else {}),
         **({"correction": row.correction} if row.correction else {}),
         **({"superseded": after[row.pk]} if row.pk in after else {}),
         "decisions": [_decision(decision, chosen) for decision in row.decisions.all()]}
        for row in ordered
    ]  # fmt: skip


def _superseded(rows: list[Submission]) -> dict[Any, Row]:
    """By version: the number of the one that followed it, and when."""
    return {
        row.pk: {"number": newer.number, "at": instant(newer.submitted_at)}
        for row, newer in pairwise(rows)
        if row.hypothesis_id == newer.hypothesis_id
    }


def _decision(row: Any, chosen: Selection) -> Row:
    checked = [each for each in row.checklist if each["answer"]]
    points = [_point(point, chosen) for point in row.points.all()]
    return {
        "kind": row.kind,
        "label": label(row, "kind"),
        "who": chosen.staff(row.reviewer),
        "role": label(row, "decided_as"),
        "at": instant(row.decided_at),
        "digest": row.digest,
        "reasons": row.reasons,
        **({"points": points} if points else {}),
        **({"checklist": [_checked(each) for each in checked]} if checked else {}),
    }


def _point(row: ReturnPoint, chosen: Selection) -> Row:
    """What was asked for, and the author's word on it when submitting again."""
    if withheld := _withheld(row, chosen):
        return {"number": row.number, "withheld": withheld}
    answer = getattr(row, "answer", None)
    answered = {"version": answer.submission.number, "text": answer.text} if answer else None
    return {"number": row.number, "withheld": "", "text": row.text, "answer": answered}


def _withheld(row: ReturnPoint, chosen: Selection) -> str:
    exhibit = row.thread and row.thread.exhibit_id
    if not exhibit or any(shown.pk == exhibit for shown in chosen.exhibits):
        return ""
    reason = chosen.withheld.get(exhibit)
    return str(reason.label) if reason else _("withdrawn from the case file")


def _checked(each: Row) -> Row:
    answer = str(CheckAnswer(each["answer"]).label)
    return {"item": each["item"], "answer": answer, "note": each["note"]}
