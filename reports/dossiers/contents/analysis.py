"""The analysis: each question with all its rival answers, and what speaks against each."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile, Position
from casefiles.cases.vocabulary import LIKELIHOOD_RANGES, State
from evidence.attribution.arithmetic import printed
from evidence.attribution.conclusion import conclusion
from evidence.attribution.contrary import Item, items_of
from evidence.attribution.matrix import AGAINST, CONSISTENT, Weighing, weigh
from evidence.attribution.matrix import Row as MatrixRow
from evidence.attribution.models import (
    Assessment,
    ContraryAnswer,
    Hypothesis,
    HypothesisActor,
    OtherBodyFinding,
    Question,
    Rating,
)
from evidence.attribution.standing import Standing, standings
from evidence.attribution.vocabulary import DecisionKind, Weight
from evidence.attribution.workflow import HOLDING
from reports.dossiers.contents.wording import Cites, Row, day, label
from reports.dossiers.editions import Selection

SIGNS = {"CC": "++", "C": "+", "N": "·", "I": "\u2212", "II": "\u2212\u2212", "NA": ""}


def questions(case: CaseFile, chosen: Selection, cites: Cites, *, by: Any) -> list[Row]:
    rows = Question.objects.current().filter(case=case).select_related("incident")
    return [_Answers(row, chosen, cites, by).printed() for row in rows]


def mark(standing: Standing) -> Row:
    """How far a hypothesis is approved, in words that nobody can overlook."""
    state = str(State(standing.state).label)
    if standing.state not in HOLDING:
        if standing.submission:
            state = _("%(state)s, %(given)d of %(needed)d approvals") % {
                "state": state, "given": len(standing.approvals), "needed": standing.needed,
            }  # fmt: skip
        return {"code": "not_approved", "text": _("NOT APPROVED"), "state": state}
    if standing.is_stale:
        return {"code": "changed", "text": _("APPROVED, BUT CHANGED SINCE"), "state": state}
    return {"code": "approved", "text": _("APPROVED"), "state": state}


class _Answers:
    """One question, as one edition prints it."""

    def __init__(self, question: Question, chosen: Selection, cites: Cites, by: Any) -> None:
        self.question, self.chosen, self.cites = question, chosen, cites
        self.weighing: Weighing = weigh(question)
        self.standings = standings(question, by, fresh=True)
        self.shown = {exhibit.pk for exhibit in chosen.exhibits}
        self.depths: dict[Any, int] = {}

    def printed(self) -> Row:
        found = conclusion(self.question, self.weighing, self.standings)
        return {
            "code": self.question.code,
            "text": self.question.text,
            "incident": self.question.incident.code if self.question.incident else "",
            "cites": self.cites.of(self.question),
            "conclusion": {
                "text": found.text,
                "sentences": list(found.sentences),
                "mark": self._conclusion_mark(found),
            },
            "statements": list(self.weighing.statements),
            "warnings": list(self.weighing.warnings),
            "matrix": self._matrix(),
            "hypotheses": [self._hypothesis(row) for row in self._with_details()],
        }

    def _conclusion_mark(self, found: Any) -> Row:
        if found.hypothesis is None:
            return {"code": "not_approved", "text": _("NO FINDING"), "state": ""}
        said = mark(self.standings[found.hypothesis.pk])
        if said["code"] == "approved" and not found.approved:
            # The lead is approved, but a sentence of the finding rests on another that is not.
            return {**said, "code": "not_approved", "text": _("NOT APPROVED AS A WHOLE")}
        return {**said, "state": f"{found.hypothesis.code}: {said['state']}"}

    # The matrix -----------------------------------------------------------------------

    def _matrix(self) -> Row:
        weighing = self.weighing
        tiers = [[leaf.code for leaf in tier] for tier in weighing.order]
        return {
            "columns": [leaf.code for leaf in weighing.leaves],
            "rows": [self._matrix_row(row) for row in weighing.rows],
            "scores": [printed(weighing.scores[leaf.pk].text) for leaf in weighing.leaves],
            "tiers": tiers,
            "unplaced": [leaf.code for leaf in weighing.unplaced],
            "unrated": [
                {"hypothesis": leaf.code, "number": exhibit.number}
                for leaf, exhibit in weighing.unrated
            ],
            "not_in_matrix": weighing.not_in_matrix,
            **self._raters_differ(),
        }

    def _raters_differ(self) -> Row:
        """Absent where they do not, or where one person rated."""
        cells = [
            {"hypothesis": leaf.code, "number": row.number, "settled": row.values[leaf.pk]}
            for row in self.weighing.rows
            for leaf in self.weighing.leaves
            if leaf.pk in row.disagreed
        ]
        return {"raters_differ": cells} if cells else {}

    def _withheld(self, row: MatrixRow) -> str:
        """Why the text of an exhibit is kept out of this edition; empty if it is printed."""
        if row.exhibit.pk in self.shown:
            return ""
        reason = self.chosen.withheld.get(row.exhibit.pk)
        return str(reason.label) if reason else _("withdrawn from the case file")

    def _matrix_row(self, row: MatrixRow) -> Row:
        withheld = self._withheld(row)
        why = _("Set aside.") if withheld and row.not_rated_why else row.not_weighed_why
        return {
            "number": row.exhibit.number,
            "title": "" if withheld else row.exhibit.title,  # type: ignore[union-attr]
            "withheld": withheld,
            "grade": row.grade,
            "credibility": _weight(row.credibility),
            "relevance": _weight(row.relevance),
            "not_weighed": why,
            "is_rated": any(row.cells.values()),
            "cells": [_cell(row.cells[leaf.pk]) for leaf in self.weighing.leaves],
        }

    # The hypotheses ---------------------------------------------------------------------

    def _with_details(self) -> list[Hypothesis]:
        """The tree in its order, with all that is printed of each in a few queries."""
        wanted = [row.pk for row in self.weighing.hypotheses]
        details = Hypothesis.objects.filter(pk__in=wanted).prefetch_related(
            Prefetch("actors", HypothesisActor.objects.current().select_related("party")),
            Prefetch("other_findings", OtherBodyFinding.objects.current().select_related("source")),
            Prefetch("assessment", Assessment.objects.current()),
        )
        known = {row.pk: row for row in details}
        return [known[pk] for pk in wanted]

    def _hypothesis(self, row: Hypothesis) -> Row:
        standing = self.standings[row.pk]
        above = self.weighing.tree.above(row)
        leaves = self.weighing.leaves_under(row)
        return {
            "code": row.code,
            "text": row.text,
            "depth": min(len(above), 3),
            "parent": above[0].code if above else "",
            "residual": row.is_residual,
            "leaves": [leaf.code for leaf in leaves if leaf.pk != row.pk],
            "actors": [_actor(actor, self.cites) for actor in row.actors.all()],
            "assessment": _assessment(getattr(row, "assessment", None)),
            "sources": self.weighing.sources.get(row.pk, 0),
            **self._contrary(row),
            "mark": mark(standing),
            "changes": self._changes(standing) if standing.is_stale else [],
            "dissents": [
                {"who": self.chosen.staff(d.reviewer), "role": label(d, "decided_as"), "reasons": d.reasons}
                for d in standing.decisions if d.kind == DecisionKind.DISSENT
            ],
            "other_findings": [
                {"source": f.source.code, "source_title": f.source.title, "text": f.text,
                 "date": day(f.found_on), "cites": self.cites.of(f)}
                for f in row.other_findings.all()
            ],
            "cites": self.cites.of(row),
        }  # fmt: skip

    def _changes(self, standing: Standing) -> list[str]:
        """Of an exhibit that this edition withholds, and of witnesses behind one, only that there
        was a change: which one would tell what is withheld."""
        printed = {exhibit.number for exhibit in self.chosen.exhibits}
        kept = _("changed")
        lines = (
            f"{d.where}: {kept if d.of_a_witness or d.exhibit not in {'', *printed} else d.label}"
            for d in standing.differences
        )
        return list(dict.fromkeys(lines))

    def _contrary(self, row: Hypothesis) -> Row:
        """For and against, with the authors' answers beside what they answer."""
        items = items_of(row, self.weighing)
        answers = {item.pk: item.answer for item in items if item.answer}
        return {
            "against": self._evidence(row, self.weighing.against(row), AGAINST, answers),
            "consistent": self._evidence(row, self.weighing.consistent(row), CONSISTENT, answers),
            "voices": [self._voice(item) for item in items if item.kind != "exhibit"],
        }

    def _voice(self, item: Item) -> Row:
        row = item.row
        if isinstance(row, Position):
            accused = ", ".join(item.content["accused"])
            said = f"{label(row, 'value')}: {accused}" if accused else label(row, "value")
            when = day(row.stated_on) or day(row.reported_on)
            source = row.source.code
        else:
            assert isinstance(row, OtherBodyFinding)
            said = f"{label(row, 'stance')}: {item.content['of']}"
            when, source = day(row.found_on), ""
        answer = {"answer": self._answer(item.answer)} if item.answer else {}
        return {"who": item.label, "said": said, "date": when, "source": source,
                "text": row.text, **answer}  # fmt: skip

    def _answer(self, row: ContraryAnswer) -> Row:
        return {"text": row.text, "cites": self.cites.of(row)}

    def _evidence(
        self, hypothesis: Hypothesis, rows: list[MatrixRow], values: Any, answers: dict[Any, Any]
    ) -> list[Row]:
        """Each exhibit with its ratings of these values; of a parent, those of its leaves.

        An answer tells of the exhibit, so it is withheld with it.
        """
        return [
            {"number": row.exhibit.number, "grade": row.grade, "weighed": row.is_weighed,
             "withheld": self._withheld(row),
             **({"answer": self._answer(answers[row.exhibit.pk])}
                if row.exhibit.pk in answers and not self._withheld(row) else {}),
             "ratings": [self._rating(row, leaf) for leaf in self.weighing.leaves_under(hypothesis)
                         if (cell := row.cells[leaf.pk]) and cell.value in values]}
            for row in rows
        ]  # fmt: skip

    def _rating(self, row: MatrixRow, leaf: Hypothesis) -> Row:
        cell = row.cells[leaf.pk]
        assert cell is not None
        rationale = "" if self._withheld(row) else cell.rationale
        return {"leaf": leaf.code, "rationale": rationale, **_cell(cell)}


