"""The one way in which a fact is written, and the logs of reading and refusal."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from casefiles.audit.canonical import digest, state_of
from casefiles.audit.models import Audited, Change, Reading, Refusal


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
        try:
            # simple-history leaves both on the instance, where they would sign its next save.
            obj._history_user, obj._change_reason = by, reason  # type: ignore[attr-defined]
            obj.save()
        finally:
            del obj._history_user, obj._change_reason  # type: ignore[attr-defined]
        row = obj.history.order_by("-history_id").first()  # type: ignore[attr-defined]
        _open_guard("")
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


def log_refusal(*, by: Any, what: str, status: int, case_id: Any = None) -> None:
    """Commits that `by` was refused; `what` is a route's name, never an address with content."""
    Refusal.objects.using("log").create(actor_id=by.pk, case_id=case_id, what=what, status=status)


def _open_guard(token: str) -> None:
    """Tells the trigger `casefiles_guard_audited` which row may be written; '' closes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('casefiles.recording', %s, true)", [token])
