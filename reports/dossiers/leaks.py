"""The leak gate: nothing sealed in a case may stand in a dossier of it.

Sealed values are opened here, in the worker, only to be compared; none is logged, stored or
shown, not even in the refusal. How a value is compared depends on what chance would do to it:

| value | compared |
|---|---|
| 8 letters or more | anywhere, whatever the spaces, line breaks and capitals |
| 4 to 7 letters | as a whole word, whatever line breaks and capitals: Mali is not in "normalise" |
| shorter, or one word all in small letters | as a whole word exactly as written |
| a file's name | whole, with its ending; without one it may be any word, and is not compared |
| a word for "nothing" | not at all |

A value that the case also holds in the open as a name of something else (an open party, a place
of an incident, a member) is not compared: it may stand there lawfully. What remains: whoever may
ask for dossiers can test a guess by writing it into a record; both acts are on record.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps

from casefiles.accounts.services import service_account
from casefiles.audit.models import OperationalModel
from casefiles.audit.services import log_reading
from casefiles.cases.models import CaseFile, Incident, Membership, Party
from casefiles.jobs.kinds import JobFailed
from casefiles.sealing.fields import SealedTextField, unseal
from casefiles.sealing.keys import KeyDestroyed, WrongKey
from casefiles.sealing.models import SubjectKey
from evidence.exhibits.models import ExhibitFile, Inspection, Upload

SAYS_NOTHING = {"none", "no", "nobody", "unknown", "n/a", "na", "nil", "not applicable", "yes",
                "-", "–", "?", "لا", "لا أحد", "غير معروف"}  # fmt: skip
ANYWHERE, WORD = 8, 4


def check(case: CaseFile, texts: Iterable[str]) -> None:
    """JobFailed("leak") if any sealed value of the case stands in any of the texts.

    JobFailed("unchecked") where a value cannot be opened: what cannot be checked does not go out.
    """
    guard = Guard(protected(case))
    if any(guard.finds(text) for text in texts):
        raise JobFailed("leak")


def protected(case: CaseFile) -> set[str]:
    """Every sealed value that the case holds or ever held, in the open. Logged as a reading."""
    log_reading(
        case, by=service_account("dossier-renderer"), what="sealed values, by the leak gate"
    )
    known = set(_in_the_open(case))
    found: set[str] = set()
    for model, field in _sealed_columns():
        for value in _values(model, field, case):
            if model in {ExhibitFile, Upload} and not re.search(r"\.\w{1,8}$", value.strip()):
                continue
            if _folded(value) not in known and value.strip().lower() not in SAYS_NOTHING:
                found.add(value.strip())
    return found - {""}


def _sealed_columns() -> Iterator[tuple[Any, str]]:
    """Of every model, also of rooms to come: a new sealed field is guarded from its first day."""
    for model in apps.get_models():
        # History models copy the fields; their rows are read through the model itself.
        # Drafts and uploads are no records of the case: no dossier takes a word from them.
        # What a file says of itself, word by word, stands lawfully in many a text: its camera.
        if hasattr(model, "history_object") or issubclass(model, (OperationalModel, Inspection)):
            continue
        if not hasattr(model, "case"):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, SealedTextField):
                yield model, field.name


def _values(model: Any, field: str, case: CaseFile) -> Iterator[str]:
    """Past values too, from the history: a corrected name is a name."""
    seen = set()
    # What waits to become a record (an upload) has no history; it is guarded all the same.
    is_record = hasattr(model, "history")
    rows = model.history.order_by("history_id") if is_record else model.objects.order_by("pk")
    for row in rows.filter(case=case).iterator():
        value = getattr(row, field)
        if not value or (row.id, value) in seen:
            continue
        seen.add((row.id, value))
        try:
            yield unseal(row, field)
        except KeyDestroyed:
            continue  # erased: there is nothing left that could be told
        except (WrongKey, SubjectKey.DoesNotExist) as error:
            raise JobFailed("unchecked") from error


def _in_the_open(case: CaseFile) -> Iterator[str]:
    for name, code in Party.objects.filter(case=case, withheld=False).values_list("name", "code"):
        yield from (_folded(name), _folded(code))
    for place in Incident.objects.filter(case=case).values_list("place_name", flat=True):
        yield _folded(place)
    for member in Membership.objects.filter(case=case).select_related("user"):
        yield _folded(str(member.user))
    yield _folded(case.country)


class Guard:
    """Compares many values with many texts, each way once."""

    def __init__(self, values: Iterable[str]) -> None:
        self._anywhere: list[str] = []
        words, exact = [], []
        for value in values:
            squeezed = _squeezed(value)
            if len(squeezed) < WORD or (value.islower() and value.isalpha()):
                exact.append(re.escape(value))
            elif len(squeezed) < ANYWHERE:
                words.append(r"\s*".join(re.escape(letter) for letter in squeezed))
            else:
                self._anywhere.append(squeezed)
        self._words, self._exact = _whole(words), _whole(exact)

    def finds(self, text: str) -> bool:
        squeezed = _squeezed(text)
        return (
            any(value in squeezed for value in self._anywhere)
            or bool(self._words and self._words.search(_folded(text)))
            or bool(self._exact and self._exact.search(unicodedata.normalize("NFKC", text)))
        )


def _whole(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "").strip()


def _squeezed(text: str) -> str:
    """Letters without spaces and marks of direction: how a line was broken says nothing."""
    return "".join(c for c in _folded(text) if not c.isspace() and unicodedata.category(c) != "Cf")


def strings_in(value: Any) -> Iterator[str]:
    """Every string inside of plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings_in(item)
