"""The custody of an exhibit as it is printed: entries, gaps, and checks folded into one line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from casefiles.audit.models import Change
from casefiles.cases.vocabulary import Confidentiality
from evidence.exhibits.capture import court_minimum
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.custody import (
    Notes,
    detail_rows,
    fold_text,
    folded_checks,
    has_failed,
    moment_text,
    when_text,
)
from evidence.exhibits.gap_words import gap_text
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, PhysicalItem, WebCapture
from evidence.exhibits.models.fixity import with_checks
from evidence.exhibits.vocabulary import FixityResult
from reports.dossiers.contents.wording import Row, day, instant, label, text
from reports.dossiers.editions import LEVELS

FORMAT = "casefiles-custody-sheet-1"
Checks = dict[Any, Row | None]


def checks_of(exhibits: Sequence[Exhibit]) -> Checks:
    """What the last reading of each of their files found; None where it was never read again."""
    files = with_checks(ExhibitFile.objects.filter(exhibit__in=exhibits))
    return {
        file.pk: {"result": str(FixityResult(file.check_result).label),
                  "failed": file.check_result != FixityResult.INTACT,
                  "when": instant(file.checked_at)} if file.checked_at else None
        for file in files
    }  # fmt: skip


def log_rows(chronicle: Chronicle, *, named: bool) -> list[Row]:
    """The log in the order of what happened, its gaps between its entries.

    `named` is false for editions that leave the building's own circle: holders, places, staff
    and what was written stay in the case file, and gaps are told without names.
    """
    before: dict[int | None, list[Row]] = {}
    for gap in chronicle.gaps if chronicle.events else []:
        place = gap.before.sequence if gap.before else None
        before.setdefault(place, []).append({"gap": gap_text(gap, named=named)})
    notes = Notes(chronicle.events)
    rows: list[Row] = []
    for events in folded_checks(chronicle.in_order()):
        for event in events:
            rows += before.get(event.sequence, [])
        rows.append(_event(events, notes, named=named))
    return rows + before.get(None, [])


def _event(events: list[CustodyEvent], notes: Notes, *, named: bool) -> Row:
    event, last = events[0], events[-1]
    many = len(events) > 1
    people = {"from": event.from_holder, "to": event.to_holder, "place": event.place,
              "by": str(event.actor)}  # fmt: skip
    told = [
        {"label": str(title), "value": value} for title, value in detail_rows(event, place=False)
    ]
    return {
        "sequence": f"{event.sequence}–{last.sequence}" if many else str(event.sequence),
        "what": fold_text(events) if many else label(event, "kind"),
        "when": when_text(event),
        "until": f"{moment_text(last.happened_at)} UTC" if many else "",
        **(people if named else dict.fromkeys(people, "")),
        "why": event.why if named and not many else "",
        "condition": event.condition if named and not many else "",
        "told": told if named and not many else [],
        "digest_before": event.digest_before if not many else "",
        "digest": last.digest_after if not _differ(events) else "",
        "failed": has_failed(event),
        "noted": instant(event.recorded_at),
        "notes": notes.of(event) if not many else [],
        "corrected": notes.corrected_by(event) is not None,
    }


def _differ(events: list[CustodyEvent]) -> bool:
    return len({event.digest_after for event in events}) > 1


def freeze_sheet(exhibit: Exhibit, *, by: Any, number: int, why: str, at: datetime) -> Row:
    """Everything that the custody sheet prints, as plain values. Sealed values are not opened."""
    chronicle, checks = Chronicle.of(exhibit), checks_of([exhibit])
    return {
        "format": FORMAT,
        "edition": _edition(exhibit, chronicle, by=by, number=number, why=why, at=at),
        "exhibit": {
            "number": exhibit.number,
            "title": exhibit.title,
            "kind": label(exhibit, "kind"),
            "item_date": day(exhibit.item_date),
            "collected_on": day(exhibit.collected_on),
            "withdrawn": exhibit.is_withdrawn,
        },
        "item": _item(chronicle.item) if chronicle.item else None,
        "files": [
            {"id": file.pk, "position": file.position, "sha256": file.sha256, "size": file.size,
             "media_type": file.media_type, "role": label(file, "role"),
             "withdrawn": file.is_withdrawn, "check": checks[file.pk]}
            for file in chronicle.files
        ],
        "log": log_rows(chronicle, named=True),
        "gaps": len(chronicle.gaps),
        "holding": _holding(chronicle.holding),
    } | _capture(exhibit)  # fmt: skip


def _capture(exhibit: Exhibit) -> Row:
    """Of a page or post: where it was, when it was captured, and what a court asks of it."""
    found = court_minimum(exhibit)
    if found is None:
        return {}
    capture = WebCapture.objects.current().filter(exhibit=exhibit).first()
    return {
        "capture": {
            "url": capture.url if capture else "",
            "captured": instant(capture.captured_at) if capture and capture.captured_at else "",
            "missing": [str(what) for what in found.missing],
        }
    }


def _edition(exhibit: Exhibit, chronicle: Chronicle, *, by: Any, number: int, why: str,
             at: datetime) -> Row:  # fmt: skip
    case = exhibit.case
    level = max(case.confidentiality, exhibit.confidentiality, key=LEVELS.index)
    last = Change.objects.in_case(case.pk).order_by("sequence").last()
    return {
        "reference": case.reference,
        "title": case.title,
        "confidentiality": level,
        "confidentiality_label": str(Confidentiality(level).label),
        "is_training": case.is_training,
        "language": (get_language() or "en").split("-")[0],
        "number": number,
        "why": why,
        "requested_by": str(by),
        "at": at,
        "date": day(at.date()),
        "instant": instant(at),
        "change": last.digest if last else "",
        "entries": len(chronicle.events),
    }


def _item(item: PhysicalItem) -> Row:
    """The name of the finder stays sealed; what may be told instead is printed."""
    return {
        "found": item.told,
        "zone": item.zone,
        "precision": label(item, "precision"),
        "date_note": item.date_note,
        "found_by": item.found_by,
        "finder_is_sealed": bool(item.finder),
        "place": item.place_name,
        "point": f"{item.point} ± {item.precision_m} m" if item.point else "",
        "in_place": label(item, "in_place"),
        "condition": item.condition,
        "packaging": item.packaging,
        "seal": item.seal,
        "why_collected": item.why_collected,
        "risks": item.risks,
    }


def _holding(held: CustodyEvent | None) -> Row:
    if held is None:
        return {"who": "", "place": "", "entry": "", "disposed": False}
    return {"who": text(held.to_holder), "place": held.place, "entry": str(held.sequence),
            "disposed": held.kind == "disposed"}  # fmt: skip
