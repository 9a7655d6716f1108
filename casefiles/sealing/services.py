from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casefiles.sealing.keys import forget_preloaded
from casefiles.sealing.models import SubjectKey


@transaction.atomic
def erase_subject(subject: UUID) -> None:
    """Destroys the subject's key: every value sealed under it is unreadable from now on.

    The caller records the act and its reason; legal hold is the caller's check.
    """
    key = SubjectKey.objects.select_for_update().get(subject=subject)
    key.wrapped, key.destroyed_at = None, timezone.now()
    key.save(update_fields=["wrapped", "destroyed_at"])
    forget_preloaded(subject)


def destroy_key(subject: UUID) -> None:
    """The same for what was never recorded, whether there is a key or not."""
    SubjectKey.objects.filter(subject=subject).update(wrapped=None, destroyed_at=timezone.now())
    forget_preloaded(subject)


def forget_key(*subjects: UUID) -> None:
    """Removes the keys of what was never recorded, so that nothing is left of it."""
    SubjectKey.objects.filter(subject__in=subjects).delete()
    forget_preloaded(*subjects)