def _weight(code: str) -> str:
    return str(Weight(code).label) if code else ""


def _cell(rating: Rating | None) -> Row:
    if rating is None:
        return {"value": "", "sign": "", "label": ""}
    return {"value": rating.value, "sign": SIGNS[rating.value], "label": label(rating, "value")}


def _actor(row: HypothesisActor, cites: Cites) -> Row:
    """A withheld actor stands under the placeholder that the case file uses."""
    said = [label(row, name) for name in ("role", "involvement")]
    return {
        "code": row.party.code, "name": row.party.name, "withheld": row.party.withheld,
        "said": [part for part in said if part],
        # Apart, for a person's liability says nothing of a State, nor a State's of a person.
        "liability": label(row, "liability"),
        "state_responsibility": label(row, "state_responsibility"),
        "cites": cites.of(row),
    }  # fmt: skip


def _assessment(row: Assessment | None) -> Row | None:
    if row is None:
        return None
    low, high = LIKELIHOOD_RANGES.get(row.likelihood, (0, 0))  # type: ignore[call-overload]
    scales = {
        name: label(row, name) for name in ("outcome", "standard", "likelihood", "confidence")
    }
    texts = ("confidence_why", "assumptions", "gaps", "would_change")
    return {**scales, "range": [low, high] if high else [], **{n: getattr(row, n) for n in texts}}
