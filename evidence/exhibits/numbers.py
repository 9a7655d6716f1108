"""Numbers of exhibits as people type them: TAJ-UN-0001, or short, UN-1; UN-1-R01 if redacted."""

import re
from collections.abc import Iterable
from typing import Any

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Exhibit

# Also the comma and semicolon of Arabic.
BETWEEN = re.compile(r"[\s,;،؛]+")
TYPED = re.compile(r"(?:([A-Z][A-Z0-9]*)-)?([A-Z0-9]{1,10})-(\d{1,6})(-R\d{2,4})?", re.ASCII)


def split_numbers(text: str) -> list[str]:
    """What stands between commas, semicolons and spaces, each once, in the order typed."""
    return list(dict.fromkeys(filter(None, BETWEEN.split(text))))


def number_of(case: CaseFile, provider_code: str, sequence: int) -> str:
    """TAJ-UN-0007."""
    return f"{case.prefix}-{provider_code}-{sequence:04d}"


def short_number(exhibit: Exhibit) -> str:
    """UN-0007: the number without what is the same for the whole case."""
    return exhibit.number.partition("-")[2]


def full_number(case: CaseFile, typed: str) -> str:
    """The number that somebody meant by TAJ-UN-0001, un-1 or UN-0001; empty if it is none."""
    match = TYPED.fullmatch(typed.upper())
    if match is None or match[1] not in (None, case.prefix):
        return ""
    return number_of(case, match[2], int(match[3])) + (match[4] or "")


def find_numbers(exhibits: Any, case: CaseFile, typed: Iterable[str]) -> dict[str, Exhibit | None]:
    """By what was typed, the exhibit of that number among `exhibits`, or None; one query."""
    wanted = {each: full_number(case, each) for each in typed}
    rows = exhibits.filter(case=case, number__in={*wanted.values()} - {""})
    found = {exhibit.number: exhibit for exhibit in rows}
    return {each: found.get(number) for each, number in wanted.items()}
