"""What an exhibit is called and what kind it is, where nobody has said so yet."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casefiles.cases.dates import day_text
from evidence.exhibits.vocabulary import ExhibitKind

TABLES = ("spreadsheet", "excel", "csv")


def kind_of(media_type: str) -> str:
    """The kind of exhibit that a file of this media type most often is."""
    family = media_type.partition("/")[0]
    if any(word in media_type for word in TABLES):
        return ExhibitKind.DATASET
    found = {
        "image": ExhibitKind.PHOTOGRAPH, "video": ExhibitKind.VIDEO, "audio": ExhibitKind.AUDIO,
        "text": ExhibitKind.DOCUMENT,
    }  # fmt: skip
    if "pdf" in media_type or "document" in media_type or "msword" in media_type:
        return ExhibitKind.DOCUMENT
    return found.get(family, ExhibitKind.OTHER)


def titles_for(kinds: Sequence[str], given: Sequence[str], *, stem: str, on: date) -> list[str]:
    """A title for each file: the one given, else one made of its kind or the common `stem`.

    Never of the file's name, which may betray who gave it. `kinds` and `given` run in parallel.
    """
    labels = [stem or str(capfirst(ExhibitKind(kind).label)) for kind in kinds]
    totals = {label: labels.count(label) for label in labels}
    counts: dict[str, int] = {}
    titles = []
    for label, title in zip(labels, given, strict=True):
        counts[label] = counts.get(label, 0) + 1
        words = {
            "what": label,
            "number": counts[label],
            "total": totals[label],
            "day": day_text(on),
        }
        made = _("%(what)s, %(number)d of %(total)d") if stem else _(
            "%(what)s %(number)d of %(total)d, taken in on %(day)s"
        )  # fmt: skip
        titles.append(title or made % words)
    return titles
