"""What has to be done before a hypothesis can be submitted, each point as something to do."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.models import Party, WithheldNameReader
from casefiles.cases.vocabulary import Role, StandardOfProof
from evidence.attribution.contrary import ASKED, Item, items_of, outcome_of, to_answer
from evidence.attribution.deciding import DECIDING_ROLES, needs_counsel, quorum_of
from evidence.attribution.liability import unfitting
from evidence.attribution.matrix import Weighing
from evidence.attribution.models import Assessment, Hypothesis, OtherBodyFinding
from evidence.attribution.rounds import open_round_of
from evidence.attribution.rows import Line
from evidence.attribution.snapshot.content import Plain, sealed_parties_in
from evidence.attribution.statements import listed
from evidence.attribution.vocabulary import Outcome

SHOWN_AT_MOST = 8  # cells named one by one; the page lists the rest


def to_do(hypothesis: Hypothesis, weighing: Weighing, snapshot: Plain) -> list[str]:
    """Everything that stands between a hypothesis and its reviewers; empty if nothing does."""
    return [
        *_assessment(hypothesis),
        *_actors(hypothesis, weighing),
        *_rivals(hypothesis, weighing),
        *_matrix(weighing),
        *_contrary(hypothesis, weighing),
        *_approvers(hypothesis, snapshot),
    ]


def _assessment(hypothesis: Hypothesis) -> Iterator[str]:
    row = Assessment.objects.current().filter(hypothesis=hypothesis).first()
    if row is None or row.outcome == Outcome.NOT_ASSESSED:
        yield _("Assess %s: choose an outcome.") % hypothesis
        return
    if row.outcome != Outcome.SUPPORTED:
        return
    wanted = ("standard", "likelihood", "confidence", "confidence_why", "assumptions", "gaps",
              "would_change")  # fmt: skip
    missing = [Assessment._meta.get_field(name) for name in wanted if not getattr(row, name)]
    if missing:
        labels = listed(getattr(field, "verbose_name", field.name) for field in missing)
        yield _("Complete the assessment of %(code)s: %(fields)s.") % {
            "code": hypothesis, "fields": labels,
        }  # fmt: skip
    if not (hypothesis.subject and hypothesis.predicate):
        yield _(
            "Fill “who or what” and “did what” of %s: the finding's sentence is made of them."
        ) % (hypothesis)
    if row.standard and _below(row.standard, hypothesis.case.standard_of_proof):
        yield _("%(code)s reaches only “%(standard)s”, less than this case asks of a finding.") % {
            "code": hypothesis, "standard": row.get_standard_display(),
        }  # fmt: skip


def _actors(hypothesis: Hypothesis, weighing: Weighing) -> Iterator[str]:
    """A party's kind may change while somebody else chooses what an actor answers for."""
    for actor in unfitting(weighing.tree.under(hypothesis)):
        yield _(
            "Change the actor %(party)s of %(code)s: its mode of liability or State responsibility "
            "does not fit its kind, %(kind)s."
        ) % {
            "party": actor.party, "code": actor.hypothesis, "kind": actor.party.get_kind_display(),
        }  # fmt: skip


def _below(reached: str, asked: str) -> bool:
    steps = list(StandardOfProof.values)
    return steps.index(reached) < steps.index(asked)


def _rivals(hypothesis: Hypothesis, weighing: Weighing) -> Iterator[str]:
    if not weighing.tree.alternatives(hypothesis):
        yield (
            _(
                "Add at least one alternative to %s: a rival hypothesis, neither wider nor narrower. "
                "What a party says in its own defence is often one."
            )
            % hypothesis
        )
    if not any(item.is_residual for item in weighing.hypotheses):
        yield _("Add a hypothesis for another or unknown cause, and tick “other or unknown”.")


