"""Changes as people read them: who changed what, from what, to what.

A page of changes costs a number of queries that depends on how many kinds of record stand on
it, never on how many changes. What a reader may not see is decided by the caller, who passes
the ids that are `hidden` from that reader: nothing of those rows is read or named here.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from numbers import Number
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casefiles.audit.models import Change

# What each act is called; rooms add theirs in `ready()`. Unknown acts are shown by their code.
ACTIONS: dict[str, Any] = {}
# Columns that say nothing to a reader, or are told by the act itself.
UNTOLD = {"id", "case", "withdrawn_at"}
LONGEST_DIFF = 2000  # words; a longer text is shown as a whole, before and after
DEEPEST_SHORT = 60  # characters; a shorter text is clearer as old and new than word by word

Names = dict[tuple[type[models.Model], Any], str]


@dataclass(frozen=True)
class FieldChange:
    """One field: `parts` are ("del" | "ins" | "same", text); sealed text is never among them."""

    label: str
    parts: list[tuple[str, str]] = field(default_factory=list)
    is_sealed: bool = False


@dataclass(frozen=True)
class Entry:
    """One change, ready to be shown."""

    change: Change
    kind: str
    title: str
    act: str
    fields: list[FieldChange]
    is_withdrawal: bool
    is_first: bool


@dataclass(frozen=True)
class _Version:
    """A history row and the one before it."""

    change: Change
    row: Any
    before: Any | None

    @property
    def model(self) -> type[models.Model]:
        return self.row.instance_type


def entries(changes: Sequence[Change], *, hidden: Collection[UUID] = ()) -> list[Entry]:
    """The changes in the order given. None of them may be of a hidden object."""
    versions = _versions(changes)
    names = _names(versions, hidden)
    return [_entry(versions[change.pk], names) for change in changes if change.pk in versions]


def act_of(change: Change) -> str:
    """What was done, in words: the act's own name, or that it was entered or changed."""
    if change.action:
        known = ACTIONS.get(change.action)
        return str(known) if known else change.action.replace("_", " ")
    return _("entered") if change.kind == Change.Kind.CREATED else _("changed")


def kind_label(content_type: ContentType) -> str:
    model = content_type.model_class()
    return capfirst(str(model._meta.verbose_name)) if model else content_type.model


def _versions(changes: Iterable[Change]) -> dict[int, _Version]:
    """By sequence: the row each change wrote and the one before; two queries a kind of record."""
    by_kind: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.content_type_id].append(change)
    found = {}
    for kind, some in by_kind.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        rows = _with_previous(model, [change.history_id for change in some])
        found.update({c.pk: _Version(c, *rows[c.history_id]) for c in some if c.history_id in rows})
    return found


def _with_previous(model: Any, history_ids: list[int]) -> dict[int, tuple[Any, Any]]:
    versions = model.history.model._base_manager
    earlier = versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    newest = earlier.order_by("-history_id").values("history_id")[:1]
    rows = versions.annotate(previous_id=Subquery(newest)).in_bulk(history_ids)
    before = versions.in_bulk([row.previous_id for row in rows.values() if row.previous_id])
    return {pk: (row, before.get(row.previous_id)) for pk, row in rows.items()}


def _entry(version: _Version, names: Names) -> Entry:
    change, row = version.change, version.row
    is_first = version.before is None
    told = (_field_change(version, column, names) for column in _columns(version.model))
    return Entry(
        change=change,
        kind=kind_label(change.content_type),
        title=names.get((version.model, row.id), ""),
        act=act_of(change),
        fields=[one for one in told if one],
        is_withdrawal=not is_first and _was_withdrawn(row) and not _was_withdrawn(version.before),
        is_first=is_first,
    )


def _was_withdrawn(row: Any) -> bool:
    return getattr(row, "withdrawn_at", None) is not None


def _columns(model: type[models.Model]) -> list[Any]:
    """What is told of a record: its columns, and the pair of a generic link as one."""
    links = [f for f in model._meta.private_fields if isinstance(f, GenericForeignKey)]
    parts = {name for link in links for name in (link.ct_field, link.fk_field)}
    unrecorded = set(getattr(model, "UNRECORDED_FIELDS", ()))
    skipped = UNTOLD | parts | unrecorded
    return [f for f in model._meta.concrete_fields if f.name not in skipped] + links


def _field_change(version: _Version, column: Any, names: Names) -> FieldChange | None:
    """None where this version says what the one before said."""
    label = capfirst(str(getattr(column, "verbose_name", column.name)).replace("_", " "))
    new = _raw(version.row, column)
    old = _raw(version.before, column) if version.before is not None else None
    if _same(old, new):
        return None
    if isinstance(column, models.BinaryField):
        return FieldChange(label, is_sealed=True)
    return FieldChange(label, _parts(_shown(column, old, names), _shown(column, new, names)))


def _raw(row: Any, column: Any) -> Any:
    if isinstance(column, GenericForeignKey):
        kind, pk = getattr(row, f"{column.ct_field}_id"), getattr(row, column.fk_field)
        return (kind, pk) if pk else None
    return getattr(row, column.attname)


def _same(old: Any, new: Any) -> bool:
    """Nothing and an empty text, or an empty seal, are the same nothing; 0 and False are not."""

    def empty(value: Any) -> bool:
        return value is None or value == "" or (not value and not isinstance(value, Number))

    return old == new or (empty(old) and empty(new))


def _shown(column: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    target = _target(column, value)
    if target:
        return names.get(target, _("a restricted record"))
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return date_format(value.astimezone(UTC), "DATETIME_FORMAT")
    return str(value) if isinstance(value, str | int) else str(localize(value))


def _target(column: Any, value: Any) -> tuple[type[models.Model], Any] | None:
    """(model, id) of the record that a link points to."""
    if value is None:
        return None
    if isinstance(column, GenericForeignKey):
        model = ContentType.objects.get_for_id(value[0]).model_class()
        return (model, value[1]) if model else None
    return (column.related_model, value) if column.is_relation else None


def _parts(old: str, new: str) -> list[tuple[str, str]]:
    """Old and new; word by word where a long text was edited."""
    if not old or not new or max(len(old), len(new)) < DEEPEST_SHORT:
        return [part for part in (("del", old), ("ins", new)) if part[1]]
    before, after = (re.findall(r"\s+|[^\s]+", text) for text in (old, new))
    if max(len(before), len(after)) > LONGEST_DIFF:
        return [("del", old), ("ins", new)]
    return _word_by_word(before, after)


def _word_by_word(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    parts = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, b1, b2, a1, a2 in matcher.get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(before[b1:b2])))
            continue
        for name, words in (("del", before[b1:b2]), ("ins", after[a1:a2])):
            if words:
                parts.append((name, "".join(words)))
    return parts


def _names(versions: dict[int, _Version], hidden: Collection[UUID]) -> Names:
    """What every record on the page is called; one query a kind of record."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for version in versions.values():
        wanted[version.model].add(version.row.id)
        for column in _columns(version.model):
            for row in filter(None, (version.row, version.before)):
                target = _target(column, _raw(row, column))
                if target:
                    wanted[target[0]].add(target[1])
    names: Names = {}
    for model, ids in wanted.items():
        # What __str__ of a record reads of another is fetched along with it.
        rows = model._base_manager.select_related().in_bulk(list(ids - set(hidden)))
        names.update({(model, pk): str(obj) for pk, obj in rows.items()})
    return names
