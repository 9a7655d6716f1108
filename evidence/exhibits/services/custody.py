"""Files of an exhibit and its custody: every receipt is an event, with digests."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile
from evidence.exhibits.services.uploads import take
from evidence.exhibits.vocabulary import CustodyKind


def attach_files(
    exhibit: Exhibit, files: Sequence[NewFile], *, by: Any, reason: str
) -> list[ExhibitFile]:
    """Stores files with a saved exhibit and notes the receipt of each; all of them or none."""
    with only_if_recorded():
        store_all(files)
        with transaction.atomic():
            _lock(exhibit)
            return [_attach(exhibit, file, by=by, reason=reason) for file in files]


def _attach(exhibit: Exhibit, new: NewFile, *, by: Any, reason: str) -> ExhibitFile:
    assert new.stored is not None
    take(new)
    taken = ExhibitFile.objects.filter(exhibit=exhibit).aggregate(last=Max("position"))["last"] or 0
    file = ExhibitFile(
        case=exhibit.case, exhibit=exhibit, position=taken + 1, role=new.role,
        object_name=new.stored.name, sha256=new.stored.sha256, size=new.stored.size,
        media_type=new.media_type, original_name=new.name,
    )  # fmt: skip
    file.pk = new.row_id or file.pk
    record(file, by=by, reason=reason, action="attach")
    event = CustodyEvent(
        exhibit=exhibit, file=file, kind=CustodyKind.RECEIVED, happened_at=timezone.now(),
        from_holder=exhibit.provider, to_holder=_("the store of this case"),
        why=reason, condition=_("File %(position)s, %(size)s bytes, stored write-once.")
        % {"position": file.position, "size": file.size},
        digest_before=new.expected, digest_after=file.sha256,
    )  # fmt: skip
    add_custody_event(event, by=by)
    return file


@transaction.atomic
def add_custody_event(event: CustodyEvent, *, by: Any) -> CustodyEvent:
    """Appends an unsaved event of an exhibit; it can never be changed. Gives it its number.

    ValidationError for a time that has not come yet, and for a correction of an entry that is
    not a person's, that is of another exhibit or that was corrected already.
    """
    if event.happened_at > timezone.now():
        raise ValidationError(_("This time has not come yet."))
    _lock(event.exhibit)
    if event.corrects_id:
        _take_over(event)
    past = CustodyEvent.objects.filter(exhibit=event.exhibit).aggregate(last=Max("sequence"))
    event.case, event.actor, event.recorded_at = event.exhibit.case, by, timezone.now()
    event.sequence = (past["last"] or 0) + 1
    event.save(force_insert=True)
    return event


def _take_over(event: CustodyEvent) -> None:
    """A correction keeps what was measured: only what a person wrote can be wrong."""
    wrong = CustodyEvent.objects.filter(exhibit=event.exhibit_id).get(pk=event.corrects_id)
    if wrong.is_by_software:
        raise ValidationError(_("A check of the store is no person's entry: add one of your own."))
    if later := CustodyEvent.objects.filter(corrects=wrong).first():
        raise ValidationError(
            _("Entry %(number)s corrects it already: correct that one.")
            % {"number": later.sequence}
        )
    if wrong.file_id:
        event.file_id, event.of_item = wrong.file_id, False
    event.digest_before = wrong.digest_before or event.digest_before
    event.digest_after = wrong.digest_after or event.digest_after


def _lock(exhibit: Exhibit) -> None:
    """Numbers of files and events are given one at a time."""
    Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)


def duplicates_of(digests: Iterable[str], case: Any, *, by: Any) -> dict[str, Exhibit]:
    """By SHA-256, an exhibit of the case that has that file already and that `by` may see.

    What `by` may not see stays unknown to them.
    """
    rows = ExhibitFile.objects.visible_to(by).current().filter(case=case, sha256__in=list(digests))
    found = rows.filter(exhibit__withdrawn_at=None).select_related("exhibit")
    return {file.sha256: file.exhibit for file in found.order_by("-exhibit__sequence")}
