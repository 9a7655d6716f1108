"""The law of a submission's snapshot, made readable from the stored text alone."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from casefiles.accounts.models import User
from evidence.attribution.law.catalogue import provision
from evidence.attribution.law.editions import FIRST
from evidence.attribution.law.saying import tally
from evidence.attribution.snapshot.law import numbers_of
from evidence.attribution.snapshot.restricted import place_seen
from evidence.attribution.vocabulary import ConflictType, LegalWording

Plain = dict[str, Any]


def frozen_law(data: Plain, item: Plain, hidden: set[str]) -> Plain:
    """One qualification as it read when it was frozen.

    "Constitutes" without a counsel's approval beside it was a proposal: also in submissions older
    than such approvals, which had none.
    """
    elements = [
        _element(data, code, element, hidden)
        for code, element in sorted(item.get("elements", {}).items(), key=_order)
    ]
    wording = LegalWording.CONSTITUTES if "approval" in item else LegalWording.MAY_AMOUNT_TO
    listed = provision(item.get("provision", ""), item.get("edition", FIRST))
    written = [line.strip() for line in item["provisions"].splitlines() if line.strip()]
    return {
        "wording": wording.label,
        "is_proposed": item["wording"] == LegalWording.CONSTITUTES and "approval" not in item,
        "conflict": dict(ConflictType.choices).get(item["conflict"], item["conflict"]),
        "provisions": [*([listed.label] if listed else []), *written],
        "note": item["note"],
        "elements": elements,
        "tally": tally([element["status"] for element in elements]),
        "approval": _approval(item.get("approval")),
    }


def _element(data: Plain, code: str, element: Plain, hidden: set[str]) -> Plain:
    numbers = numbers_of(data, element)
    places = data["citations"].get(str(element["id"]), {"places": []})["places"]
    return {
        "code": code,
        "text": gettext(element["text"]),
        "status": element["status"],
        "is_kept": bool(numbers & hidden),
        "why": "" if numbers & hidden else element["why"],
        "places": [place_seen(place, hidden) for place in places],
    }


def _order(pair: tuple[str, Plain]) -> tuple[bool, str]:
    """1, 2, …, then the context."""
    return pair[0].startswith("c"), pair[0].zfill(3)


def _approval(given: Plain | None) -> Plain | None:
    if given is None:
        return None
    counsel = User.objects.filter(pk=given["counsel"]).first()
    return {
        "counsel": str(counsel or ""),
        "decided_at": parse_datetime(given["decided_at"]),
        "reasons": given["reasons"],
    }
