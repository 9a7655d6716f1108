"""The check of a sheet, row by row, against the case as it stands now.

A constant number of queries, however many rows: what the case has is fetched once.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile, Party
from casefiles.cases.text import clean_text
from evidence.exhibits.links import problem_of
from evidence.exhibits.models import Exhibit, Grading, Origin
from evidence.exhibits.numbers import full_number, number_of, split_numbers
from evidence.exhibits.sheets.columns import BY_NAME, COLUMNS
from evidence.exhibits.sheets.tables import Row
from evidence.exhibits.sheets.values import code_in, missing_text, number_in, own_value
from evidence.exhibits.vocabulary import WEB_KINDS, OriginKind

LONGEST_NAME = Origin._meta.get_field("name").max_length or 0
GRADE = ("reliability", "credibility", "grade_why")
OWN = [column for column in COLUMNS if column.is_own]
# Checked by the form or not at all: they would ask the database for every row.
UNASKED = ["id", "case", "origin", "interested_party", "number", "sequence", "withdrawn_at"]


@dataclass
class CheckedRow:
    """What a row would log, and by column what is wrong with it."""

    line: int
    cells: dict[str, str]
    exhibit: Exhibit
    number: int | None = None
    origin: Origin | None = None
    parents: list[str] = field(default_factory=list)
    readers: list[Any] = field(default_factory=list)
    grading: Grading | None = None
    web_address: str = ""
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def label(self) -> str:
        """The number it asks for; empty where it takes the next free one."""
        if self.number is None or not self.exhibit.provider_code:
            return ""
        return number_of(self.exhibit.case, self.exhibit.provider_code, self.number)

    @property
    def wrong_cells(self) -> list[tuple[str, str, list[str]]]:
        """(column, what stands there, what is wrong), in the order of the columns."""
        order = [*BY_NAME, NON_FIELD_ERRORS]
        return [
            ("" if name == NON_FIELD_ERRORS else name, self.cells.get(name, ""), self.errors[name])
            for name in order if name in self.errors
        ]  # fmt: skip

    @property
    def filled(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self.cells.items() if text]


def check_sheet(rows: Sequence[Row], case: CaseFile, *, by: Any) -> list[CheckedRow]:
    """What each row would log for this user, with what is wrong with it."""
    return SheetCheck(rows, case, by).checked


class SheetCheck:
    def __init__(self, rows: Sequence[Row], case: CaseFile, by: Any) -> None:
        self.case, self.by = case, by
        self.checked = [self._row(row) for row in rows]
        self._check_numbers()
        self._check_parents()

    def _row(self, row: Row) -> CheckedRow:
        checked = CheckedRow(row.line, row.cells, Exhibit(case=self.case))
        text = self._cleaned(checked)
        self._own_fields(checked, text)
        self._number(checked, text)
        self._origin(checked, text)
        self._party(checked, text)
        self._readers(checked, text)
        self._grade(checked, text)
        self._web_address(checked, text["web_address"])
        checked.parents = split_numbers(text["derives_from"])
        return checked

    def _cleaned(self, row: CheckedRow) -> dict[str, str]:
        text = dict.fromkeys(BY_NAME, "")
        for name, cell in row.cells.items():
            try:
                text[name] = clean_text(cell)
            except ValidationError as error:
                row.errors[name] += error.messages
        return text

    def _own_fields(self, row: CheckedRow, text: dict[str, str]) -> None:
        given = {**text, "confidentiality": text["confidentiality"] or self.case.confidentiality}
        for column in OWN:
            name = column.name
            if column.is_needed and not text[name] and name not in row.errors:
                row.errors[name].append(missing_text(column))
            try:
                setattr(row.exhibit, name, own_value(column, given[name]))
            except ValidationError as error:
                row.errors[name] += error.messages
        for check in (lambda: row.exhibit.clean_fields([*UNASKED, *row.errors]), row.exhibit.clean):
            try:
                check()
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    row.errors[name] += messages

    def _number(self, row: CheckedRow, text: dict[str, str]) -> None:
        if not text["number"]:
            return
        try:
            row.number = number_in(self.case, row.exhibit.provider_code, text["number"])
        except ValidationError as error:
            row.errors["number"] += error.messages

    def _origin(self, row: CheckedRow, text: dict[str, str]) -> None:
        name, said = text["origin"], text["origin_kind"]
        kind = ""
        try:
            kind = code_in(BY_NAME["origin_kind"], said) if said else ""
        except ValidationError as error:
            row.errors["origin_kind"] += error.messages
        if not name:
            if said:
                row.errors["origin"].append(_("Name the origin that this is the kind of."))
            return
        if len(name) > LONGEST_NAME:
            row.errors["origin"].append(_("Longer than %d characters.") % LONGEST_NAME)
            return
        row.origin = self._origin_called(name, kind)
        if kind and kind != row.origin.kind:
            row.errors["origin_kind"].append(
                _("The origin “%(name)s” counts as: %(kind)s.")
                % {"name": row.origin.name, "kind": row.origin.get_kind_display()}
            )

    def _origin_called(self, name: str, kind: str) -> Origin:
        """The same one for every row that names it, whether the case has it or it is new."""
        known = self._origins.get(name) or self._origins_folded.get(name.casefold())
        if known is None:
            known = Origin(case=self.case, name=name, kind=kind or OriginKind.SINGLE)
            self._origins[name] = self._origins_folded[name.casefold()] = known
        return known

    @cached_property
    def _origins(self) -> dict[str, Origin]:
        rows = Origin.objects.visible_to(self.by).current().filter(case=self.case)
        return {origin.name: origin for origin in rows}

    @cached_property
    def _origins_folded(self) -> dict[str, Origin]:
        return {name.casefold(): origin for name, origin in self._origins.items()}

    def _party(self, row: CheckedRow, text: dict[str, str]) -> None:
        if not text["interested_party"]:
            return
        row.exhibit.interested_party = self._parties.get(text["interested_party"].casefold())
        if row.exhibit.interested_party is None:
            row.errors["interested_party"].append(
                _("No party of this case has this short name. Add the party first.")
            )

    @cached_property
    def _parties(self) -> dict[str, Party]:
        rows = Party.objects.visible_to(self.by).current().filter(case=self.case)
        return {party.code.casefold(): party for party in rows}

    def _readers(self, row: CheckedRow, text: dict[str, str]) -> None:
        for address in split_numbers(text["readers"]):
            reader = self._members.get(address.casefold())
            if reader is None:
                row.errors["readers"].append(
                    _("No member of this case has the address %s.") % address
                )
            else:
                row.readers.append(reader)
        if text["readers"] and not row.exhibit.named_readers_only:
            row.errors["named_readers_only"].append(
                _("Write yes here too, or every member will see it.")
            )

    @cached_property
    def _members(self) -> dict[str, Any]:
        return {row.user.email.casefold(): row.user for row in self.case.members()}

    def _grade(self, row: CheckedRow, text: dict[str, str]) -> None:
        given = {name: text[name] for name in GRADE}
        if not any(given.values()):
            return
        for name, value in given.items():
            if not value:
                row.errors[name].append(_("A grade needs both scales and a reason."))
            elif BY_NAME[name].choices:
                try:
                    given[name] = code_in(BY_NAME[name], value)
                except ValidationError as error:
                    row.errors[name] += error.messages
        row.grading = Grading(
            case=self.case, exhibit=row.exhibit, analyst=self.by, why=given["grade_why"],
            reliability=given["reliability"], credibility=given["credibility"],
        )  # fmt: skip

    def _web_address(self, row: CheckedRow, url: str) -> None:
        if not url:
            return
        if problem := problem_of(url):
            row.errors["web_address"].append(_("This is no web address: %s.") % problem)
        elif row.exhibit.kind and row.exhibit.kind not in WEB_KINDS:
            row.errors["web_address"].append(
                _("Only these kinds have one: %s. For others, write it under collected_from.")
                % ", ".join(map(str, WEB_KINDS))
            )
        row.web_address = url

    def _check_numbers(self) -> None:
        """Numbers that the case has given away, hidden and withdrawn exhibits' too, or twice here."""
        asked = Counter(row.label for row in self.checked if row.label)
        rows = Exhibit.objects.filter(case=self.case, number__in=asked).order_by()
        taken = set(rows.values_list("number", flat=True))
        for row in self.checked:
            if row.label in taken:
                row.errors["number"].append(
                    _("%s is taken. Leave this empty for the next free number.") % row.label
                )
            elif asked[row.label] > 1:
                row.errors["number"].append(_("Another row has the number %s too.") % row.label)

    def _check_parents(self) -> None:
        here = {row.label: row for row in self.checked if row.label}
        for row in self.checked:
            typed, row.parents = row.parents, []
            for each in typed:
                number = full_number(self.case, each)
                if number == row.label and number:
                    row.errors["derives_from"].append(_("An exhibit cannot derive from itself."))
                elif number in here or number in self.parents_known:
                    row.parents.append(number)
                else:
                    row.errors["derives_from"].append(
                        _("%s is no exhibit of this case in use, nor a number of this sheet.")
                        % each
                    )
        for row in in_circles(here):
            row.errors["derives_from"].append(_("These derive from each other in a circle."))

    @cached_property
    def parents_known(self) -> dict[str, Exhibit]:
        """By number, the exhibits of the case that rows derive from and this user sees in use."""
        typed = {
            full_number(self.case, each)
            for row in self.checked
            for each in split_numbers(row.cells.get("derives_from", ""))
        }
        seen = Exhibit.objects.visible_to(self.by).current().filter(case=self.case)
        return {each.number: each for each in seen.filter(number__in=typed).order_by()}


def in_circles(rows: dict[str, CheckedRow]) -> list[CheckedRow]:
    """Rows that derive, through others of the sheet, from themselves, or from ones that do."""
    waiting = {label: {p for p in row.parents if p in rows} for label, row in rows.items()}
    children = defaultdict(set)
    for label, parents in waiting.items():
        for parent in parents:
            children[parent].add(label)
    free = [label for label, parents in waiting.items() if not parents]
    while free:
        done = free.pop()
        del waiting[done]
        for child in children[done]:
            waiting[child].discard(done)
            if not waiting[child]:
                free.append(child)
    return [rows[label] for label in waiting]
