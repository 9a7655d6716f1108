"""What one cell means. Each raises ValidationError in words that say what to write instead."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.exhibits.numbers import full_number
from evidence.exhibits.sheets.columns import Column, YesNo, codes_of, folded

# Python reads 2019-W27-2 and 20190702 as well: too easily meant otherwise.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HIGHEST_NUMBER = 999_999


def code_in(column: Column, text: str) -> str:
    code = codes_of(column).get(folded(text))
    if code is None:
        raise ValidationError(
            _("This is none of the values: %s.") % ", ".join(map(str, column.choices.values))
        )
    return code


def missing_text(column: Column) -> str:
    """Of an empty cell in a column that no exhibit goes without: what belongs there."""
    if column.choices:
        return _("Missing. Write one of these: %s.") % ", ".join(map(str, column.choices.values))
    return _("Missing. Write here: %s") % column.text


def is_yes(column: Column, text: str) -> bool:
    return bool(text) and code_in(column, text) == YesNo.YES


def day_of(text: str) -> date:
    with suppress(ValueError):
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    raise ValidationError(_("Write the day as year-month-day, such as 2019-07-02."))


def number_in(case: CaseFile, provider_code: str, text: str) -> int:
    """7 of 7, 0007 and TAJ-UN-0007; the provider named there must be that of the row."""
    if "-" in text:
        number = full_number(case, text)
        if number.split("-")[1:2] != [provider_code]:
            raise ValidationError(
                _("Write the number alone, such as 7 for %(prefix)s-%(code)s-0007.")
                % {"prefix": case.prefix, "code": provider_code or "UN"}
            )
        text = number.split("-")[2]
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= HIGHEST_NUMBER:
        raise ValidationError(
            _("A number is one of 1 to %d. Leave it empty for the next free one.") % HIGHEST_NUMBER
        )
    return int(text)


def own_value(column: Column, text: str) -> Any:
    """What the exhibit's field of that column takes."""
    if column.choices is YesNo:
        return is_yes(column, text)
    if column.is_day:
        return day_of(text) if text else None
    if column.choices:
        return code_in(column, text) if text else ""
    return text.upper() if column.name == "provider_code" else text
