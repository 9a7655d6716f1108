"""The elements of a qualification, and a counsel's word on "constitutes".

Both lock the qualification's row first. What a decision is about is compared, digest with digest,
after that lock is held; a citation may still be added beside it, and then the decision is about the
text before, and does not hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.services.records import withdraw
from casefiles.cases.vocabulary import Role
from evidence.attribution.law.authors import DECIDING, obstacles
from evidence.attribution.law.readings import CLAIMS, Reading, reading_of
from evidence.attribution.law.terms import Element
from evidence.attribution.models import ElementAssessment, LegalQualification, WordingDecision
from evidence.attribution.services.in_use import check_in_use
from evidence.attribution.vocabulary import ElementStatus, LegalWording, WordingKind
from evidence.exhibits.models import Citation, Exhibit
from evidence.exhibits.services.citations import cite


@dataclass(frozen=True)
class Place:
    """Where in an exhibit something stands, as a person typed it."""

    exhibit: Exhibit
    locator: str = "whole"
    place: str = ""


@dataclass(frozen=True)
class Stated:
    """What somebody says of one element."""

    status: str
    why: str = ""
    places: tuple[Place, ...] = ()


@transaction.atomic
def assess_elements(
    qualification: LegalQualification, stated: dict[str, Stated], *, by: Any, reason: str
) -> list[ElementAssessment]:
    """Writes what differs of these elements, by their codes, with what each rests on.

    ValidationError, in words and keyed by the element's code, for a status that claims evidence
    and cites none. Citations of exhibits that `by` may not see stay as they are.
    """
    locked = _lock(qualification)
    if not by.has_perm("attribution.write", locked.case):
        raise PermissionDenied
    reading = reading_of(locked)
    known = {item.element.code: item for item in reading.elements}
    if unknown := set(stated) - set(known):
        raise ValidationError(_("This provision has no element %s.") % ", ".join(sorted(unknown)))
    seen = set(Exhibit.objects.visible_to(by).filter(case=locked.case).values_list("pk", flat=True))
    wrong = {
        code: why
        for code, said in stated.items()
        if (why := unsupported(known[code].element, said, _kept(known[code].cites, seen)))
    }
    if wrong:
        raise ValidationError(wrong)
    changed = []
    for code, said in stated.items():
        item = known[code]
        row = item.row or ElementAssessment(case=locked.case, qualification=locked, element=code)
        mine = [c for c in item.cites if c.exhibit_id in seen and not c.exhibit.is_withdrawn]
        if _write(row, said, mine, by, reason):
            changed.append(row)
    return changed


def unsupported(element: Element, said: Stated, kept: Iterable[Citation] = ()) -> str:
    """Why this cannot be said of the element; empty if it can."""
    if said.status not in ElementStatus.values:
        return _("Choose a status.")
    if said.status not in CLAIMS or said.places or any(True for _each in kept):
        return ""
    return _(
        "Element %(code)s is called “%(status)s” and rests on nothing. Name the exhibit that shows "
        "it, or choose “not established”."
    ) % {"code": element.code, "status": ElementStatus(said.status).label}


@transaction.atomic
def decide_wording(
    qualification: LegalQualification, kind: str, *, by: Any, digest: str, reasons: str
) -> WordingDecision:
    """One counsel's word on exactly the text whose digest the page showed.

    PermissionDenied (in words) to an author and to whoever is no counsel or cannot see all of it;
    ValidationError where the text changed or was decided on already. Sent twice, it is one.
    """
    # Before the membership: whoever ends one locks the case first, and two orders would block.
    CaseFile.objects.select_for_update(no_key=True, of=("self",)).get(pk=qualification.case_id)
    locked = _lock(qualification)
    held = Membership.objects.of(by).filter(case=locked.case, role=Role.COUNSEL)
    if not held.select_for_update(of=("self",)).exists():
        raise PermissionDenied(_("Only a counsel of this case decides on “constitutes”."))
    if not by.has_perm("attribution.settle_wording", locked.case):
        raise PermissionDenied
    reading = reading_of(locked)
    if found := obstacles(reading, by):
        raise PermissionDenied(" ".join(found))
    earlier = next((d for d in reading.decided if d.kind == kind and d.counsel_id == by.pk), None)
    if earlier is not None:
        return earlier
    _check_wording(reading, kind, digest=digest, reasons=reasons)
    decision = WordingDecision.objects.create(
        case=locked.case, qualification=locked, kind=kind, content=reading.text,
        digest=reading.digest, counsel=by, reasons=reasons.strip(),
    )  # fmt: skip
    # Nothing of the row changes; the case's history says it, and what rests on it is looked at.
    record(locked, by=by, reason=decision.reasons, action=DECIDING[WordingKind(kind)])
    return decision


def check_provision(qualification: LegalQualification) -> None:
    """ValidationError where another provision is chosen over elements assessed of the old one."""
    if qualification._state.adding:
        return
    before = LegalQualification.objects.get(pk=qualification.pk)
    assessed = ElementAssessment.objects.current().filter(qualification=before)
    if before.provision != qualification.provision and assessed.exists():
        raise ValidationError(
            {"provision": _("Elements of %s are assessed here. Keep it, or withdraw this "
                            "qualification and add another.") % before.provision_name}
        )  # fmt: skip


def _check_wording(reading: Reading, kind: str, *, digest: str, reasons: str) -> None:
    if kind not in WordingKind.values:
        raise ValidationError({"kind": _("Choose a decision.")})
    if not reasons.strip():
        raise ValidationError({"reasons": _("Say why: a decision without reasons helps nobody.")})
    if reading.row.wording != LegalWording.CONSTITUTES:
        raise ValidationError(_("“Constitutes” is not proposed here: there is nothing to decide."))
    if digest != reading.digest:
        raise ValidationError(
            _("This changed after you opened it. Read it again before you decide."), code="stale"
        )
    for row in reading.decided:
        if row.kind in (WordingKind.REFUSE, kind):
            raise ValidationError(
                _("%(who)s decided on exactly this already: %(what)s. The author has to change it "
                  "first.") % {"who": row.counsel, "what": row.get_kind_display()}
            )  # fmt: skip


def _lock(qualification: LegalQualification) -> LegalQualification:
    rows = LegalQualification.objects.select_for_update(of=("self",)).select_related(
        "case", "hypothesis__question"
    )
    locked = rows.get(pk=qualification.pk)
    check_in_use(locked)
    return locked


def _kept(cites: list[Citation], seen: set[Any]) -> list[Citation]:
    """Citations that are not this user's to change, and hold up the element all the same."""
    return [c for c in cites if c.exhibit_id not in seen and not c.exhibit.is_withdrawn]


def _write(
    row: ElementAssessment, said: Stated, mine: list[Citation], by: Any, reason: str
) -> bool:
    """Whether anything was written."""
    is_new = row._state.adding
    wanted = {(p.exhibit.pk, p.locator, p.place): p for p in said.places}
    standing = {(c.exhibit_id, c.locator, c.place): c for c in mine}
    differs = (row.status, row.why) != (said.status, said.why.strip())
    if is_new and not wanted and said.status == ElementStatus.NOT_ASSESSED and not said.why.strip():
        return False
    if is_new or differs:
        row.status, row.why = said.status, said.why.strip()
        row.full_clean()
        record(row, by=by, reason=reason, action="assess")
    added, removed = wanted.keys() - standing.keys(), standing.keys() - wanted.keys()
    for key in sorted(removed, key=str):
        withdraw(standing[key], by=by, reason=reason)
    for key in sorted(added, key=str):
        place = wanted[key]
        cite(row, place.exhibit, "", place.locator, place.place, by=by, reason=reason)
    return bool(is_new or differs or added or removed)
