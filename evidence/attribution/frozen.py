"""A submission's snapshot, made readable. Everything comes from the stored text, never from rows.

Only two things are asked of the database: which of the exhibits the reader may see, for an
exhibit may be kept to named readers, and the names of those who rated and graded.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from casefiles.accounts.models import User
from casefiles.cases.vocabulary import Confidence, PositionValue, StandardOfProof
from evidence.attribution.arithmetic import printed
from evidence.attribution.deciding import content_of
from evidence.attribution.frozen_chain import FrozenChain, chain_in
from evidence.attribution.frozen_pages import branch_of
from evidence.attribution.frozen_raters import FrozenRaters, raters_in
from evidence.attribution.frozen_weighing import FrozenWeighing, weighing_in
from evidence.attribution.law.frozen import frozen_law
from evidence.attribution.models import Submission
from evidence.attribution.snapshot.restricted import hidden_numbers, open_links
from evidence.attribution.vocabulary import (
    ActorRole,
    Involvement,
    Liability,
    Stance,
    StateResponsibility,
    Weight,
)
from evidence.exhibits.vocabulary import FixityResult, TimePlaceKind
from evidence.witnesses.vocabulary import ConsentStatus, Purpose

CONSISTENT = {"C", "CC"}
AGAINST = {"I", "II"}


@dataclass(frozen=True)
class FrozenCell:
    code: str
    value: str  # "" where nobody had rated it
    rationale: str
    rater: str


@dataclass(frozen=True)
class FrozenRow:
    number: str
    pk: str  # of the exhibit
    hidden: bool  # the reader may not see this exhibit
    title: str
    grade: str
    credibility: str  # weights in words; "" where it counted for nothing
    relevance: str
    not_rated_why: str
    origin: str
    derives_from: list[str]
    digests: list[str]
    # Sentences: failed checks of its files, times and places, consent of the witnesses behind it.
    behind: list[str]
    cells: list[FrozenCell]  # one a leaf, in the order of the leaves
    answer: str = ""  # why the finding stands nonetheless, and by whom
    answered_by: str = ""

    def among(self, codes: set[str], values: set[str]) -> list[FrozenCell]:
        return [cell for cell in self.cells if cell.code in codes and cell.value in values]


@dataclass(frozen=True)
class Evidence:
    """An exhibit with the cells that make it speak for or against."""

    row: FrozenRow
    cells: list[FrozenCell]

    @property
    def said(self) -> list[dict[str, str]]:
        """The same rating for the same reason is said once, of all the leaves it was given."""
        groups: dict[tuple[str, str, str], list[str]] = {}
        for cell in self.cells:
            groups.setdefault((cell.value, cell.rationale, cell.rater), []).append(cell.code)
        return [
            {"value": value, "rationale": rationale, "rater": rater, "codes": ", ".join(codes)}
            for (value, rationale, rater), codes in groups.items()
        ]


@dataclass(frozen=True)
class Frozen:
    """What the reviewers were given, as one reader may see it."""

    data: dict[str, Any]
    code: str
    branch: list[
        dict[str, Any]
    ]  # the hypothesis and its narrower forms, each with what hangs off it
    rivals: list[dict[str, Any]]
    leaves: list[dict[str, Any]]
    rows: list[FrozenRow]
    against: list[Evidence]
    supporting: list[Evidence]
    elsewhere: list[Evidence]  # fits a rival and not this one
    voices: list[dict[str, Any]]  # other bodies and parties against it, each with its answer
    raters: FrozenRaters | None  # where several rated it
    weighing: FrozenWeighing
    chain: FrozenChain | None  # who stood above its actors on the day

    @property
    def claim(self) -> dict[str, Any]:
        return self.branch[0]

    @property
    def speaking(self) -> int:
        """How much speaks against it: exhibits, other bodies and parties."""
        return len(self.against) + len(self.voices)

    @property
    def rated(self) -> list[FrozenRow]:
        return [row for row in self.rows if not self.is_set_aside(row)]

    @property
    def set_aside(self) -> list[FrozenRow]:
        return [row for row in self.rows if self.is_set_aside(row)]

    def is_set_aside(self, row: FrozenRow) -> bool:
        """Asked of the stored text, for a hidden row does not show its reason."""
        return bool(self.data["matrix"][row.number]["not_rated_why"])

    def only(self, numbers: Collection[str]) -> "Frozen":
        """The same of these exhibits alone, in this order; scores and voices stay those of all."""
        place = {number: place for place, number in enumerate(numbers)}

        def among(items: list[Evidence]) -> list[Evidence]:
            return [item for item in items if item.row.number in place]

        rows = [row for row in self.rows if row.number in place]
        return replace(
            self,
            rows=sorted(rows, key=lambda row: place[row.number]),
            raters=self.raters and self.raters.only(place),
            against=among(self.against),
            supporting=among(self.supporting),
            elsewhere=among(self.elsewhere),
        )

    @property
    def hidden(self) -> set[str]:
        return {row.number for row in self.rows if row.hidden}

    @property
    def sources(self) -> int:
        """Independent sources consistent with it, as counted then."""
        return self.data["sources"][self.code]


def frozen_of(submission: Submission, user: Any) -> Frozen:
    data = content_of(submission)
    code = data["hypothesis"]["code"]
    below = branch_of(data["hypotheses"], code)
    leaves = sorted(_leaves(data["hypotheses"]), key=_counted)
    hidden = hidden_numbers([data], user)
    rows = _rows(data, leaves, hidden, user)
    mine = {leaf for leaf in leaves if leaf in below}
    theirs = set(leaves) - mine
    return Frozen(
        data=data,
        code=code,
        branch=[_hypothesis(data, item, hidden) for item in below],
        rivals=[
            _hypothesis(data, item, hidden)
            for item in sorted(data["hypotheses"], key=_counted)
            if item not in below
        ],
        leaves=[
            {"code": leaf, "text": data["hypotheses"][leaf]["text"], "score": printed(data["scores"][leaf]),
             "sources": data["sources"][leaf]}
            for leaf in leaves
        ],
        rows=rows,
        against=_evidence(rows, mine, AGAINST),
        supporting=_evidence(rows, mine, CONSISTENT),
        elsewhere=[
            found for found in _evidence(rows, theirs, CONSISTENT)
            if not found.row.among(mine, CONSISTENT | AGAINST)
        ],
        voices=_voices(data),
        raters=raters_in(data, {row.number for row in rows if row.hidden}),
        weighing=weighing_in(data, leaves),
        chain=chain_in(data, hidden),
    )  # fmt: skip


def _leaves(hypotheses: dict[str, Any]) -> list[str]:
    parents = {item["parent"] for item in hypotheses.values()}
    return [c for c, item in hypotheses.items() if c not in parents and not item["is_residual"]]


def _counted(code: str) -> list[Any]:
    """H2 before H10, though the stored text has them by letter."""
    parts = re.split(r"(\d+)", code)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _hypothesis(data: dict[str, Any], code: str, hidden: set[str]) -> dict[str, Any]:
    assessment = data["assessments"].get(code, {}).get("assessment")
    actors = [{**_actor(actor), "key": key} for key, actor in data["actors"].get(code, {}).items()]
    return {
        **data["hypotheses"][code],
        "code": code,
        "actors": actors,
        "liable": [actor for actor in actors if actor["liability"]],
        "responsible": [actor for actor in actors if actor["state_responsibility"]],
        "assessment": assessment and {
            **assessment,
            "standard_label": _label(StandardOfProof, assessment["standard"]),
            "confidence_label": _label(Confidence, assessment["confidence"]),
        },
        "law": [
            {**frozen_law(data, item, hidden), "key": key}
            for key, item in data["qualifications"].get(code, {}).items()
        ],
        "findings": [
            {**item, "key": key} for key, item in data["other_findings"].get(code, {}).items()
        ],
        "tested": [
            {**row, "said": _label(PositionValue, row["position"])}
            for row in data["hypotheses"][code].get("tests", {}).values()
        ],
    }  # fmt: skip


def _actor(actor: dict[str, Any]) -> dict[str, Any]:
    return {
        "party": actor["party"],
        "role": _label(ActorRole, actor["role"]),
        "involvement": _label(Involvement, actor["involvement"]),
        "liability": _label(Liability, actor["liability"]),
        "state_responsibility": _label(StateResponsibility, actor["state_responsibility"]),
    }


def _label(vocabulary: Any, value: str) -> str:
    """A code that the vocabulary no longer has is shown as it was stored."""
    known = dict(vocabulary.choices)
    return str(known.get(value, value))


def _rows(data: dict[str, Any], leaves: list[str], hidden: set[str], user: Any) -> list[FrozenRow]:
    raters = {
        rating["rater"] for row in data["matrix"].values() for rating in row["ratings"].values()
    } | {answer["author"] for answer in data.get("answers", {}).values()}
    names = {str(person.pk): str(person) for person in User.objects.filter(pk__in=raters)}
    links = open_links([data["exhibits"]], user)
    rows = [_row(data, number, leaves, hidden, names) for number in data["matrix"]]
    for row in rows:
        if not row.hidden:
            row.behind.extend(_witnesses(data["exhibits"][row.number], links))
    return rows


def _row(
    data: dict[str, Any],
    number: str,
    leaves: list[str],
    unseen: set[str],
    names: dict[str, str],
) -> FrozenRow:
    row, exhibit = data["matrix"][number], data["exhibits"][number]
    hidden = number in unseen
    origin = exhibit["origin"] or {}
    answer = {} if hidden else data.get("answers", {}).get(number, {})
    return FrozenRow(
        number=number,
        pk=exhibit["id"],
        hidden=hidden,
        title="" if hidden else exhibit["title"],
        grade="" if hidden else exhibit["grade"],
        credibility=_label(Weight, row["credibility"]),
        relevance=_label(Weight, row["relevance"]),
        not_rated_why="" if hidden else row["not_rated_why"],
        origin="" if hidden else origin.get("name", ""),
        derives_from=[] if hidden else [n for n in exhibit["derives_from"] if n not in unseen],
        digests=[] if hidden else list(exhibit["files"]),
        behind=[] if hidden else [*_failed(exhibit), *_placed(exhibit)],
        cells=[_cell(code, row["ratings"].get(code), names, hidden=hidden) for code in leaves],
        answer=answer.get("text", ""),
        answered_by=names.get(answer.get("author", ""), ""),
    )


def _voices(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Other bodies first, then parties."""
    rows = [
        {**row, "part": part, "key": key}
        for part in ("findings_against", "positions_against")
        for key, row in data.get(part, {}).items()
    ]
    authors = {row["answer"]["author"] for row in rows if "answer" in row}
    names = {str(person.pk): str(person) for person in User.objects.filter(pk__in=authors)}
    return [
        {
            **row,
            "said": _label(PositionValue, row["position"]) if "position" in row
            else _label(Stance, row["stance"]),
            "answered_by": names.get(row.get("answer", {}).get("author", ""), ""),
        }
        for row in rows
    ]  # fmt: skip


