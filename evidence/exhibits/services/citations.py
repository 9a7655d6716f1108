"""A factual value rests on an exhibit."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from casefiles.cases.models import CaseRecord, Membership
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.locators import place_text
from evidence.exhibits.models import (
    Citation,
    Derivation,
    Exhibit,
    ExhibitFile,
    ExhibitReader,
    VerificationSupport,
    WebCapture,
)
from evidence.exhibits.vocabulary import Locator

# Records that say how the room itself works; no fact of the case is in them.
NOT_CITING = (Citation, Derivation, ExhibitFile, ExhibitReader, VerificationSupport, WebCapture,
              Membership)  # fmt: skip


def is_citing(model: type[models.Model]) -> bool:
    """Whether records of this kind hold facts that may rest on an exhibit."""
    return issubclass(model, CaseRecord) and not issubclass(model, NOT_CITING)


def citable_fields(target: models.Model) -> list[tuple[str, str]]:
    """(name, label) of the values of a record that a citation may stand for."""
    return [
        (field.name, str(field.verbose_name))
        for field in target._meta.concrete_fields
        if field.editable and not field.is_relation and not isinstance(field, SealedTextField)
    ]


@transaction.atomic
def cite(
    target: CaseRecord,
    exhibit: Exhibit,
    field: str = "",
    locator: str = Locator.WHOLE,
    place: str = "",
    *,
    by: Any,
    reason: str,
    pk: UUID | None = None,
) -> Citation:
    """Records that `field` of a record (all of it if empty) rests on an exhibit at a place.

    Both must belong to one case and be visible to `by`: PermissionDenied otherwise.
    ValidationError for a withdrawn exhibit, an unknown field, and a place that nobody could find:
    a page without its number, a timecode that is none.
    """
    model: Any = type(target)
    if not model.objects.visible_to(by).filter(pk=target.pk, case=exhibit.case_id).exists():
        raise PermissionDenied
    if not Exhibit.objects.visible_to(by).filter(pk=exhibit.pk).exists():
        raise PermissionDenied
    _check(target, exhibit, field)
    place = place_text(locator, place)
    citation = Citation(
        case=exhibit.case, exhibit=exhibit, target=target, field=field, locator=locator, place=place
    )
    citation.pk = pk or citation.pk
    record(citation, by=by, reason=reason, action="cite")
    return citation


def _check(target: CaseRecord, exhibit: Exhibit, field: str) -> None:
    if exhibit.is_withdrawn or target.is_withdrawn:
        raise ValidationError(_("It was withdrawn: nothing new can rest on it."))
    if exhibit.pk == target.pk:
        raise ValidationError({"exhibit": _("An exhibit cannot rest on itself.")})
    if field and field not in dict(citable_fields(target)):
        raise ValidationError({"field": _("This record has no such value.")})
