"""Answers to what speaks against a finding, each bound to what it answers."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from evidence.attribution.contrary import Item, items_of
from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import ContraryAnswer, Hypothesis
from evidence.attribution.services.in_use import check_in_use
from evidence.exhibits.models import Exhibit


def item_to_answer(hypothesis: Hypothesis, kind: str, pk: uuid.UUID) -> Item | None:
    """The item as it is now, with its answer if it has one; None if nothing of it is contrary."""
    items = items_of(hypothesis, weigh_values(hypothesis.question))
    return next((item for item in items if (item.kind, item.pk) == (kind, pk)), None)


@transaction.atomic
def answer_contrary(
    hypothesis: Hypothesis, kind: str, pk: uuid.UUID, text: str, *, seen: str, by: Any, reason: str
) -> ContraryAnswer:
    """Answers one item, or says again that an answer holds: it is bound to the item as it is.

    `seen` is the item's digest when the author opened it: ValidationError if it has changed
    meanwhile, or speaks against nothing any more. PermissionDenied to who may not see the exhibit.
    """
    if not by.has_perm("attribution.write", hypothesis.case):
        raise PermissionDenied
    if kind == "exhibit" and not Exhibit.objects.visible_to(by).filter(pk=pk).exists():
        raise PermissionDenied(_("You may not see this exhibit."))
    # A submission takes the same lock: it freezes either this answer whole, or none.
    locked = Hypothesis.objects.select_for_update(no_key=True, of=("self",)).get(pk=hypothesis.pk)
    check_in_use(locked)
    item = item_to_answer(locked, kind, pk)
    if item is None:
        raise ValidationError(_("This does not speak against the finding any more."))
    if item.digest != seen:
        raise ValidationError(
            _("What you answer was changed after you opened it. Your answer is kept below: look at "
              "what it says now, then save it again."),
            code="stale",
        )  # fmt: skip
    return _write(locked, item, text.strip(), by=by, reason=reason)


def _write(
    hypothesis: Hypothesis, item: Item, text: str, *, by: Any, reason: str
) -> ContraryAnswer:
    row = item.answer or ContraryAnswer(case=hypothesis.case, hypothesis=hypothesis)
    if item.answer and (row.text, row.bound_to) == (text, item.digest):
        return row
    setattr(row, f"{item.kind}_id", item.pk)
    row.text, row.bound_to, row.author = text, item.digest, by
    row.full_clean()
    record(row, by=by, reason=reason)
    return row
