"""Persons are liable and States responsible: what no longer fits once a party's kind changes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import Party
from casefiles.cases.registers import PARTY_CHECKS
from evidence.attribution.models import Hypothesis, HypothesisActor
from evidence.attribution.statements import listed


def unfitting(hypotheses: Iterable[Hypothesis]) -> list[HypothesisActor]:
    """Actors of these whose liability or responsibility is not one of their party's kind."""
    rows = HypothesisActor.objects.current().filter(hypothesis__in=hypotheses)
    return [row for row in rows.select_related("hypothesis", "party") if not _fits(row)]


def kind_refused(party: Party) -> dict[str, str]:
    """Why a party may not become what it is about to be saved as; empty if it may."""
    rows = HypothesisActor.objects.current().filter(party=party, hypothesis__withdrawn_at=None)
    found = []
    for row in rows.select_related("hypothesis").order_by("hypothesis__code"):
        row.party = party
        if not _fits(row):
            found.append(row.hypothesis)
    if not found:
        return {}
    return {
        "kind": _(
            "A party of this kind cannot have the mode of liability or the State responsibility "
            "that was chosen for it as an actor of %s. Change or withdraw that actor first."
        )
        % listed(dict.fromkeys(found))
    }


def _fits(actor: HypothesisActor) -> bool:
    try:
        actor.clean()
    except ValidationError:
        return False
    return True


PARTY_CHECKS.append(kind_refused)