def _matrix(weighing: Weighing) -> Iterator[str]:
    if not any(line.is_weighed for line in weighing.lines):
        yield _("Place at least one graded exhibit in the matrix.")
    if round_ := open_round_of(weighing.question):
        yield _("Close %s first: its raters are still rating.") % round_
    if cells := weighing.unsettled:
        yield ngettext(
            "Settle %(count)d cell on which the raters differ, and say why: %(cells)s.",
            "Settle %(count)d cells on which the raters differ, and say why: %(cells)s.",
            len(cells),
        ) % {"count": len(cells), "cells": _named(cells)}
    if cells := [pair for pair in weighing.unrated if pair not in weighing.unsettled]:
        yield ngettext(
            "Rate %(count)d cell, or say why the exhibit is not rated: %(cells)s.",
            "Rate %(count)d cells, or say why the exhibit is not rated: %(cells)s.",
            len(cells),
        ) % {"count": len(cells), "cells": _named(cells)}
    if ungraded := [line for line in weighing.lines if line.needs_rating and not line.grade]:
        yield _("Grade these exhibits, or say why they are not rated: %s.") % listed(ungraded)


def _contrary(hypothesis: Hypothesis, weighing: Weighing) -> Iterator[str]:
    """Everything that speaks against the finding, each with a link to where it is answered."""
    outcome = outcome_of(hypothesis)
    if outcome in ASKED:
        yield from _unclear_findings(hypothesis, weighing)
    waiting = to_answer(items_of(hypothesis, weighing), outcome)
    for text, items in (
        (_("Answer what speaks against the finding on {code}: {items}."),
         [item for item in waiting if not item.has_changed]),
        (_("Look again at your answers on {code}, for what they answer has changed: {items}."),
         [item for item in waiting if item.has_changed]),
    ):  # fmt: skip
        if items:
            links = format_html_join(
                ", ", '<a href="{}"><bdi>{}</bdi></a>',
                ((answer_url(hypothesis, item), item.label) for item in items),
            )  # fmt: skip
            yield format_html(text, code=hypothesis.code, items=links)


def answer_url(hypothesis: Hypothesis, item: Item) -> str:
    ids = [hypothesis.case_id, hypothesis.pk, item.kind, item.pk]
    return reverse("attribution:answer_update", args=ids)


def _unclear_findings(hypothesis: Hypothesis, weighing: Weighing) -> Iterator[str]:
    """While nobody says what another body's finding means, it may speak against this one."""
    near = [*weighing.tree.under(hypothesis), *weighing.tree.alternatives(hypothesis)]
    rows = OtherBodyFinding.objects.current().filter(hypothesis__in=near, stance="")
    links = format_html_join(
        ", ", '<a href="{}"><bdi>{}</bdi></a>',
        ((reverse("attribution:finding_update", args=[row.case_id, row.pk]), row.source.code)
         for row in rows.select_related("source")),
    )  # fmt: skip
    if links:
        yield format_html(
            _("Say whether these findings of other bodies speak for or against it: {items}."),
            items=links,
        )


def _named(cells: Sequence[tuple[Hypothesis, Line]]) -> str:
    named = ", ".join(f"{exhibit} × {leaf}" for leaf, exhibit in cells[:SHOWN_AT_MOST])
    return named + (" …" if len(cells) > SHOWN_AT_MOST else "")


def _approvers(hypothesis: Hypothesis, snapshot: Plain) -> Iterator[str]:
    """A sealed name that too few approvers may read could never be decided on."""
    members = hypothesis.case.members().filter(role__in=DECIDING_ROLES)
    deciding = {user for user, _role in members.values_list("user", "role")}
    counsel = {user for user, role in members.values_list("user", "role") if role == Role.COUNSEL}
    needed = quorum_of(snapshot)
    for party in Party.objects.filter(pk__in=sealed_parties_in(snapshot)):
        readers = WithheldNameReader.objects.current().filter(party=party, user__in=deciding)
        named = set(readers.values_list("user", flat=True))
        if len(named) < needed or (needs_counsel(snapshot) and not named & counsel):
            yield ngettext(
                "Name at least %(count)d approver as reader of the sealed name of %(party)s.",
                "Name at least %(count)d approvers as readers of the sealed name of %(party)s, "
                "one of them counsel.",
                needed,
            ) % {"count": needed, "party": party}
