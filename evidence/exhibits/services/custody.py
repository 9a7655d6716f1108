"""Files of an exhibit and its custody: every receipt is an event, with digests."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.services import record_many
from casefiles.sealing.preloading import preloaded_keys
from evidence.exhibits.capture import part_of
from evidence.exhibits.inspection.asking import ask_for_first_inspection
from evidence.exhibits.intake import Making, NewFile, only_if_recorded, store_all
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile
from evidence.exhibits.services.uploads import take_all
from evidence.exhibits.vocabulary import CustodyKind


def attach_files(
    exhibit: Exhibit, files: Sequence[NewFile], *, by: Any, reason: str
) -> list[ExhibitFile]:
    """Stores files with a saved exhibit and notes the receipt of each; all of them or none."""
    with only_if_recorded():
        store_all(files)
        with transaction.atomic():
            _lock(exhibit)
            return attach_all([(exhibit, file) for file in files], by=by, reason=reason)


def attach_all(
    pairs: Sequence[tuple[Exhibit, NewFile]], *, by: Any, reason: str
) -> list[ExhibitFile]:
    """Records stored files, each with its exhibit, and notes the receipt of each.

    In few statements, however many they are. Call it in the transaction that made the exhibits
    or that has locked them.
    """
    take_all(new for _exhibit, new in pairs)
    next_position = _counter(ExhibitFile, "position", pairs)
    files = [_file_of(exhibit, new, next_position[exhibit.pk]) for exhibit, new in pairs]
    with preloaded_keys({exhibit.pk for exhibit, _new in pairs}, create=True):
        record_many(files, by=by, reason=reason, action="attach")
    next_sequence = _counter(CustodyEvent, "sequence", pairs)
    CustodyEvent.objects.bulk_create(
        _receipt_of(file, new, reason=reason, by=by, sequence=next(next_sequence[file.exhibit_id]))
        for file, (_exhibit, new) in zip(files, pairs, strict=True)
    )
    ask_for_first_inspection(files)
    return files


def _counter(
    model: Any, column: str, pairs: Sequence[tuple[Exhibit, NewFile]]
) -> dict[UUID, Iterator[int]]:
    """By exhibit, the next numbers of its rows of this model."""
    exhibits = {exhibit.pk for exhibit, _new in pairs}
    rows = model.objects.filter(exhibit__in=exhibits).order_by().values_list("exhibit")
    last = dict(rows.annotate(last=Max(column)))
    return {pk: count(last.get(pk, 0) + 1) for pk in exhibits}


def _file_of(exhibit: Exhibit, new: NewFile, positions: Iterator[int]) -> ExhibitFile:
    assert new.stored is not None
    file = ExhibitFile(
        case=exhibit.case, exhibit=exhibit, position=next(positions), role=new.role,
        object_name=new.stored.name, sha256=new.stored.sha256, size=new.stored.size,
        media_type=new.media_type, original_name=new.name,
        named_as=new.named_as, type_check=new.type_check,
        capture_part=part_of(new.capture_part, new.media_type), **vars(new.making or Making()),
    )  # fmt: skip
    file.pk = new.row_id or file.pk
    return file


def _receipt_of(
    file: ExhibitFile, new: NewFile, *, reason: str, by: Any, sequence: int
) -> CustodyEvent:
    event = CustodyEvent(
        case=file.case, actor=by, sequence=sequence,
        exhibit=file.exhibit, file=file, kind=CustodyKind.RECEIVED, happened_at=timezone.now(),
        from_holder=file.exhibit.provider, to_holder=_("the store of this case"),
        why=reason, condition=_("File %(position)s, %(size)s bytes, stored write-once.")
        % {"position": file.position, "size": file.size},
        digest_before=new.expected, digest_after=file.sha256,
    )  # fmt: skip
    if file.parent is not None:
        _tell_making(event, file)
    return event


def _tell_making(event: CustodyEvent, file: ExhibitFile) -> None:
    """A copy was not received but made: from which bytes, how and by whom."""
    assert file.parent is not None
    event.kind, event.from_holder = CustodyKind.COPIED, file.operator
    event.digest_before = file.parent.sha256
    made = _("File %(position)s, made from file %(parent)s: %(operation)s (%(tool)s)") % {
        "position": file.position, "parent": file.parent.position,
        "operation": file.operation, "tool": file.tool}  # fmt: skip
    event.condition = made


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
    assert event.corrects_id is not None
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
