"""The chain of command as a submission freezes it: who stood above its actors on the day.

The day is that of the question's incident; where none is known for it, of the first incident of
the case that has one, as on the page of the chain. Of what the chain shows for that day, the
relations above the actors of the hypothesis (those of its narrower forms too) and among all of
these are decided on: see `above_and_among`. An actor who only stands beside them is frozen where
the hypothesis names it. Relations of a withheld party are there only where this hypothesis names
that party, under its placeholder; its sealed name is frozen with the actor.

Who stands above is named by the finding, though not found responsible: see `named`.
Both parts are absent where no relation is shown: what was frozen before there was one keeps its
digest.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casefiles.cases.chain.above import above_and_among
from casefiles.cases.cited import SHOWN, on_day
from casefiles.cases.models import Incident, Party, Relation
from evidence.attribution.models import Hypothesis, HypothesisActor, Question

Plain = dict[str, Any]
Actors = dict[uuid.UUID, list[HypothesisActor]]  # by hypothesis
DATED = ("first_cited", "first_cited_latest", "first_precision", "first_is_start",
         "last_cited", "last_cited_earliest", "last_precision", "last_is_end")  # fmt: skip
TOLD = ("role", "confidence", "note")


@dataclass(frozen=True)
class Shown:
    """What the chain of command shows for the question's day."""

    incident: Incident
    relations: list[Relation]

    def of(self, actors: Iterable[HypothesisActor]) -> list[Relation]:
        return above_and_among(self.relations, {actor.party_id for actor in actors})


def shown_for(question: Question) -> Shown | None:
    """None where no incident's day is known, or no relation stands on it. Two queries."""
    dated = list(
        Incident.objects.current().filter(case=question.case_id).exclude(earliest_date=None)
    )
    asked = [row for row in dated if row.pk == question.incident_id] or dated
    if not asked or (day := asked[0].earliest_date) is None:
        return None
    rows = Relation.objects.current().filter(
        case=question.case_id, from_party__withdrawn_at=None, to_party__withdrawn_at=None
    )
    rows = rows.select_related("from_party", "to_party", "source").order_by("pk")
    shown = [row for row in rows if on_day(row, day) in SHOWN]
    return Shown(asked[0], shown) if shown else None


def chain_parts(branch: list[Hypothesis], actors: Actors, shown: Shown | None) -> Plain:
    rows = relations_of(branch, actors, shown)
    if not rows or shown is None:
        return {}
    return {
        "chain": {"incident": shown.incident.code, "day": shown.incident.earliest_date},
        "relations": {str(row.pk): _relation(row) for row in rows},
    }


def relations_of(branch: list[Hypothesis], actors: Actors, shown: Shown | None) -> list[Relation]:
    """Those that hang off the actors of a hypothesis and its narrower forms."""
    if shown is None:
        return []
    return shown.of(actor for item in branch for actor in actors.get(item.pk, []))


def _relation(row: Relation) -> Plain:
    """Only what was filled in, as in what was frozen before somebody filled it in."""
    said = {name: getattr(row, name) for name in TOLD if getattr(row, name)}
    dated = {name: getattr(row, name) for name in DATED if getattr(row, name)}
    return {
        "from": _end(row.from_party),
        "relation": row.kind,
        "to": _end(row.to_party),
        "relation_status": row.status,
        **said,
        **{name: value for name, value in dated.items() if value != "exact"},
        **({"source": {"code": row.source.code, "title": row.source.title}} if row.source else {}),
    }


def _end(party: Party) -> Plain:
    """Under the placeholder where the name is withheld."""
    told = {"id": party.pk, "code": party.code, "name": party.name, "kind": party.kind}
    return {**told, **({"withheld": True} if party.withheld else {})}
