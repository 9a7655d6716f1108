"""What the tab and the case's overview show of a question: its answers and where they stand."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from casefiles.cases.models import CaseFile
from evidence.attribution.conclusion import Conclusion, conclusion
from evidence.attribution.matrix import Weighing, weigh_values
from evidence.attribution.models import Assessment, Hypothesis, Question
from evidence.attribution.standing import Standing, standings, standings_among
from evidence.attribution.tally_cache import cached_tallies
from evidence.attribution.tree import Tree


@dataclass(frozen=True)
class Node:
    """One hypothesis of the tree as a page lists it."""

    hypothesis: Hypothesis
    standing: Standing | None
    assessment: Assessment | None
    branches: list["Node"]


@dataclass(frozen=True)
class QuestionCard:
    question: Question
    conclusion: Conclusion
    nodes: list[Node]


def question_cards(case: CaseFile, user: Any) -> list[QuestionCard]:
    """Every question in use of a case that the user may see, with its tree."""
    questions = Question.objects.visible_to(user).current().filter(case=case)
    weighings, stands = weighed(case, questions, user)
    return [_card(weighing, stands) for weighing in weighings]


def weighed(
    case: CaseFile, questions: QuerySet[Question], user: Any
) -> tuple[list[Weighing], dict[Any, Standing]]:
    """Questions of a case, and where all their hypotheses stand: what changed is asked once."""
    kept = cached_tallies(case.pk)
    weighings = [weigh_values(each, kept) for each in questions.select_related("case", "incident")]
    stands = standings_among([item for each in weighings for item in each.hypotheses], user)
    return weighings, stands


def question_card(question: Question, user: Any, weighing: Weighing) -> QuestionCard:
    return _card(weighing, standings(question, user))


def _card(weighing: Weighing, stands: dict[Any, Standing]) -> QuestionCard:
    question, tree = weighing.question, weighing.tree
    assessed = Assessment.objects.current().filter(hypothesis__in=tree.all)
    known = {assessment.hypothesis_id: assessment for assessment in assessed}
    nodes = _nodes(tree, tree.roots, stands, known)
    return QuestionCard(question, conclusion(question, weighing, stands), nodes)


def _nodes(
    tree: Tree, items: list[Hypothesis], stands: dict[Any, Standing], known: dict[Any, Assessment]
) -> list[Node]:
    return [
        Node(
            item, stands.get(item.pk), known.get(item.pk),
            _nodes(tree, tree.branches(item), stands, known),
        )
        for item in items
    ]  # fmt: skip
