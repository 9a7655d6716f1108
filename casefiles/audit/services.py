"""The one way in which a fact is written, and the logs of reading and refusal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone

from casefiles.audit.canonical import digest, state_of
from casefiles.audit.models import Audited, Change, Reading, Refusal
from casefiles.audit.watching import changed

# Rows of a statement: more would save little and hold much in memory.
BATCH = 500
# How long what a page fetches belongs to the reading that was logged with the page.
ONE_VIEW = timedelta(hours=1)


def record(obj: Audited, *, by: Any, reason: str, action: str = "") -> Change:
    """Saves `obj` with its history row and one Change, all or nothing.

    `by` is the acting user (workers pass a named service user); `reason` must not be blank:
    ValueError otherwise. The database refuses a write of an audited row outside of this call.
    """
    if by is None or not reason.strip():
        raise ValueError("every change names who made it and why")
    kind = Change.Kind.CREATED if obj._state.adding else Change.Kind.CHANGED
    with transaction.atomic():
        _open_guard(f"{obj._meta.db_table}:{obj.pk}")
        row = _saved(obj, by=by, reason=reason)
        changed(obj.audit_case_id)
        return Change.objects.create(
            case_id=obj.audit_case_id,
            content_type=ContentType.objects.get_for_model(obj),
            object_id=obj.pk,
            history_id=row.history_id,
            kind=kind,
            action=action,
            actor=by,
            reason=reason.strip(),
            digest=digest(state_of(row)),
        )


def _saved(obj: Any, *, by: Any, reason: str) -> Any:
    """The history row of this save, as it is stored. The row and it use up the guard's token."""
    try:
        # simple-history leaves these on the instance, where they would sign its next save.
        obj._history_user, obj._change_reason = by, reason
        obj.save()
        return obj._history_row
    finally:
        for name in ("_history_user", "_change_reason", "_history_row"):
            vars(obj).pop(name, None)


def record_many(
    objects: Sequence[Audited], *, by: Any, reason: str | Sequence[str], action: str = ""
) -> list[Change]:
    """Saves new rows of one model as `record()` would one by one, in few statements; all or none.

    `reason` is one for all of them, or one for each. Gives their changes, in their order.
    ValueError for a blank reason, rows of several models, and a row that is not new: nothing is
    written then. No signals of saving are sent but for the history, which needs none here.
    """
    reasons = [reason] * len(objects) if isinstance(reason, str) else list(reason)
    if by is None or not all(each.strip() for each in reasons):
        raise ValueError("every change names who made it and why")
    if len(reasons) != len(objects) or len({type(obj) for obj in objects}) > 1:
        raise ValueError("rows of one model, with one reason for all or one for each")
    if not all(obj._state.adding for obj in objects):
        raise ValueError("only new rows are recorded many at a time")
    changes: list[Change] = []
    with transaction.atomic():
        for start in range(0, len(objects), BATCH):
            some, why = objects[start : start + BATCH], reasons[start : start + BATCH]
            changes += _record_batch(some, why, by=by, action=action)
        for case_id in {obj.audit_case_id for obj in objects}:
            changed(case_id)
    return changes


def _record_batch(
    objects: Sequence[Any], reasons: Sequence[str], *, by: Any, action: str
) -> list[Change]:
    model = type(objects[0])
    _open_guard(f"{model._meta.db_table}:*")
    # Sealed columns are sealed on the way, and stay so on the objects that history copies.
    model._base_manager.bulk_create(objects)
    try:
        for obj, reason in zip(objects, reasons, strict=True):
            obj._change_reason = reason
        written = model.history.bulk_history_create(objects, default_user=by)
    finally:
        for obj in objects:
            del obj._change_reason
    _open_guard("")
    kind = ContentType.objects.get_for_model(model)
    return Change.objects.bulk_create([
        Change(
            case_id=obj.audit_case_id, content_type=kind, object_id=obj.pk,
            history_id=row.history_id, kind=Change.Kind.CREATED, action=action, actor=by,
            reason=reason.strip(), digest=digest(state_of(row)),
        )
        for obj, row, reason in zip(objects, written, reasons, strict=True)
    ])  # fmt: skip


def log_reading(obj: models.Model, *, by: Any, what: str) -> None:
    """Commits, before anything is shown, that `by` is about to see `obj`.

    Raises whatever the database raises: a reading that cannot be logged must not happen.
    """
    Reading.objects.using("log").create(
        actor_id=by.pk,
        case_id=getattr(obj, "audit_case_id", None),
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        what=what,
    )


def log_readings(objects: Sequence[models.Model], *, by: Any, what: str) -> UUID:
    """The same for objects of one model that a page shows together: one entry, which names each.

    Gives its id, with which was_logged() knows whatever is fetched for that page. ValueError for
    none, and for those of several models or cases.
    """
    cases = {getattr(obj, "audit_case_id", None) for obj in objects}
    labels = {obj._meta.label_lower for obj in objects}
    if len(labels) != 1 or len(cases) != 1:
        raise ValueError("objects of one model and one case")
    entry = Reading.objects.using("log").create(
        actor_id=by.pk, case_id=cases.pop(), object_type=labels.pop(), what=what,
        together=[str(obj.pk) for obj in objects],
    )  # fmt: skip
    return entry.pk


def was_logged(obj: models.Model, *, by: Any, entry: str) -> bool:
    """Whether `by` was about to see `obj`, with others, when log_readings() made this entry.

    An hour later it no longer counts: whoever comes back to a page then reads anew.
    """
    try:
        wanted = UUID(entry)
    except ValueError:
        return False
    return Reading.objects.filter(
        pk=wanted, actor_id=by.pk, object_type=obj._meta.label_lower,
        together__contains=[str(obj.pk)], at__gt=timezone.now() - ONE_VIEW,
    ).exists()  # fmt: skip


def log_refusal(*, by: Any, what: str, status: int, case_id: Any = None) -> None:
    """Commits that `by` was refused; `what` is a route's name, never an address with content."""
    Refusal.objects.using("log").create(actor_id=by.pk, case_id=case_id, what=what, status=status)


def _open_guard(token: str) -> None:
    """Tells the trigger `casefiles_guard_audited` which row may be written; '' closes it.

    `table:id` is for one writing of that row and its one history row, which use it up;
    `table:*` stays open until it is closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('casefiles.recording', %s, true)", [token])
