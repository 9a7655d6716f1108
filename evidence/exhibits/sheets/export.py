"""The exhibits that somebody may see, as the sheet that would log them again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Derivation, Exhibit, ExhibitReader, Grading, WebCapture
from evidence.exhibits.numbers import short_number
from evidence.exhibits.sheets.columns import COLUMNS, NAMES, YesNo
from evidence.exhibits.sheets.tables import write_csv
from evidence.exhibits.vocabulary import WEB_KINDS, DerivationKind

AT_ONCE = 2000
OWN = [column for column in COLUMNS if column.is_own]


def export_csv(case: CaseFile, *, by: Any) -> bytes:
    """Header and one row an exhibit in use that `by` sees, in the order of their numbers.

    The same exhibits give the same bytes, in whatever language and whenever they are exported.
    The caller checks who may take them away and logs the reading first.
    """
    # A redacted version is made beside its original; a sheet could not log it again.
    seen = Exhibit.objects.visible_to(by).current().filter(case=case)
    seen = seen.exclude(derivations__in=_redactions(case))
    ids = list(seen.values_list("pk", flat=True))
    rows = (row for start in range(0, len(ids), AT_ONCE)
            for row in _rows(ids[start : start + AT_ONCE], case, by))  # fmt: skip
    return write_csv([NAMES, *rows])


def _redactions(case: CaseFile) -> Any:
    made = Derivation.objects.filter(case=case, relation=DerivationKind.REDACTION)
    return made.values("pk")


def _rows(ids: list[UUID], case: CaseFile, by: Any) -> Iterator[list[str]]:
    rows = Exhibit.objects.filter(pk__in=ids).select_related("origin", "interested_party")
    parents, readers, grades = _parents(ids, by), _readers(ids, case), _grades(ids)
    addresses = _web_addresses(ids)
    for exhibit in rows:
        cells = {column.name: own_text(getattr(exhibit, column.name)) for column in OWN}
        cells["number"] = str(exhibit.sequence)
        if exhibit.origin:
            cells["origin"], cells["origin_kind"] = exhibit.origin.name, exhibit.origin.kind
        if exhibit.interested_party:
            cells["interested_party"] = exhibit.interested_party.code
        if exhibit.named_readers_only:
            cells["readers"] = ", ".join(sorted(readers[exhibit.pk]))
        if exhibit.kind in WEB_KINDS:
            cells["web_address"] = addresses.get(exhibit.pk, "")
        cells["derives_from"] = ", ".join(parents[exhibit.pk])
        cells |= grades.get(exhibit.pk, {})
        yield [cells.get(name, "") for name in NAMES]


def own_text(value: Any) -> str:
    """A field's value as its cell: codes, never labels, so that no language is in it."""
    if isinstance(value, bool):
        return (YesNo.YES if value else YesNo.NO).value
    return "" if value is None else str(value)


def _grouped(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return found


def _parents(ids: list[UUID], by: Any) -> dict[UUID, list[str]]:
    links = Derivation.objects.visible_to(by).current().filter(exhibit__in=ids)
    links = links.filter(parent__withdrawn_at=None).select_related("parent")
    ordered = links.order_by("parent__sequence", "parent__number")
    return _grouped((link.exhibit_id, short_number(link.parent)) for link in ordered)


def _readers(ids: list[UUID], case: CaseFile) -> dict[UUID, list[str]]:
    """Addresses of readers who are still members: nobody else could be named again."""
    named = ExhibitReader.objects.current().filter(exhibit__in=ids)
    named = named.filter(user__in=case.members().values("user")).order_by()
    return _grouped(named.values_list("exhibit_id", "user__email"))


def _web_addresses(ids: list[UUID]) -> dict[UUID, str]:
    captures = WebCapture.objects.current().filter(exhibit__in=ids).order_by()
    return dict(captures.values_list("exhibit_id", "url"))


def _grades(ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    """The newest grade of each."""
    gradings = Grading.objects.current().filter(exhibit__in=ids).order_by("graded_at")
    return {
        each.exhibit_id: {"reliability": each.reliability, "credibility": each.credibility,
                          "grade_why": each.why}
        for each in gradings
    }  # fmt: skip
