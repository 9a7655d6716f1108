"""What reviewers are asked with a decision, and when their answers are enough.

An approval answers every item: silence approves nothing. “No” needs a note, and is then no
obstacle, for a finding may stand on one source if whoever approves says that they saw it. A
return or a dissent may leave items open: its reasons are what counts.
"""

from collections.abc import Iterable
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.attribution.models import Checklist
from evidence.attribution.vocabulary import CheckAnswer, DecisionKind


class Checked(TypedDict):
    """One item as it stood, and what the reviewer answered; no answer is an empty one."""

    item: str
    answer: str
    note: str


def default_items() -> list[str]:
    """Asked where the lead wrote no list; drawn from the standards that we align with."""
    return [
        _("Are the sources that count as independent truly so, and not one origin repeated?"),
        _("Were the alternatives, “other or unknown” among them, weighed as fairly as this one?"),
        _("Did you read the reasons for the grades and ratings that carry the finding?"),
        _("Did you open the exhibits that carry it?"),
        _("Does each answer to what speaks against it meet what it answers?"),
        _("Does the wording stay within the evidence, likelihood apart from confidence?"),
        _("Is the standard of proof of this case reached?"),
        _("Are the gaps and the obstacles to access that matter stated?"),
        _("Does nothing in it point to a witness or to a withheld actor?"),
    ]


def checklist_of(case: CaseFile) -> list[str]:
    """The case's own items, or the product's."""
    known = Checklist.objects.current().filter(case=case).first()
    return known.items.splitlines() if known else default_items()


def checked(items: list[str], given: Iterable[Checked], kind: str) -> list[Checked]:
    """The items as they stand now with what was answered, to be kept with the decision.

    ValidationError where an approval leaves one open or says “no” without a note, and where an
    answer is to an item that is no longer asked.
    """
    answers = {each["item"]: each for each in given}
    if answers.keys() - set(items):
        raise ValidationError(
            _("The checklist was changed after you opened this page. Reload it and answer again.")
        )
    found = [
        answers.get(item, Checked(item=item, answer="", note="")) for item in items
    ]  # fmt: skip
    if any(each["answer"] not in {"", *CheckAnswer.values} for each in found):
        raise ValidationError(_("Answer yes, no or not applicable."))
    if kind == DecisionKind.APPROVE:
        if waiting := [each["item"] for each in found if not each["answer"]]:
            raise ValidationError([_("Answer before you approve: %s") % item for item in waiting])
        if bare := [each["item"] for each in found if is_bare_no(each)]:
            raise ValidationError(
                [_("Say why you approve although the answer is no: %s") % item for item in bare]
            )
    return found


def is_bare_no(each: Checked) -> bool:
    return each["answer"] == CheckAnswer.NO and not each["note"].strip()
