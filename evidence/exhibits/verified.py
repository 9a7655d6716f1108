"""What an exhibit's page shows of verification: three questions, and claims beside findings."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from evidence.exhibits.differences import compare
from evidence.exhibits.models import Exhibit, TimePlace, Verification, VerificationSupport
from evidence.exhibits.vocabulary import Aspect, TimePlaceKind, VerificationResult


@dataclass(frozen=True)
class Column:
    """One of the three questions and every answer to it, newest first."""

    aspect: Aspect
    verifications: list[Verification]


def verification_columns(exhibit: Exhibit, user: Any) -> list[Column]:
    """Source, item and content; one that nobody verified is an empty column."""
    supports = VerificationSupport.objects.visible_to(user).current().select_related("exhibit")
    rows = Verification.objects.visible_to(user).current().filter(exhibit=exhibit)
    rows = rows.select_related("analyst").prefetch_related(
        Prefetch("supports", supports, to_attr="seen_supports")
    )
    found = list(rows.order_by("-done_on", "pk"))
    return [Column(each, [row for row in found if row.aspect == each]) for each in Aspect]


def times_and_places(exhibit: Exhibit, user: Any) -> dict[str, Any]:
    """Claimed and verified side by side, with what they differ in."""
    rows = TimePlace.objects.visible_to(user).current().filter(exhibit=exhibit)
    found = list(rows.select_related("verification__analyst"))
    return {
        "sides": [
            {"kind": kind, "rows": [row for row in found if row.kind == kind]}
            for kind in TimePlaceKind
        ],
        "compared": compare(found),
        "has_any": bool(found),
        "has_many_claims": sum(row.kind == TimePlaceKind.CLAIMED for row in found) > 1,
    }


def contradicted(exhibits: Any) -> Any:
    """Those of a query of exhibits of which some verification in use was contradicted."""
    rows = Verification.objects.current().filter(result=VerificationResult.CONTRADICTED)
    return exhibits.filter(pk__in=rows.values("exhibit"))


def unverified(exhibits: Any) -> Any:
    """Those of which nobody has verified anything: neither source nor item nor content."""
    return exhibits.exclude(pk__in=Verification.objects.current().values("exhibit"))
