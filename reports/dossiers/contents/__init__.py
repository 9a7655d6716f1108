"""Freezes everything that a dossier prints, so that the same contents are the same document."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from casefiles.cases.models import CaseFile
from casefiles.cases.vocabulary import Confidentiality
from reports.dossiers.contents import analysis, annexes, chain, law, narrative
from reports.dossiers.contents.review import approvals
from reports.dossiers.contents.wording import Cites, Row, day, instant, label
from reports.dossiers.editions import Selection, select
from reports.dossiers.models import Audience

FORMAT = "casefiles-dossier-1"

__all__ = ["FORMAT", "freeze"]


def freeze(
    case: CaseFile, audience: str, *, by: Any, number: int, why: str, at: datetime | None = None
) -> Row:
    """Everything printed, as plain values for canonical JSON, in the order of the document.

    What `by` may not see, or the audience may not be given, is left out and counted; of an
    exhibit its number, ratings and the reason stay, so that contrary evidence is never silent.
    Sealed values are not opened.
    """
    at = at or timezone.now()
    chosen = select(case, audience, by=by, day=at.date())
    cites = Cites(case, chosen.withheld)
    questions = analysis.questions(case, chosen, cites, by=by)
    return {
        "format": FORMAT,
        "edition": {
            **_cover(case, chosen),
            **_request(audience, chosen, by=by, number=number, why=why, at=at),
        },
        "summary": _summary(case, questions),
        "methodology": narrative.methodology(case),
        "access": narrative.obstacles(case, cites),
        "context": {
            "parties": narrative.parties(case, cites),
            "relations": narrative.relations(case, cites),
            "chains": chain.chains(case, cites),
        },
        "facts": narrative.facts(case, cites),
        "casualties": narrative.casualties(case, cites),
        "positions": narrative.positions(case, cites),
        "analysis": questions,
        "law": law.law(case, chosen, cites),
        "open_questions": narrative.open_questions(case, cites),
        "recommendations": narrative.recommendations(case, cites),
        "evidence": annexes.evidence(chosen),
        "sources": annexes.sources(case),
        "custody": annexes.custody(chosen),
        "statements": annexes.statements(chosen),
        "approvals": approvals(case, chosen),
        # Not printed: whoever takes the document away must be able to see these in the file.
        "rests_on": {
            "exhibits": sorted(str(row.pk) for row in chosen.exhibits),
            "statements": sorted(str(row.pk) for row in chosen.statements),
        },
    }


def _cover(case: CaseFile, chosen: Selection) -> Row:
    """What the title page says of the case."""
    level = chosen.classification(case)
    return {
        "reference": case.reference,
        "title": case.title,
        "country": case.country,
        "confidentiality": level,
        "confidentiality_label": str(Confidentiality(level).label),
        "standard": label(case, "standard_of_proof"),
        "state": label(case, "state"),
        "is_training": case.is_training,
        "language": (get_language() or "en").split("-")[0],
    }


def _request(
    audience: str, chosen: Selection, *, by: Any, number: int, why: str, at: datetime
) -> Row:
    """For whom this edition is made, when and why; by whom, where the audience may know."""
    staff = {"requested_by": str(by)} if chosen.edition.names_staff else {"staff_unnamed": True}
    return {
        "audience": audience,
        "audience_label": str(Audience(audience).label),
        "number": number,
        "why": why,
        **staff,
        "at": at,
        "date": day(at.date()),
        "instant": instant(at),
    }


def _summary(case: CaseFile, questions: list[Row]) -> Row:
    """What the file says in short; the findings in the very words of the analysis."""
    return {
        "mandate": case.mandate,
        "text": case.summary,
        "findings": [
            {"code": row["code"], "question": row["text"], "text": row["conclusion"]["text"],
             "mark": row["conclusion"]["mark"]}
            for row in questions
        ],
    }  # fmt: skip
