"""The three kinds of model, the stream of changes, and the logs of reading and refusal."""

import uuid
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Audited(models.Model):
    """A fact: written only through `record()`, never deleted, its versions kept."""

    # Fields whose change is no change of the fact (a password hash, the last sign-in).
    UNRECORDED_FIELDS: tuple[str, ...] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @property
    def audit_case_id(self) -> uuid.UUID | None:
        """The case in whose timeline the changes of this row stand."""
        return getattr(self, "case_id", None)

    def changes(self) -> "models.QuerySet[Change]":
        """Every recorded change of this row, oldest first."""
        return Change.objects.of(self)

    @property
    def version(self) -> int:
        """Number of the last recorded change; 0 before the first. Forms carry it."""
        last = self.changes().order_by("sequence").last()
        return last.sequence if last else 0


@cache
def _history_of(label: str) -> Any:
    """Asked for once: each look at `history` makes a new class of manager."""
    model: Any = apps.get_model(label)
    return model.history.model


class Records(HistoricalRecords):
    """Writes no history row for a save that touches only fields which are not recorded."""

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        if update_fields and set(update_fields) <= set(instance.UNRECORDED_FIELDS):
            return
        super().post_save(instance, created, using=using, **kwargs)

    def create_historical_record(self, instance, history_type, using=None):
        """As the package does it, without its signals; leaves the row with the instance.

        `return_stored()` makes the insert give back what the database has stored, so
        that nobody need fetch the row again in order to digest it.
        """
        row = _history_of(instance._meta.label)(
            history_date=timezone.now(),
            history_type=history_type,
            history_user=self.get_history_user(instance),
            history_change_reason=self.get_change_reason_for_object(instance, history_type, using),
            **{field.attname: getattr(instance, field.attname)
               for field in self.fields_included(instance)},
        )  # fmt: skip
        row.save(force_insert=True, using=using if self.use_base_model_db else None)
        instance._history_row = row


def return_stored(model: type[models.Model]) -> None:
    """Inserts of this model give back every column, as the database has stored it."""
    model._meta.db_returning_fields = list(model._meta.concrete_fields)


class AuditedModel(Audited):
    history = Records(inherit=True)

    class Meta:
        abstract = True


class AppendOnlyModel(models.Model):
    """A log entry, a decision, a custody event: inserted once, then the database refuses."""

    class Meta:
        abstract = True


class OperationalModel(models.Model):
    """State that no case rests on: jobs, uploads, drafts, counters, keys, sign-in state."""

    class Meta:
        abstract = True


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, obj: models.Model) -> "ChangeQuerySet":
        """Changes of one row."""
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk)

    def in_case(self, case_id: uuid.UUID) -> "ChangeQuerySet":
        return self.filter(case_id=case_id)


class Change(AppendOnlyModel):
    """One recorded change: the case's timeline, and later a leaf of the ledger.

    Its table has a column more, `xact`, which the database fills: see `moments.py`.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        CHANGED = "changed", _("Changed")

    sequence = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField(null=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.UUIDField()
    history_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    # What was done, where a workflow moved the row: "submit", "withdraw"; empty for an edit.
    action = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "sequence"]),
            models.Index(fields=["case_id", "sequence"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "history_id"], name="one_change_a_history_row"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="change_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def row(self) -> Any:
        """The history row this change wrote."""
        model = self.content_type.model_class()
        return model.history.get(history_id=self.history_id)  # type: ignore[union-attr]


class LogEntry(AppendOnlyModel):
    """No foreign keys: an entry is committed before, and apart from, what it speaks of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.UUIDField(db_index=True)
    case_id = models.UUIDField(null=True, db_index=True)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.UUIDField(null=True)
    what = models.CharField(max_length=100)

    class Meta:
        abstract = True
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.what


class Reading(LogEntry):
    """Someone was shown a sensitive record, or took a file of it away."""

    # Of several that one page shows together, the ids; `object_id` is empty then.
    together = models.JSONField(default=list)


class Refusal(LogEntry):
    """Someone asked for what they may not see or do."""

    status = models.PositiveSmallIntegerField()
