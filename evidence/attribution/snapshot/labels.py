"""The words for coded values of a snapshot, by the key under which they stand."""

from typing import Any

from casefiles.cases.vocabulary import (
    Confidence,
    Confidentiality,
    DatePrecision,
    Likelihood,
    PartyKind,
    PositionValue,
    RelationKind,
    RelationStatus,
    StandardOfProof,
)
from evidence.attribution.law.catalogue import provision
from evidence.attribution.vocabulary import (
    ActorRole,
    ConflictType,
    ElementStatus,
    Involvement,
    LegalWording,
    Liability,
    Outcome,
    Stance,
    StateResponsibility,
    Weight,
)
from evidence.exhibits.vocabulary import (
    Aspect,
    ExhibitKind,
    FixityResult,
    OriginKind,
    TimePlaceKind,
    VerificationMethod,
    VerificationResult,
)
from evidence.witnesses.vocabulary import ConsentStatus, Purpose

VOCABULARIES: dict[str, tuple[Any, ...]] = {
    "standard_of_proof": (StandardOfProof,),
    "standard": (StandardOfProof,),
    "likelihood": (Likelihood,),
    "confidence": (Confidence,),
    "outcome": (Outcome,),
    "stance": (Stance,),
    "relevance": (Weight,),
    "credibility": (Weight,),
    "role": (ActorRole,),
    "involvement": (Involvement,),
    "liability": (Liability,),
    "state_responsibility": (StateResponsibility,),
    "conflict": (ConflictType,),
    "wording": (LegalWording,),
    "confidentiality": (Confidentiality,),
    "counts_as": (OriginKind,),
    "aspect": (Aspect,),
    "method": (VerificationMethod,),
    "result": (VerificationResult,),
    "position": (PositionValue,),
    # Of an exhibit, a party, a time and place; a code that two have means the same in both.
    "kind": (ExhibitKind, PartyKind, TimePlaceKind),
    "precision": (DatePrecision,),
    "first_precision": (DatePrecision,),
    "last_precision": (DatePrecision,),
    "relation": (RelationKind,),
    "relation_status": (RelationStatus,),
    # Of a consent, or of an element of a crime.
    "status": (ConsentStatus, ElementStatus),
    "failed_files": (FixityResult,),
    "consents": (Purpose,),
}


def label_of(key: str, value: str) -> str:
    """What people call this value; the value itself where it is no code."""
    if key == "provision" and (listed := provision(value)):
        return listed.label
    for vocabulary in VOCABULARIES.get(key, ()):
        if value in vocabulary.values:
            return str(vocabulary(value).label)
    return value
