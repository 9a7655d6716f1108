"""Which exhibit somebody rates after this one, so that a long matrix is filled in one go."""

from typing import Any
from uuid import UUID

from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import MatrixRow, Question
from evidence.exhibits.models import Exhibit


def next_to_rate(question: Question, after: UUID, user: Any) -> Exhibit | None:
    """First the rows below with a cell to rate, then those above, then what is in no row yet.

    Only exhibits that the user may see; None where nothing is left.
    """
    mine = Exhibit.objects.visible_to(user).current().filter(case=question.case_id)
    weighing = weigh_values(question)
    waiting = {line.pk for _leaf, line in weighing.unrated}
    pks = [line.pk for line in weighing.lines]
    place = pks.index(after) + 1 if after in pks else 0
    wanted = [pk for pk in (*pks[place:], *pks[:place]) if pk in waiting and pk != after]
    seen = {exhibit.pk: exhibit for exhibit in mine.filter(pk__in=wanted)}
    for pk in wanted:
        if pk in seen:
            return seen[pk]
    placed = MatrixRow.objects.current().filter(question=question).values("exhibit")
    return mine.exclude(pk__in=placed).exclude(pk=after).first()
