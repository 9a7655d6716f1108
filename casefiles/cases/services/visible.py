"""Which rows of a case a reader may not know of, over all rooms at once.

A room narrows access inside a case by its own `visible_to`; what hangs off such a record (its
readers, the links to it) is as restricted as the record itself, whether or not the room said so.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from casefiles.cases.models import CaseFile, CaseRecord, CaseRecordQuerySet


def hidden_from(user: Any, case: CaseFile) -> set[UUID]:
    """Ids of the case's records that this member may not see. Two queries, usually one."""
    parts = [_hidden_rows(model, user, case) for model in narrowed_models()]
    if not parts:
        return set()
    hidden = set(parts[0].union(*parts[1:], all=True))
    return hidden | _pointing_at(hidden, case) if hidden else hidden


@cache
def narrowed_models() -> tuple[type[CaseRecord], ...]:
    """Kinds of record whose access is narrower than the case's, or that hang off such a kind."""
    found = {model for model in _kinds() if _narrows(model)}
    while more := {m for m in _kinds() if m not in found and found & set(_owners(m).values())}:
        found |= more
    return tuple(sorted(found, key=lambda model: model._meta.label))


def visible_rows(model: Any, user: Any) -> models.QuerySet:
    """Rows this user may see, that hang off nothing which they may not see."""
    rows = model.objects.visible_to(user)
    for name, owner in _owners(model).items():
        if owner in narrowed_models() and owner is not model:
            rows = rows.filter(**{f"{name}__in": visible_rows(owner, user)})
    return rows


def _hidden_rows(model: Any, user: Any, case: CaseFile) -> Any:
    visible = visible_rows(model, user).order_by().values("pk")
    rows = model._base_manager.filter(case=case).exclude(pk__in=visible)
    return rows.order_by().values_list("pk", flat=True)


def _pointing_at(hidden: set[UUID], case: CaseFile) -> set[UUID]:
    """Records whose generic link (a citation's target) leads to a hidden one."""
    found: set[UUID] = set()
    for model in _kinds():
        for link in model._meta.private_fields:
            if isinstance(link, GenericForeignKey):
                rows = model._base_manager.filter(**{"case": case, f"{link.fk_field}__in": hidden})
                found |= set(rows.values_list("pk", flat=True))
    return found


def _kinds() -> list[type[CaseRecord]]:
    # History models carry the record's own base class too, hence the look at `history_object`.
    models_ = apps.get_models()
    return [m for m in models_ if issubclass(m, CaseRecord) and not hasattr(m, "history_object")]


def _narrows(model: Any) -> bool:
    return type(model.objects.all()).visible_to is not CaseRecordQuerySet.visible_to


def _owners(model: Any) -> dict[str, Any]:
    """Records without which this one says nothing: its required links, by field name."""
    return {
        f.name: f.related_model
        for f in model._meta.concrete_fields
        if f.is_relation and not f.null and issubclass(f.related_model, CaseRecord)
    }
