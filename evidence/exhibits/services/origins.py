"""Where information comes from: origins, and which exhibit repeats which."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.models import CaseCounter, CaseFile
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Derivation, Exhibit, Origin
from evidence.exhibits.sources import lines_above
from evidence.exhibits.vocabulary import OriginKind


@transaction.atomic
def make_origin(
    case: CaseFile, name: str, kind: str = OriginKind.SINGLE, *, by: Any, reason: str
) -> Origin:
    """The origin of that name that `by` may see in the case, else a new one.

    One name twice would count one source twice.
    """
    known = Origin.objects.visible_to(by).current().filter(case=case, name__iexact=name.strip())
    if origin := known.first():
        return origin
    origin = Origin(case=case, name=name.strip(), kind=kind)
    record(origin, by=by, reason=reason)
    return origin


@transaction.atomic
def withdraw_origin(origin: Origin, *, by: Any, reason: str) -> Change | None:
    """Takes an origin out of use. ValidationError while an exhibit still names it."""
    used = Exhibit.objects.current().filter(case=origin.case, origin=origin)
    if used.exists():
        numbers = used.visible_to(by).values_list("number", flat=True)[:10]
        raise ValidationError(
            _("Still named as the origin of %s. Give those another origin first.")
            % ", ".join(numbers)
        )
    return withdraw(origin, by=by, reason=reason)


def one_derivation_at_a_time(case: CaseFile) -> None:
    """Two derivations made at once could close a circle that neither of them sees, and that
    passes through rows which neither touches. Holds until the transaction ends."""
    CaseCounter.objects.get_or_create(case=case, name="derivation")
    CaseCounter.objects.select_for_update().get(case=case, name="derivation")


@transaction.atomic
def derive(
    exhibit: Exhibit,
    parent: Exhibit,
    *,
    by: Any,
    reason: str,
    note: str = "",
    pk: UUID | None = None,
    link: Derivation | None = None,
) -> Derivation:
    """Records that `exhibit` repeats or rests on `parent`. Saying it twice changes nothing.

    `link` is an unsaved row that says more of it: that it is a translation, or a redaction.

    ValidationError for an exhibit of another case, a withdrawn one, itself, or one that
    derives from it in turn: sources could not be counted in a circle.
    """  # fmt: skip
    one_derivation_at_a_time(exhibit.case)
    if parent.case_id != exhibit.case_id or parent.is_withdrawn:
        raise ValidationError(_("Choose an exhibit of this case that is in use."))
    if parent.pk == exhibit.pk or exhibit.pk in lines_above([parent.pk]):
        raise ValidationError(
            _("%(parent)s itself derives from %(exhibit)s: they cannot each come from the other.")
            % {"parent": parent, "exhibit": exhibit}
        )
    known = Derivation.objects.current().filter(exhibit=exhibit, parent=parent).first()
    if known:
        return known
    derivation = link or Derivation(note=note)
    derivation.case, derivation.exhibit, derivation.parent = exhibit.case, exhibit, parent
    derivation.pk = pk or derivation.pk
    record(derivation, by=by, reason=reason)
    return derivation
