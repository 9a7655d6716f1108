"""What speaks against the finding, with the author's answers, as a submission freezes it.

Ratings stand in the matrix already, so of exhibits only the answers are added. Each part is
absent where there is nothing to put into it: what was frozen before keeps its digest.
"""

from typing import TYPE_CHECKING, Any

from evidence.attribution.contrary import Beside, Item, contrary_items
from evidence.attribution.models import ContraryAnswer, Hypothesis
from evidence.attribution.vocabulary import Outcome

if TYPE_CHECKING:
    from evidence.attribution.snapshot.material import Material

Plain = dict[str, Any]


def contrary_parts(hypothesis: Hypothesis, material: "Material") -> Plain:
    assessed = material.assessments.get(hypothesis.pk, [])
    outcome = assessed[0].outcome if assessed else Outcome.NOT_ASSESSED
    beside = Beside(material.actors, material.findings, material.voices)
    items = contrary_items(hypothesis, material.weighing, beside, outcome)
    parts = {
        "answers": {
            item.label: _answer(item.answer)
            for item in items if item.kind == "exhibit" and item.answer
        },
        "findings_against": {str(i.pk): _said(i) for i in items if i.kind == "finding"},
        "positions_against": {str(i.pk): _said(i) for i in items if i.kind == "position"},
    }  # fmt: skip
    return {part: content for part, content in parts.items() if content}


def _said(item: Item) -> Plain:
    """Its own words; `of` says whose they are."""
    content = dict(item.content)
    if item.kind == "position":
        content |= {"of": content.pop("party"), "position": content.pop("value")}
    else:
        content |= {"hypothesis": content["of"], "of": content.pop("source")}
    return {**content, **({"answer": _answer(item.answer)} if item.answer else {})}


def _answer(row: ContraryAnswer) -> Plain:
    return {"id": row.pk, "text": row.text, "author": row.author_id}
