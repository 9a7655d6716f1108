"""What becomes of a round's ratings when it is closed: agreed, or left to be settled."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.services import record, record_many
from casefiles.cases.services.records import withdraw
from evidence.attribution.individual import Place, differ
from evidence.attribution.models import IndividualRating, Rating, RatingRound
from evidence.attribution.tree import tree_of

Given = dict[Place, list[IndividualRating]]


def adopt(round_: RatingRound, *, by: Any) -> None:
    """Where two or more rated a cell and all gave the same, that is its rating from now on.

    Where they differ the cell is left without one, whatever stood there: it waits for somebody
    who settles it and says why. What a single rater gave agrees with nobody and changes nothing.
    """
    cells = _given(round_)
    ratings = Rating.objects.current().filter(hypothesis__question=round_.question_id)
    known = {(row.hypothesis_id, row.exhibit_id): row for row in ratings}
    _replace_earlier(round_, cells, by=by)
    new = []
    for place, given in cells.items():
        before = known.get(place)
        if differ(given):
            if before:
                withdraw(before, by=by, reason=_("the raters differ in %s") % round_)
        elif len(given) > 1 and before is None:
            new.append(_agreed(given))
        elif len(given) > 1 and before and before.value != given[0].value:
            before.value, before.rationale = given[0].value, rationale_of(given)
            before.rater = given[0].rater
            record(before, by=by, reason=_("agreed by all raters in %s") % round_)
    record_many(new, by=by, reason=_("agreed by all raters in %s") % round_)


def rationale_of(given: list[IndividualRating]) -> str:
    """What each of them said, each reason once; who said what stands beside it."""
    return "\n\n".join(dict.fromkeys(row.rationale for row in given))


def _agreed(given: list[IndividualRating]) -> Rating:
    """Signed by one who gave it; those who gave it too are kept beside it."""
    first = given[0]
    return Rating(
        case_id=first.case_id, hypothesis_id=first.hypothesis_id, exhibit_id=first.exhibit_id,
        value=first.value, rationale=rationale_of(given), rater=first.rater,
    )  # fmt: skip


def _given(round_: RatingRound) -> Given:
    """By cell that is still rated: what became a wider hypothesis meanwhile is not."""
    leaves = tree_of(round_.question).leaves()
    rows = IndividualRating.objects.current().filter(round=round_, hypothesis__in=leaves)
    cells: Given = defaultdict(list)
    for row in rows.select_related("rater").order_by("rater__name", "pk"):
        cells[row.hypothesis_id, row.exhibit_id].append(row)
    return cells


def _replace_earlier(round_: RatingRound, cells: Given, *, by: Any) -> None:
    """A cell shows the raters of its newest round; those before stay in the history."""
    others = IndividualRating.objects.current().filter(round__question=round_.question_id)
    for row in others.exclude(round=round_):
        if (row.hypothesis_id, row.exhibit_id) in cells:
            withdraw(row, by=by, reason=_("rated again in %s") % round_)
