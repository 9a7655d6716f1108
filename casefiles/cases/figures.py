"""Casualty figures side by side, as their sources give them: never added, never averaged."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from casefiles.cases.dates import day_text
from casefiles.cases.models import CasualtyFigure
from casefiles.cases.vocabulary import CasualtyOutcome


def figure_strip(figures: Iterable[CasualtyFigure]) -> list[dict[str, Any]]:
    """One group an outcome for `components/figure_strip.html`, in the vocabulary's order.

    An outcome of which no source speaks has no group: unknown is not zero.
    """
    rows = by_outcome(figures)
    groups = [
        {"label": outcome.label, "rows": [_row(r) for r in rows if r.outcome == outcome]}
        for outcome in CasualtyOutcome
    ]
    return [group for group in groups if group["rows"]]


def by_outcome(figures: Iterable[CasualtyFigure]) -> list[CasualtyFigure]:
    """In the vocabulary's order of outcomes, within one by source."""
    order = CasualtyOutcome.values
    return sorted(figures, key=lambda f: (order.index(f.outcome), f.source.code))


def _row(figure: CasualtyFigure) -> dict[str, Any]:
    value, qualifier = _value(figure)
    return {
        "value": value,
        "qualifier": qualifier,
        "source": str(figure.source),
        "as_of": day_text(figure.as_of) if figure.as_of else "",
        "note": figure.get_basis_display(),
    }


def _value(figure: CasualtyFigure) -> tuple[str, str]:
    if figure.best is not None:
        return str(figure.best), ""
    if figure.minimum is not None and figure.maximum is not None:
        return f"{figure.minimum}–{figure.maximum}", ""
    if figure.minimum is not None:
        return str(figure.minimum), _("at least")
    return str(figure.maximum), _("at most")
