"""What somebody typed and has not saved: kept sealed, for its writer alone, for thirty days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.services import log_reading
from casefiles.cases.models import CaseFile, Draft
from casefiles.sealing.fields import unseal
from casefiles.sealing.services import forget_key

KEPT_FOR = timedelta(days=30)
LARGEST = 500_000  # characters, as they are sent: more than any form of ours takes


class HeldElsewhere(Exception):
    """Another open page of the same form keeps a draft: it is not written over unasked."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("another page holds this draft")
        self.draft = draft


@dataclass(frozen=True)
class Page:
    """One opening of a form by a user. `before` is the page whose draft it went on with."""

    user: Any
    address: str
    holder: UUID
    before: UUID | None = None

    def holds(self, draft: Draft) -> bool:
        return draft.holder in (self.holder, self.before)


def draft_of(user: Any, address: str) -> Draft | None:
    return Draft.objects.visible_to(user).filter(address=address).first()


def keep_draft(page: Page, case: CaseFile | None, content: str, *, instead: bool = False) -> Draft:
    """Writes what stands in the form over what this page kept before.

    `instead` also writes over another page's. HeldElsewhere without it; ValidationError for more
    than any form takes.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("This is too long to be kept as a draft. Save the form."))
    try:
        with transaction.atomic():
            return _write(page, case, content, instead)
    except IntegrityError:
        # Two pages began at the same instant: one of them was first.
        with transaction.atomic():
            return _write(page, case, content, instead)


def _write(page: Page, case: CaseFile | None, content: str, instead: bool) -> Draft:
    rows = Draft.objects.select_for_update().filter(user=page.user, address=page.address)
    draft = rows.first()
    if draft is None:
        draft = Draft(user=page.user, case=case, address=page.address)
    elif not page.holds(draft) and not instead:
        raise HeldElsewhere(draft)
    draft.content, draft.holder, draft.updated_at = content, page.holder, timezone.now()
    draft.save()
    return draft


def open_draft(draft: Draft, *, by: Any) -> str:
    """What was typed, for its writer's own form and nothing else; on record before it is shown.

    Raises KeyDestroyed, WrongKey.
    """
    log_reading(draft, by=by, what="draft")
    return unseal(draft, "content")


def drop_draft(draft: Draft) -> None:
    """Removes a draft and its key, so that no backup of the table alone can bring it back."""
    with transaction.atomic():
        forget_key(draft.pk)
        draft.delete()


def drop_own_draft(page: Page) -> None:
    """Removes what this page kept, now that it was saved. Another page's draft stays."""
    draft = draft_of(page.user, page.address)
    if draft is not None and page.holds(draft):
        drop_draft(draft)


def drop_old_drafts() -> int:
    """Removes what nobody went on with for thirty days; returns how many."""
    old = list(Draft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR))
    for draft in old:
        drop_draft(draft)
    return len(old)