def _failed(exhibit: dict[str, Any]) -> Iterator[str]:
    for digest, result in exhibit.get("failed_files", {}).items():
        yield _("The file %(digest)s… failed its check: %(result)s.") % {
            "digest": digest[:12], "result": _label(FixityResult, result),
        }  # fmt: skip


def _placed(exhibit: dict[str, Any]) -> Iterator[str]:
    parts = ("earliest_date", "earliest_time", "latest_date", "latest_time", "place_name")
    for row in exhibit.get("times_and_places", {}).values():
        told = ", ".join(row[part] for part in parts if part in row)
        yield f"{_label(TimePlaceKind, row['kind'])}: {told}"


def _witnesses(exhibit: dict[str, Any], links: set[str]) -> Iterator[str]:
    """Only of witnesses whose statements this reader may see."""
    for code, entry in exhibit.get("witnesses", {}).items():
        if links.issuperset(entry["recordings"]):
            answers = [
                f"{_label(Purpose, purpose)}: {_label(ConsentStatus, answer['status'])}"
                for purpose, answer in entry["consents"].items()
            ]
            told = "; ".join(answers) or _("no consent is on record")
            yield _("%(witness)s consents: %(answers)s.") % {"witness": code, "answers": told}


def _cell(
    code: str, rating: dict[str, Any] | None, names: dict[str, str], *, hidden: bool
) -> FrozenCell:
    if rating is None:
        return FrozenCell(code, "", "", "")
    rationale = "" if hidden else rating["rationale"]
    return FrozenCell(code, rating["value"], rationale, names.get(rating["rater"], ""))


def _evidence(rows: list[FrozenRow], codes: set[str], values: set[str]) -> list[Evidence]:
    found = [Evidence(row, row.among(codes, values)) for row in rows]
    return [item for item in found if item.cells]
