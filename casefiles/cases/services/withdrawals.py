"""Withdrawing a record together with its parts, and only when nothing else rests on it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseRecord, Incident, Party, Position
from casefiles.cases.services.records import withdraw

# What is part of a record, and goes with it; by the name of the reverse relation.
PARTS: dict[type[CaseRecord], tuple[str, ...]] = {
    Incident: ("facts", "casualties"),
    Party: ("name_readers",),
    Position: ("accused",),
}


@transaction.atomic
def withdraw_with_parts(obj: CaseRecord, *, by: Any, reason: str) -> None:
    """Withdraws a record and its parts.

    ValidationError while records that are still in use rest on it: a figure whose source was
    withdrawn would say nothing.
    """
    type(obj).objects.select_for_update(of=("self",)).get(pk=obj.pk)
    users, more = rests_on(obj, user=by)
    if users or more:
        names = [f"{kind_of(user)} “{user}”" for user in users]
        if more:
            names.append(_("a record that you may not see"))
        raise ValidationError(
            _("Other records rest on it: %s. Change or withdraw them first.") % ", ".join(names)
        )
    for part in parts_of(obj):
        withdraw(part, by=by, reason=reason)
    withdraw(obj, by=by, reason=reason)


def parts_of(obj: CaseRecord) -> list[CaseRecord]:
    """The parts of a record that are still in use."""
    names = PARTS.get(type(obj), ())
    return [part for name in names for part in getattr(obj, name).current()]


def kind_of(obj: CaseRecord) -> str:
    return str(capfirst(obj._meta.verbose_name))


def rests_on(obj: CaseRecord, *, user: Any) -> tuple[list[CaseRecord], bool]:
    """What still rests on a record, in any room: what this user sees, and whether there is more."""
    found: list[CaseRecord] = []
    more = False
    for relation in obj._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or not _counts(obj, relation):
            continue
        model: Any = relation.related_model
        rows = model.objects.current().filter(**{relation.field.name: obj})
        visible = rows.visible_to(user)
        found += list(visible)
        more = more or rows.exclude(pk__in=visible.values("pk")).exists()
    return found, more


def _counts(obj: CaseRecord, relation: models.ManyToOneRel) -> bool:
    """Records of a case, less the parts that go with this one."""
    is_part = relation.get_accessor_name() in PARTS.get(type(obj), ())
    return issubclass(relation.related_model, CaseRecord) and not is_part
