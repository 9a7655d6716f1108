"""A large frozen matrix is read in pages, and which of them a reader was shown is kept.

What stands on which page follows from the frozen text alone, so that a page is the same for
everyone and for ever: first what speaks against the claim, then what is cited, then the rest.
A page counts as shown by the digest of what it showed: the same page of a later version, in
which nothing of it changed, need not be opened again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from casefiles.audit.canonical import digest
from evidence.attribution.models import PageLook, Submission
from evidence.attribution.rows import AGAINST
from evidence.attribution.snapshot.restricted import hidden_numbers

PAGE = 50
Plain = dict[str, Any]


@dataclass(frozen=True)
class FrozenPage:
    """Some exhibits of a frozen matrix: from the `first` to the `last` of its order."""

    number: int
    first: int
    last: int
    exhibits: tuple[str, ...]
    digest: str  # of all that it shows one reader
    is_opened: bool

    @property
    def words(self) -> str:
        return f"{self.first}–{self.last}" if self.last > self.first else str(self.first)


def pages_for(
    submission: Submission, data: Plain, user: Any, hidden: Collection[str]
) -> list[FrozenPage]:
    """All pages, at least one; `hidden` are the numbers of exhibits kept from this reader."""
    numbers = _order(data)
    opened = _opened(submission, user) if len(numbers) > PAGE else set()
    return [
        _page(data, numbers, start, hidden, opened)
        for start in range(0, max(len(numbers), 1), PAGE)
    ]


def note_opened(submission: Submission, pages: Iterable[FrozenPage], user: Any) -> None:
    """Of a matrix that has several pages: these were shown to this reader now."""
    rows = [
        PageLook(submission=submission, user=user, digest=page.digest)
        for page in pages
        if page.digest
    ]
    PageLook.objects.bulk_create(rows, ignore_conflicts=True)


def unopened(pages: Iterable[FrozenPage]) -> list[FrozenPage]:
    """Those that the review page does not show by itself and this reader never opened."""
    return [page for page in pages if page.number > 1 and not page.is_opened]


def check_opened(submission: Submission, data: Plain, user: Any) -> None:
    """ValidationError in words while the reader was not shown all that an approval is about."""
    if len(data["matrix"]) <= PAGE:
        return
    left = unopened(pages_for(submission, data, user, hidden_numbers([data], user)))
    if left:
        raise ValidationError(told_unopened(left), code="unopened")


def told_unopened(left: list[FrozenPage]) -> str:
    told = ngettext(
        "You have not opened exhibits %(places)s: an approval stands only for what you were shown. "
        "Open that page first.",
        "You have not opened exhibits %(places)s: an approval stands only for what you were shown. "
        "Open these %(n)d pages first.",
        len(left),
    )  # fmt: skip
    return told % {"places": ", ".join(page.words for page in left), "n": len(left)}


def _opened(submission: Submission, user: Any) -> set[str]:
    """Digests of the pages that this reader was shown, in whichever version."""
    rows = PageLook.objects.filter(user=user, submission__hypothesis=submission.hypothesis_id)
    return set(rows.values_list("digest", flat=True))


def _page(
    data: Plain, numbers: list[str], start: int, hidden: Collection[str], opened: set[str]
) -> FrozenPage:
    exhibits = tuple(numbers[start : start + PAGE])
    shown = _digest(data, exhibits, hidden) if len(numbers) > PAGE else ""
    return FrozenPage(
        number=start // PAGE + 1, first=start + 1, last=start + len(exhibits), exhibits=exhibits,
        digest=shown, is_opened=shown in opened,
    )  # fmt: skip


def _digest(data: Plain, exhibits: Iterable[str], hidden: Collection[str]) -> str:
    """What was kept from a reader was not shown: once they may see it, the page is another one."""
    answers = data.get("answers", {})
    return digest({
        number: [data["matrix"][number], data["exhibits"][number], answers.get(number)]
        if number not in hidden else None
        for number in exhibits
    })  # fmt: skip


def _order(data: Plain) -> list[str]:
    """By number where all stand on one page."""
    numbers = list(data["matrix"])
    if len(numbers) <= PAGE:
        return numbers
    branch = branch_of(data["hypotheses"], data["hypothesis"]["code"])
    cited = {
        place.split(" ", 1)[0] for row in data["citations"].values() for place in row["places"]
    }

    def rank(number: str) -> int:
        ratings = data["matrix"][number]["ratings"]
        if any(code in branch and given["value"] in AGAINST for code, given in ratings.items()):
            return 0
        return 1 if number in cited else 2

    return sorted(numbers, key=rank)


def branch_of(hypotheses: Plain, code: str) -> list[str]:
    """The hypothesis and everything narrower, wider first."""
    children = [key for key, item in hypotheses.items() if item["parent"] == code]
    return [code, *(found for child in children for found in branch_of(hypotheses, child))]
