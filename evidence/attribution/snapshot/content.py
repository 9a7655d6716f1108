"""What a submission freezes: plain JSON, keyed by the labels people use, in one order.

A withheld actor's name is in it only as the digest of its ciphertext. People are in it as the
ids of their accounts, so that correcting someone's name makes no approval stale.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from casefiles.audit.canonical import canonical_json, digest
from casefiles.cases.models import CaseFile, Party
from evidence.attribution.models import (
    Hypothesis,
    IndividualRating,
    Question,
    Rating,
    TestedPosition,
)
from evidence.attribution.snapshot.chain import chain_parts, relations_of
from evidence.attribution.snapshot.contrary import contrary_parts
from evidence.attribution.snapshot.exhibits import exhibit_content, places
from evidence.attribution.snapshot.incident import incident_part
from evidence.attribution.snapshot.law import elements_in, law_of
from evidence.attribution.snapshot.material import Material, material_of
from evidence.attribution.snapshot.named import named_part
from evidence.exhibits.models import Exhibit

FORMAT = "casefiles.hypothesis/1"
Plain = dict[str, Any]


def snapshot_of(hypothesis: Hypothesis, material: Material | None = None) -> Plain:
    """The hypothesis with its branches, and the whole matrix of its question.

    `material` spares the queries where several snapshots of one question are taken. A
    withdrawn hypothesis has none: ValueError.
    """
    if hypothesis.is_withdrawn:
        raise ValueError("a withdrawn hypothesis has no snapshot")
    material = material or material_of(hypothesis.question)
    return json.loads(canonical_json(_content(hypothesis, material)))


def digest_of(snapshot: Plain) -> str:
    """SHA-256 of the snapshot's canonical JSON."""
    return digest(snapshot)


def text_of(snapshot: Plain) -> str:
    """The canonical JSON itself, as a submission stores it."""
    return canonical_json(snapshot).decode()


def exhibits_in(snapshot: Plain) -> set[uuid.UUID]:
    """Ids of every exhibit whose content the snapshot shows."""
    return {uuid.UUID(exhibit["id"]) for exhibit in snapshot["exhibits"].values()}


def witnesses_in(snapshot: Plain) -> set[str]:
    """Codes of the witnesses behind what it shows."""
    return {code for row in snapshot["exhibits"].values() for code in row.get("witnesses", {})}


def parties_in(snapshot: Plain) -> list[Plain]:
    """Every actor's party, once for each of its roles."""
    return [actor["party"] for actors in snapshot["actors"].values() for actor in actors.values()]


def sealed_parties_in(snapshot: Plain) -> set[uuid.UUID]:
    """Ids of the actors whose sealed name is part of what is decided on."""
    parties = parties_in(snapshot)
    return {uuid.UUID(party["id"]) for party in parties if party["sealed_name_sha256"]}


def _content(hypothesis: Hypothesis, material: Material) -> Plain:
    branch = material.weighing.tree.under(hypothesis)
    content: Plain = {
        "format": FORMAT,
        "case": _case(material.question.case),
        "question": _question(material.question),
        "hypothesis": {"id": hypothesis.pk, "code": hypothesis.code},
        "hypotheses": {
            item.code: _hypothesis(item, material) for item in material.weighing.hypotheses
        },
        "actors": _each(branch, material.actors, _actor),
        "assessments": _each(branch, material.assessments, _assessment),
        "qualifications": _each(
            branch, material.qualifications, lambda row: law_of(material.law[row.pk])
        ),
        "other_findings": _each(branch, material.findings, _finding),
        "matrix": _matrix(material),
        **_figures(material),
        **_exhibits_and_citations(hypothesis, material),
        **contrary_parts(hypothesis, material),
        **chain_parts(branch, material.actors, material.chain),
        **incident_part(material.question.incident),
    }
    codes = (item.code for item in branch)
    return content | named_part(content, codes, material.nameable)


def _case(case: CaseFile) -> Plain:
    return {
        "id": case.pk,
        "reference": case.reference,
        "standard_of_proof": case.standard_of_proof,
    }


def _figures(material: Material) -> Plain:
    """The score of each leaf and the independent sources of each hypothesis."""
    weighing = material.weighing
    return {
        "scores": {leaf.code: weighing.scores[leaf.pk].text for leaf in weighing.leaves},
        "sources": {item.code: weighing.sources[item.pk] for item in weighing.hypotheses},
    }


def _exhibits_and_citations(hypothesis: Hypothesis, material: Material) -> Plain:
    """The exhibits it rests on, and where in them each part of it points."""
    citing = _citing(hypothesis, material)
    cited = _cited(material, citing)
    return {
        "exhibits": {exhibit.number: exhibit_content(exhibit, material) for exhibit in cited},
        "citations": {
            str(pk): {"of": label, "places": places(material.citations[pk], material)}
            for pk, label in citing.items()
        },
    }


def _question(question: Question) -> Plain:
    incident = question.incident
    return {
        "id": question.pk,
        "code": question.code,
        "text": question.text,
        "incident": incident and incident.code,
    }


