"""What a submission froze of its raters: how far they agreed, and who gave what where they differ."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from casefiles.accounts.models import User
from evidence.attribution.individual import spread


@dataclass(frozen=True)
class FrozenVoice:
    rater: str
    value: str
    rationale: str


@dataclass(frozen=True)
class FrozenDifference:
    """One cell; `settled` is what it was weighed as."""

    number: str
    code: str
    hidden: bool  # the reader may not see the exhibit
    given: list[FrozenVoice]
    settled: str

    @property
    def spread(self) -> int:
        return spread([voice.value for voice in self.given])


@dataclass(frozen=True)
class FrozenRaters:
    compared: int
    agreed: int
    differing: list[FrozenDifference]  # widest first

    def only(self, numbers: Collection[str]) -> "FrozenRaters":
        """The differences about these exhibits; the counts stay those of all."""
        return replace(self, differing=[c for c in self.differing if c.number in numbers])


def raters_in(data: dict[str, Any], hidden: set[str]) -> FrozenRaters | None:
    """None where no round had been held. `hidden` are numbers of exhibits kept from the reader."""
    cells = [
        (number, code, list(given.values()))
        for number, row in data["matrix"].items()
        for code, given in row.get("individual", {}).items()
        if len(given) > 1
    ]
    if not cells:
        return None
    ids = {rating["rater"] for _number, _code, given in cells for rating in given}
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}
    found = [
        _difference(data, number, code, given, names, hidden=number in hidden)
        for number, code, given in cells
        if len({rating["value"] for rating in given}) > 1
    ]
    return FrozenRaters(
        len(cells), len(cells) - len(found), sorted(found, key=lambda cell: -cell.spread)
    )


def _difference(
    data: dict[str, Any], number: str, code: str, given: list[dict[str, Any]],
    names: dict[str, str], *, hidden: bool,
) -> FrozenDifference:  # fmt: skip
    voices = [
        FrozenVoice(
            names.get(rating["rater"], ""), rating["value"], "" if hidden else rating["rationale"]
        )
        for rating in given
    ]
    voices.sort(key=lambda voice: voice.rater)
    settled = data["matrix"][number]["ratings"].get(code, {})
    return FrozenDifference(number, code, hidden, voices, settled.get("value", ""))
