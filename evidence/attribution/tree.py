"""The tree of a question's hypotheses that are in use."""

import uuid
from collections import defaultdict

from evidence.attribution.models import Hypothesis, Question


class Tree:
    """Depth first, siblings in their order. A branch whose parent was withdrawn is a root."""

    def __init__(self, hypotheses: list[Hypothesis]) -> None:
        self._children: dict[uuid.UUID | None, list[Hypothesis]] = defaultdict(list)
        known = {item.pk for item in hypotheses}
        for item in sorted(
            hypotheses, key=lambda item: (item.is_residual, item.position, item.code)
        ):
            self._children[item.parent_id if item.parent_id in known else None].append(item)
        self.all = self._below(None)

    def _below(self, pk: uuid.UUID | None) -> list[Hypothesis]:
        found: list[Hypothesis] = []
        for child in self._children.get(pk, []):
            found += [child, *self._below(child.pk)]
        return found

    @property
    def roots(self) -> list[Hypothesis]:
        return self._children.get(None, [])

    def branches(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """The next narrower forms."""
        return self._children.get(hypothesis.pk, [])

    def under(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """The hypothesis and everything narrower."""
        return [hypothesis, *self._below(hypothesis.pk)]

    def above(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """Its wider forms, nearest first."""
        parents = {child.pk: item for item in self.all for child in self.branches(item)}
        found: list[Hypothesis] = []
        step = parents.get(hypothesis.pk)
        while step:
            found.append(step)
            step = parents.get(step.pk)
        return found

    def leaves(self, hypothesis: Hypothesis | None = None) -> list[Hypothesis]:
        """What is rated: no parent, and not the place for other or unknown causes."""
        among = self.under(hypothesis) if hypothesis else self.all
        return [item for item in among if not item.is_residual and not self.branches(item)]

    def alternatives(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """Named rivals: neither its own narrower nor wider forms, nor other or unknown."""
        own = {item.pk for item in [*self.under(hypothesis), *self.above(hypothesis)]}
        return [item for item in self.all if item.pk not in own and not item.is_residual]


def tree_of(question: Question) -> Tree:
    """One query. A tree puts its branches in order itself."""
    found = list(Hypothesis.objects.current().filter(question=question).order_by())
    for item in found:
        item.question = question
    return Tree(found)
