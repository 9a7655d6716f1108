"""How a qualification stands: its elements as far as their evidence goes, and how it may be worded.

What is printed never exceeds what is cited: an element whose exhibits are out of use counts as not
established, and "constitutes" is printed only while a counsel's approval of this very text holds.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casefiles.audit.canonical import canonical_json, digest
from evidence.attribution.law.editions import FIRST
from evidence.attribution.law.terms import Element, Provision
from evidence.attribution.models import (
    ElementAssessment,
    LegalQualification,
    WordingDecision,
)
from evidence.attribution.rows import current_gradings
from evidence.attribution.vocabulary import ElementStatus, LegalWording, WordingKind
from evidence.exhibits.models import Citation, Grading

FORMAT = "casefiles.qualification/1"
# What says that something in the file shows it, and so has to say what.
CLAIMS = {ElementStatus.SUPPORTED, ElementStatus.PARTLY, ElementStatus.CONTRADICTED}


@dataclass(frozen=True)
class Assessed:
    """One element of the provision, as it stands."""

    element: Element
    row: ElementAssessment | None
    cites: list[Citation]

    @property
    def stated(self) -> str:
        return self.row.status if self.row else ElementStatus.NOT_ASSESSED

    @property
    def is_bare(self) -> bool:
        """It claims evidence, and nothing that it cites is in use any more."""
        return self.stated in CLAIMS and all(cite.exhibit.is_withdrawn for cite in self.cites)

    @property
    def status(self) -> str:
        return ElementStatus.NOT_ESTABLISHED if self.is_bare else self.stated

    @property
    def why(self) -> str:
        return self.row.why if self.row else ""


@dataclass(frozen=True)
class Reading:
    """A qualification with all that its wording depends on."""

    row: LegalQualification
    elements: list[Assessed]
    cites: list[Citation]
    decisions: list[WordingDecision]  # about whatever text, oldest first
    gradings: dict[uuid.UUID, Grading] = field(repr=False)

    @property
    def provision(self) -> Provision | None:
        return self.row.listed

    @property
    def is_proposed(self) -> bool:
        """ "Constitutes" was proposed, whether or not it may be printed."""
        return self.row.wording == LegalWording.CONSTITUTES

    @property
    def decided(self) -> list[WordingDecision]:
        """Decisions about exactly the text that is there now."""
        if not self.is_proposed or not self.decisions:
            return []
        return [decision for decision in self.decisions if decision.digest == self.digest]

    @property
    def approval(self) -> WordingDecision | None:
        """What makes "constitutes" hold now."""
        if self.refusal:
            return None
        return next((row for row in self.decided if row.kind == WordingKind.APPROVE), None)

    @property
    def refusal(self) -> WordingDecision | None:
        return next((row for row in self.decided if row.kind == WordingKind.REFUSE), None)

    @property
    def lapsed(self) -> WordingDecision | None:
        """The last approval, if it was of another text than what is there now."""
        given = [row for row in self.decisions if row.kind == WordingKind.APPROVE]
        if not self.is_proposed or not given or self.decided:
            return None
        return given[-1]

    @property
    def wording(self) -> LegalWording:
        """What every page, dossier and export prints."""
        return LegalWording.CONSTITUTES if self.approval else LegalWording.MAY_AMOUNT_TO

    @property
    def lines(self) -> list[str]:
        """Its provision, and those written by hand."""
        return [*([self.provision.label] if self.provision else []), *self.row.lines]

    @property
    def text(self) -> str:
        """The canonical JSON that a decision is about."""
        return canonical_json(self.content).decode()

    @cached_property
    def digest(self) -> str:
        return digest(self.content)

    @property
    def content(self) -> dict[str, Any]:
        hypothesis, row = self.row.hypothesis, self.row
        cited = [*self.cites, *(cite for item in self.elements for cite in item.cites)]
        return {
            "format": FORMAT,
            "id": row.pk,
            "hypothesis": {"id": hypothesis.pk, "code": hypothesis.code, "text": hypothesis.text},
            "conflict": row.conflict,
            "provision": row.provision,
            **of_edition(row),
            "provisions": row.provisions,
            "wording": row.wording,
            "note": row.note,
            "cites": sorted(place(cite) for cite in self.cites),
            "elements": {item.element.code: element_plain(item) for item in self.elements},
            "exhibits": {cite.exhibit.number: self._exhibit(cite) for cite in cited},
        }

    def _exhibit(self, cite: Citation) -> dict[str, Any]:
        grading = self.gradings.get(cite.exhibit_id)
        return {
            "id": cite.exhibit_id,
            "grade": str(grading or ""),
            "is_withdrawn": cite.exhibit.is_withdrawn,
        }


def of_edition(row: LegalQualification) -> dict[str, Any]:
    """Absent from texts in the words of the first edition, so that their digests hold."""
    return {"edition": row.edition} if row.provision and row.edition > FIRST else {}


def element_plain(item: Assessed) -> dict[str, Any]:
    """As snapshots keep it: the English text, so that no reader's language changes a digest."""
    return {
        "text": item.element.english,
        "status": item.status,
        "why": item.why,
        "cites": sorted(place(cite) for cite in item.cites),
    }


def place(cite: Citation) -> str:
    """ "TAJ-UN-0001 page 12", in codes."""
    where = "" if cite.locator == "whole" else cite.locator
    return " ".join(part for part in (cite.exhibit.number, cite.field, where, cite.place) if part)


def readings(rows: Iterable[LegalQualification]) -> dict[uuid.UUID, Reading]:
    """Of each qualification, in a constant number of queries."""
    rows = list(rows)
    if not rows:
        return {}
    elements = _elements(rows)
    cites = _cites([row.pk for row in rows] + [item.pk for item in elements.values()])
    decisions: dict[uuid.UUID, list[WordingDecision]] = defaultdict(list)
    found = WordingDecision.objects.filter(qualification__in=rows).select_related("counsel")
    for decision in found.order_by("decided_at"):
        decisions[decision.qualification_id].append(decision)
    gradings = current_gradings(cite.exhibit_id for of_row in cites.values() for cite in of_row)
    return {
        row.pk: Reading(row, _assessed(row, elements, cites), cites[row.pk], decisions[row.pk],
                        gradings)
        for row in rows
    }  # fmt: skip


def reading_of(row: LegalQualification) -> Reading:
    return readings([row])[row.pk]


def _elements(
    rows: list[LegalQualification],
) -> dict[tuple[uuid.UUID, str], ElementAssessment]:
    found = ElementAssessment.objects.current().filter(qualification__in=rows)
    return {(row.qualification_id, row.element): row for row in found}


def _cites(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Citation]]:
    grouped: dict[uuid.UUID, list[Citation]] = defaultdict(list)
    found = Citation.objects.current().filter(object_id__in=ids).select_related("exhibit")
    for cite in found.order_by("exhibit__sequence", "exhibit__number", "place"):
        grouped[cite.object_id].append(cite)
    return grouped


def _assessed(
    row: LegalQualification,
    elements: dict[tuple[uuid.UUID, str], ElementAssessment],
    cites: dict[uuid.UUID, list[Citation]],
) -> list[Assessed]:
    """Every element that the catalogue lists, assessed or not."""
    if row.listed is None:
        return []
    known = [(item, elements.get((row.pk, item.code))) for item in row.listed.elements]
    return [Assessed(item, found, cites[found.pk] if found else []) for item, found in known]
