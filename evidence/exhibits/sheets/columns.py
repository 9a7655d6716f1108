"""The columns of the sheet, in the order in which an investigator knows things."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.cases.vocabulary import Confidentiality
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.vocabulary import (
    Credibility,
    DisclosureClass,
    ExhibitKind,
    OriginKind,
    Reliability,
)


class YesNo(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


# Told apart by identity: there is one of each, and it is looked up for every cell.
@dataclass(frozen=True, eq=False)
class Column:
    """`choices` are the codes it may hold; a date is written YYYY-MM-DD."""

    name: str
    label: str | Promise
    text: str | Promise
    choices: Any = None
    is_needed: bool = False
    is_day: bool = False
    # Field of the exhibit that holds the text or code as it stands.
    is_own: bool = True


def _own(name: str, text: Any = "", **more: Any) -> Column:
    field: Any = Exhibit._meta.get_field(name)
    return Column(name, field.verbose_name, text or field.help_text, **more)


def _other(name: str, label: Any, text: Any, choices: Any = None) -> Column:
    return Column(name, label, text, choices, is_own=False)


def _scale(name: str, choices: Any, text: Any) -> Column:
    field: Any = Grading._meta.get_field(name)
    return _other(name, field.verbose_name, text, choices)


GRADED = _("A grade needs both scales and a reason; leave all three empty to grade later.")
COLUMNS = [
    _own("provider_code", is_needed=True),
    _other("number", _("number"), _("7 for TAJ-UN-0007, if it has one already. Leave empty for "
                                    "the next free number.")),
    _own("kind", _("What sort of thing it is."), choices=ExhibitKind, is_needed=True),
    _own("title", is_needed=True),
    _own("description"),
    _own("language"),
    _own("item_date", is_day=True),
    _own("is_graphic", choices=YesNo),
    _own("creator"),
    _own("device"),
    _own("uploader"),
    _own("publisher"),
    _own("provider"),
    _own("collector"),
    _own("collected_on", _("The day on which we took it in."), is_day=True),
    _own("collection_method"),
    _own("collected_from"),
    _other("web_address", _("web address"),
           _("Of a web page or post, exactly as it was opened. It then waits for its capture files; "
             "the server never goes there.")),
    _other("origin", _("origin"), _("Who saw, made or measured what it tells. The origin of that "
                                    "name is used; if the case has none, it is made.")),
    _other("origin_kind", _("the origin is"), _("Only for an origin that is new."), OriginKind),
    _other("derives_from", _("derives from"),
           _("Numbers of exhibits that it repeats or rests on, such as UN-0001, POE-0004: of this "
             "case, or of this sheet if they have a number there.")),
    _other("interested_party", _("speaks for a party"),
           _("The short name of a party of this case with an interest in the outcome.")),
    _own("disclosure_class", choices=DisclosureClass),
    _own("confidentiality", _("Leave empty for that of the case."), choices=Confidentiality),
    _own("named_readers_only", choices=YesNo),
    _other("readers", _("named readers"),
           _("E-mail addresses of members, if it is only for named readers. You are one of them.")),
    _scale("reliability", Reliability, GRADED),
    _scale("credibility", Credibility, GRADED),
    _other("grade_why", _("why this grade"),
           _("What you know of the source, and what supports the content.")),
]  # fmt: skip
NAMES = [column.name for column in COLUMNS]
BY_NAME = {column.name: column for column in COLUMNS}


@cache
def headings() -> dict[str, str]:
    """By what a header may say, folded, the column's name: the name, or the label in any language."""
    found: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(column.label)): column.name for column in COLUMNS}
    return found | {name: name for name in NAMES}


@cache
def codes_of(column: Column) -> dict[str, str]:
    """By what a cell may say, folded, the code: the code itself, or its label in any language."""
    found: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(label)): code for code, label in column.choices.choices}
    return found | {folded(code): code for code in column.choices.values}


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def heading_text(column: Column) -> str:
    return str(capfirst(str(column.label)))
