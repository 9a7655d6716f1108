"""What the matrix says, in sentences: what nothing distinguishes, and what is weak about it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.attribution.models import Hypothesis
from evidence.attribution.rows import AGAINST
from evidence.exhibits.models import Exhibit
from evidence.exhibits.verified import contradicted

if TYPE_CHECKING:
    from evidence.attribution.matrix import Weighing


def statements(weighing: "Weighing", among: Iterable[Hypothesis]) -> list[str]:
    """A sentence for each group of these leaves that no exhibit separates."""
    chosen = {leaf.pk for leaf in among}
    found = []
    for group in weighing.tally.alike:
        alike = [place for place in group if weighing.leaves[place].pk in chosen]
        if len(alike) > 1:
            codes = [weighing.leaves[place].code for place in alike]
            complete = not weighing.tally.may_yet_part(alike)
            found.append(nothing_separates(codes, complete=complete))
    return found


def nothing_separates(alike: list[str], *, complete: bool) -> str:
    """Of two or more codes. While something waits, only what is weighed can be spoken of."""
    if len(alike) == 2:
        names = {"one": alike[0], "other": alike[1]}
        if complete:
            return _("No exhibit in this file distinguishes %(one)s from %(other)s.") % names
        return _("No exhibit weighed so far distinguishes %(one)s from %(other)s.") % names
    names = {"all": listed(alike)}
    if complete:
        return _("No exhibit in this file distinguishes %(all)s from one another.") % names
    return _("No exhibit weighed so far distinguishes %(all)s from one another.") % names


def listed(items: Iterable[object]) -> str:
    """H1, H2 and H3."""
    return get_text_list([str(item) for item in items], _("and"))


def warnings(weighing: "Weighing") -> list[str]:
    """What a reader must know before trusting the order, weightiest first."""
    found = [*_of_the_tree(weighing), *_of_the_rows(weighing)]
    for leaf in weighing.leaves:
        found += source_warnings(weighing, leaf)
    return found


def _of_the_tree(weighing: "Weighing") -> Iterator[str]:
    if len(weighing.leaves) < 2:
        yield _("There is no alternative: add a rival hypothesis to weigh against.")
    if not any(item.is_residual for item in weighing.hypotheses):
        yield _("There is no place for another or unknown cause: add a hypothesis for it.")


def _of_the_rows(weighing: "Weighing") -> Iterator[str]:
    if count := len(weighing.unsettled):
        yield ngettext(
            "On %(count)d cell the raters differ and nobody has settled it: it counts as unrated.",
            "On %(count)d cells the raters differ and nobody has settled them: they count as "
            "unrated.",
            count,
        ) % {"count": count}
    if weighing.unrated:
        count = len(weighing.unrated)
        yield ngettext(
            "%(count)d cell is not rated yet; the order may change.",
            "%(count)d cells are not rated yet; the order may change.",
            count,
        ) % {"count": count}
    if ungraded := [line for line in weighing.lines if line.needs_rating and not line.grade]:
        yield _("Not graded yet, so not weighed: %s.") % listed(ungraded)
    for line in weighing.lines:
        if line.is_set_aside and line.contradicts:
            yield _(
                "%(exhibit)s is set aside although it was rated as speaking against %(codes)s."
            ) % {
                "exhibit": line,
                "codes": listed(leaf for leaf in weighing.leaves if line.has(AGAINST, [leaf])),
            }
    if count := weighing.not_in_matrix:
        yield ngettext(
            "%(count)d exhibit of this case is not in this matrix.",
            "%(count)d exhibits of this case are not in this matrix.",
            count,
        ) % {"count": count}


def source_warnings(weighing: "Weighing", hypothesis: Hypothesis) -> list[str]:
    """What is weak about where the exhibits come from that are consistent with a hypothesis."""
    consistent = weighing.consistent_lines(hypothesis)
    if not consistent:
        return []
    found = []
    names = {"code": hypothesis.code}
    match weighing.sources[hypothesis.pk]:
        case 0:
            found.append(
                _("No exhibit consistent with %(code)s has a known origin, so no "
                  "independent source of it is known.") % names
            )  # fmt: skip
        case 1:
            found.append(_("A single independent source is consistent with %(code)s.") % names)
    if all(line.speaks_for_a_party for line in consistent):
        found.append(
            _("Only what comes from parties with an interest in the outcome is consistent with "
              "%(code)s.") % names
        )  # fmt: skip
        if len(consistent) > 1 and len({line.party for line in consistent}) == 1:
            found.append(
                _("All that is consistent with %(code)s comes from a single side.") % names
            )
    return found


def unsettled_warnings(weighing: "Weighing", among: Iterable[Hypothesis]) -> list[str]:
    """Where the raters differ about one of these leaves and nobody has settled it."""
    chosen = {leaf.pk for leaf in among}
    cells = [f"{line} × {leaf}" for leaf, line in weighing.unsettled if leaf.pk in chosen]
    if not cells:
        return []
    return [_("Its raters differ, and nobody has settled it: %s.") % listed(cells)]


def contradicted_warnings(weighing: "Weighing", hypothesis: Hypothesis, user: Any) -> list[str]:
    """Exhibits consistent with a hypothesis of which a verification was contradicted, of those
    that the user sees: of the others not even that is told."""
    lines = [line.pk for line in weighing.consistent_lines(hypothesis)]
    rows = contradicted(Exhibit.objects.visible_to(user).filter(pk__in=lines))
    if not (numbers := list(rows.values_list("number", flat=True))):
        return []
    return [
        _("%(code)s rests on %(exhibits)s, of which a verification was contradicted.")
        % {"code": hypothesis.code, "exhibits": listed(numbers)}
    ]
