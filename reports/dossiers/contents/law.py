"""What the conduct may amount to in law, element by element; never a finding of its own."""

from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.attribution.law.catalogue import PROVISIONS
from evidence.attribution.law.readings import Assessed, Reading, readings
from evidence.attribution.law.saying import proposal, tally_of, warnings
from evidence.attribution.models import HypothesisActor, LegalQualification
from evidence.attribution.vocabulary import ElementStatus, StateResponsibility
from reports.dossiers.contents.wording import Cites, Row, day, label
from reports.dossiers.editions import Selection

# Under these a State answers for its part in another State's act: nothing is attributed to it.
FOR_ANOTHER = {StateResponsibility.AIDS, StateResponsibility.DIRECTS}

# A sign beside the word, so that the table reads without colour and at a glance.
SIGNS = {
    ElementStatus.SUPPORTED: "+",
    ElementStatus.PARTLY: "(+)",
    ElementStatus.NOT_ESTABLISHED: "?",
    ElementStatus.CONTRADICTED: "\u2212",
    ElementStatus.NOT_ASSESSED: "·",
}


def law(case: CaseFile, chosen: Selection, cites: Cites) -> Row:
    """Qualifications by hypothesis; liability of persons and responsibility of States apart."""
    rows = LegalQualification.objects.current().filter(
        case=case, hypothesis__withdrawn_at=None, hypothesis__question__withdrawn_at=None
    )
    ordered = sorted(
        rows.select_related("hypothesis__question").order_by(
            "hypothesis__question__code", "hypothesis__position", "hypothesis__code", "id"
        ),
        key=_place,
    )
    known = readings(ordered)
    actors = _actors(case)
    return {
        "qualifications": [_qualification(known[row.pk], chosen, cites) for row in ordered],
        "liability": [_answers(row, "liability", cites) for row in actors if row.liability],
        "responsibility": [
            _answers(row, "state_responsibility", cites)
            for row in actors if row.state_responsibility
        ],
    }  # fmt: skip


def _place(row: LegalQualification) -> tuple[str, int, str, int]:
    """By hypothesis, then as the catalogue lists the provisions; what it lacks comes last."""
    hypothesis, codes = row.hypothesis, list(PROVISIONS)
    order = codes.index(row.provision) if row.listed else len(codes)
    return hypothesis.question.code, hypothesis.position, hypothesis.code, order


def _qualification(reading: Reading, chosen: Selection, cites: Cites) -> Row:
    row = reading.row
    approval = reading.approval
    return {
        "question": row.hypothesis.question.code,
        "hypothesis": row.hypothesis.code,
        "text": row.hypothesis.text,
        "conflict": label(row, "conflict"),
        "wording": str(reading.wording.label),
        "proposal": proposal(reading),
        "approved": {"by": chosen.staff(approval.counsel), "on": day(approval.decided_at.date()),
                     "reasons": approval.reasons} if approval else None,
        "provisions": reading.lines,
        "source": reading.provision.source if reading.provision else "",
        "official": reading.provision.official if reading.provision else "",
        "reach": reading.provision.note if reading.provision else "",
        "context": reading.provision.context if reading.provision else "",
        "tally": tally_of(reading),
        "warnings": warnings(reading),
        "elements": _elements(reading, chosen, cites),
        "note": row.note,
        "cites": cites.of(row),
    }  # fmt: skip


def _elements(reading: Reading, chosen: Selection, cites: Cites) -> list[Row]:
    """None where nothing is assessed: the count says so, and a table would only repeat it."""
    if not any(item.row for item in reading.elements):
        return []
    return [_element(item, chosen, cites) for item in reading.elements]


def _element(item: Assessed, chosen: Selection, cites: Cites) -> Row:
    """The reason stays out with an exhibit of which this edition prints the number alone."""
    shown = {exhibit.pk for exhibit in chosen.exhibits}
    kept = any(cite.exhibit_id not in shown for cite in item.cites)
    why = item.why
    if kept and why:
        why = _("Not printed: it rests on an exhibit that this edition leaves out.")
    return {
        "code": item.element.code,
        "text": item.element.text,
        "status": str(ElementStatus(item.status).label),
        "sign": SIGNS[ElementStatus(item.status)],
        "why": why,
        "cites": cites.of(item.row) if item.row else [],
    }


def _actors(case: CaseFile) -> list[HypothesisActor]:
    rows = HypothesisActor.objects.current().filter(
        case=case, hypothesis__withdrawn_at=None, hypothesis__question__withdrawn_at=None
    )
    return list(rows.select_related("hypothesis", "party").order_by(
        "hypothesis__question__code", "hypothesis__position", "hypothesis__code", "party__code",
        "role"
    ))  # fmt: skip


def _answers(row: HypothesisActor, field: str, cites: Cites) -> Row:
    """A withheld actor stands under the placeholder that the case file uses."""
    return {"hypothesis": row.hypothesis.code, "code": row.party.code, "name": row.party.name,
            "as": label(row, field), "cites": cites.of(row),
            "is_for_another": row.state_responsibility in FOR_ANOTHER}  # fmt: skip
