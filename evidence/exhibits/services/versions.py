"""Translations and redacted versions: exhibits of their own, tied to what they were made from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseCounter
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import Derivation, Exhibit
from evidence.exhibits.services.custody import attach_files
from evidence.exhibits.services.exhibits import log_exhibit, log_numbered
from evidence.exhibits.services.origins import derive
from evidence.exhibits.vocabulary import DerivationKind

REDACTED = re.compile(r"-R\d+\Z")


@dataclass(frozen=True)
class Translated:
    """Of a translation: who made it, in the clear until it is recorded, and whether certified."""

    translator: str = ""
    certification: str = ""


@dataclass(frozen=True)
class Redacted:
    """Of a redacted version: codes of the vocabulary, the reason, and who allowed it."""

    codes: Sequence[str]
    reason: str
    authorised_by: Any
    review_on: date | None = None


def log_translation(
    translation: Exhibit,
    original: Exhibit,
    about: Translated,
    *,
    by: Any,
    reason: str,
    files: Sequence[NewFile] = (),
    readers: Iterable[Any] = (),
) -> Exhibit:
    """Saves an unsaved exhibit that translates `original`, with the case's next number.

    It adds no source. Whoever sees only one of the two learns nothing of the other.
    """
    _check(original, by)
    with only_if_recorded():
        store_all(files)
        with transaction.atomic():
            log_exhibit(translation, by=by, reason=reason, readers=readers)
            link = Derivation(
                relation=DerivationKind.TRANSLATION, translator=about.translator,
                certification=about.certification,
            )  # fmt: skip
            derive(translation, original, by=by, reason=reason, link=link)
            attach_files(translation, files, by=by, reason=reason)
    return translation


def log_redaction(
    redaction: Exhibit,
    original: Exhibit,
    about: Redacted,
    *,
    by: Any,
    reason: str,
    files: Sequence[NewFile] = (),
    readers: Iterable[Any] = (),
) -> Exhibit:
    """Saves an unsaved exhibit as a redacted version of `original`: TAJ-UN-0001-R01.

    People make the file elsewhere; nothing is painted over here. ValidationError for a file that
    is, byte for byte, one of the original's, and for one who authorises without seeing it.
    """
    _check(original, by)
    if not about.authorised_by.has_perm("exhibits.view", original):
        raise ValidationError(
            {"authorised_by": _("Whoever authorises a redaction must see what is redacted.")}
        )
    with only_if_recorded():
        store_all(files)
        _refuse_unredacted(original, files)
        with transaction.atomic():
            _number(redaction, original)
            log_numbered(redaction, by=by, reason=reason, readers=readers)
            link = Derivation(
                relation=DerivationKind.REDACTION, redaction_codes=" ".join(about.codes),
                redaction_reason=about.reason, authorised_by=about.authorised_by,
                review_on=about.review_on,
            )  # fmt: skip
            derive(redaction, original, by=by, reason=reason, link=link)
            attach_files(redaction, files, by=by, reason=reason)
    return redaction


def _check(original: Exhibit, by: Any) -> None:
    if not by.has_perm("exhibits.write", original):
        raise PermissionDenied
    if original.is_withdrawn:
        raise ValidationError(_("This exhibit was withdrawn and is kept as it is."))


def _refuse_unredacted(original: Exhibit, files: Iterable[NewFile]) -> None:
    known = set(original.files.values_list("sha256", flat=True))
    if any(file.stored and file.stored.sha256 in known for file in files):
        raise ValidationError({"files": same_file_text(original)})


def same_file_text(original: Exhibit) -> str:
    return _("This is the file of %s, byte for byte: nothing was redacted in it.") % original


def _number(redaction: Exhibit, original: Exhibit) -> None:
    """The next -R01 of the original, whether or not some are hidden or withdrawn.

    A redacted version of a redacted version is the next one of what both were made from.
    """
    case = original.case
    CaseCounter.objects.get_or_create(case=case, name="exhibit")
    CaseCounter.objects.select_for_update().get(case=case, name="exhibit")
    base = REDACTED.sub("", original.number)
    rows = Exhibit.objects.filter(case=case, number__startswith=f"{base}-R")
    taken = [int(number.rsplit("-R", 1)[1]) for number in rows.values_list("number", flat=True)]
    redaction.number = f"{base}-R{max(taken, default=0) + 1:02d}"
    redaction.sequence = original.sequence
    redaction.provider_code = original.provider_code