def _hypothesis(item: Hypothesis, material: Material) -> Plain:
    codes = {other.pk: other.code for other in material.weighing.hypotheses}
    return {
        "id": item.pk,
        "parent": codes.get(item.parent_id) if item.parent_id else None,
        "text": item.text,
        "subject": item.subject,
        "predicate": item.predicate,
        "branch_issue": item.branch_issue,
        "is_residual": item.is_residual,
        **_tested(material.tested.get(item.pk, [])),
    }


def _tested(rows: list[TestedPosition]) -> Plain:
    """What parties say of themselves and this puts to the test; absent where there is none."""
    if not rows:
        return {}
    told = {
        str(row.position_id): {
            "party": {"code": row.position.party.code, "name": row.position.party.name},
            "position": row.position.value,
            "text": row.position.text,
            "stated_on": row.position.stated_on or row.position.reported_on,
            "source": {"code": row.position.source.code, "title": row.position.source.title},
        }
        for row in rows
    }
    return {"tests": told}


def _each(branch: list[Hypothesis], rows: dict[uuid.UUID, list[Any]], plain: Any) -> Plain:
    return {
        item.code: {key: value for row in rows[item.pk] for key, value in [plain(row)]}
        for item in branch
        if rows.get(item.pk)
    }


def _actor(actor: Any) -> tuple[str, Plain]:
    key = f"{actor.party.code} {actor.role}".strip()
    return key, {
        "id": actor.pk,
        "role": actor.role,
        "involvement": actor.involvement,
        "liability": actor.liability,
        "state_responsibility": actor.state_responsibility,
        "party": _party(actor.party),
    }


def _party(party: Party) -> Plain:
    return {
        "id": party.pk,
        "code": party.code,
        "name": party.name,
        "kind": party.kind,
        "note": party.note,
        "withheld": party.withheld,
        "sealed_name_sha256": _cipher_digest(party.sealed_name),
        "is_withdrawn": party.is_withdrawn,
    }


def _cipher_digest(sealed: Any) -> str:
    """Stands for a sealed text; says nothing of it, for every sealing gives other bytes."""
    return hashlib.sha256(sealed.canonical()).hexdigest() if sealed else ""


ASSESSED = ("outcome", "standard", "likelihood", "confidence", "confidence_why", "assumptions",
            "gaps", "would_change")  # fmt: skip


def _assessment(row: Any) -> tuple[str, Plain]:
    return "assessment", {"id": row.pk, **{name: getattr(row, name) for name in ASSESSED}}


def _finding(row: Any) -> tuple[str, Plain]:
    source = {"code": row.source.code, "title": row.source.title}
    told = {"source": source, "text": row.text, "found_on": row.found_on}
    return str(row.pk), {**told, **({"stance": row.stance} if row.stance else {})}


def _matrix(material: Material) -> Plain:
    codes = {item.pk: item.code for item in material.weighing.hypotheses}
    return {
        row.exhibit.number: {
            "id": row.matrix_row.pk,
            "exhibit": row.exhibit.pk,
            "relevance": row.relevance,
            "credibility": row.credibility,
            "not_rated_why": row.not_rated_why,
            "ratings": {
                codes[rating.hypothesis_id]: _rating(rating) for rating in row.ratings.values()
            },
            **_individual(row.exhibit.pk, codes, material),
        }
        for row in material.weighing.rows
    }


def _individual(exhibit: uuid.UUID, codes: dict[uuid.UUID, str], material: Material) -> Plain:
    """What each of several raters gave; absent where one person rated, as before there were
    rounds."""
    told = {
        code: {str(rating.pk): _rating(rating) for rating in given}
        for pk, code in codes.items()
        if (given := material.individual.get((pk, exhibit)))
    }
    return {"individual": told} if told else {}


def _rating(rating: Rating | IndividualRating) -> Plain:
    return {
        "id": rating.pk,
        "value": rating.value,
        "rationale": rating.rationale,
        "rater": rating.rater_id,
    }


def _citing(hypothesis: Hypothesis, material: Material) -> dict[uuid.UUID, str]:
    """What the snapshot holds and cites an exhibit: its label by its id."""
    branch = material.weighing.tree.under(hypothesis)
    held = {material.question.pk: str(material.question)}
    held |= {item.pk: item.code for item in material.weighing.hypotheses}
    for rows in (material.actors, material.assessments, material.qualifications, material.findings):
        held |= {row.pk: item.code for item in branch for row in rows.get(item.pk, [])}
    held |= elements_in(branch, material)
    above = relations_of(branch, material.actors, material.chain)
    held |= {row.pk: f"{row.from_party.code} – {row.to_party.code}" for row in above}
    held |= {row.matrix_row.pk: row.exhibit.number for row in material.weighing.rows}
    for row in material.weighing.rows:
        held |= {rating.pk: row.exhibit.number for rating in row.ratings.values()}
    answers = material.voices.answers.get(hypothesis.pk, {}).values()
    held |= {answer.pk: hypothesis.code for answer in answers}
    return {pk: held[pk] for pk in sorted(material.citations) if pk in held}


def _cited(material: Material, citing: Iterable[uuid.UUID]) -> list[Exhibit]:
    """Every exhibit of the matrix, and what is cited beside it."""
    chosen = {row.exhibit.pk for row in material.weighing.rows}
    chosen |= {citation.exhibit_id for pk in citing for citation in material.citations[pk]}
    return sorted((material.exhibits[pk] for pk in chosen), key=lambda exhibit: exhibit.sequence)
