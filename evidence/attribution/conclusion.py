"""The finding in words, composed from what was assessed, so that it never claims more.

Each supported hypothesis gives a block: how likely, on what standard, with what confidence (in
sentences of their own: ICD 203 forbids likelihood and confidence in one), and what stays open
about its branches. Nothing is said of what nobody assessed.
"""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from casefiles.cases.vocabulary import Likelihood
from evidence.attribution.matrix import Weighing, weigh_values
from evidence.attribution.models import Assessment, Hypothesis, HypothesisActor, Question
from evidence.attribution.statements import listed, statements
from evidence.attribution.vocabulary import Outcome

if TYPE_CHECKING:
    from evidence.attribution.standing import Standing

# First words that are no names: only these may lose their capital inside a sentence.
NO_NAMES = {"a", "an", "the", "another", "some", "several", "two", "one", "forces", "members",
            "persons", "people", "unknown", "shelling"}  # fmt: skip


@dataclass(frozen=True)
class Conclusion:
    """A question's finding. `hypothesis` leads it; None while nothing is supported."""

    sentences: list[str]
    text: str
    approved: bool  # by the reviewers, as it stands now
    hypothesis: Hypothesis | None


@dataclass(frozen=True)
class _Facts:
    """What a question's sentences are made of."""

    weighing: Weighing
    assessments: dict[object, Assessment]
    withheld: set[object]  # hypotheses with an actor whose identity is withheld

    def outcome(self, hypothesis: Hypothesis) -> str:
        assessment = self.assessments.get(hypothesis.pk)
        return assessment.outcome if assessment else Outcome.NOT_ASSESSED


def conclusion(
    question: Question,
    weighing: Weighing | None = None,
    stands: dict[uuid.UUID, "Standing"] | None = None,
) -> Conclusion:
    """Composes the finding. The likelihood never shares a sentence with the confidence.

    It is approved if every hypothesis of which a sentence speaks is. Pass `weighing` and
    `stands` to spare their queries.
    """
    from evidence.attribution.standing import standings

    facts = _facts(weighing or weigh_values(question))
    supported = _supported(facts)
    sentences: list[str] = []
    for hypothesis in supported:
        sentences += _finding(facts, hypothesis)
    if not supported:
        sentences.append(_nothing_supported(facts) % {"code": question.code})
    spoken_of = list(supported)
    for root in facts.weighing.tree.roots:
        if said := _open_sentence(facts, root):
            sentences += said
            spoken_of.append(root)
    lead = supported[0] if supported else None
    if lead and stands is None:
        stands = standings(question)
    approved = bool(lead and stands and all(stands[item.pk].is_approved for item in spoken_of))
    return Conclusion(sentences, " ".join(sentences), approved, lead)


def _nothing_supported(facts: _Facts) -> str:
    """“Undetermined” is what somebody found: of what nobody assessed it would say too much."""
    found = {facts.outcome(item) for item in facts.weighing.hypotheses}
    if found <= {Outcome.NOT_ASSESSED}:
        return _("No answer to %(code)s has been assessed yet.")
    return _("The question %(code)s is undetermined.")


def finding_sentence(hypothesis: Hypothesis, likelihood: str, *, withheld: bool) -> str:
    """“An aircraft, identity withheld, likely did it.” or “It is unlikely that an aircraft …”"""
    if not (hypothesis.subject and hypothesis.predicate):
        word = Likelihood(likelihood).label
        return _("%(code)s (“%(text)s”) is assessed as: %(likelihood)s.") % {
            "code": hypothesis.code, "text": hypothesis.text, "likelihood": word,
        }  # fmt: skip
    template = _templates(withheld=withheld)[Likelihood(likelihood)]
    return template % {
        "Subject": hypothesis.subject,
        "subject": inside_sentence(hypothesis.subject),
        "predicate": hypothesis.predicate.rstrip("."),
    }


def _templates(*, withheld: bool) -> dict[str, str]:
    """Whole sentences, so that a translator can turn them round."""
    if withheld:
        return {
            Likelihood.ALMOST_CERTAIN: _("%(Subject)s, identity withheld, almost certainly %(predicate)s."),
            Likelihood.VERY_LIKELY: _("%(Subject)s, identity withheld, very likely %(predicate)s."),
            Likelihood.LIKELY: _("%(Subject)s, identity withheld, likely %(predicate)s."),
            Likelihood.ROUGHLY_EVEN: _("It is about as likely as not that %(subject)s, identity "
                                       "withheld, %(predicate)s."),
            Likelihood.UNLIKELY: _("It is unlikely that %(subject)s, identity withheld, %(predicate)s."),
            Likelihood.VERY_UNLIKELY: _("It is very unlikely that %(subject)s, identity withheld, "
                                        "%(predicate)s."),
            Likelihood.ALMOST_NO_CHANCE: _("There is almost no chance that %(subject)s, identity "
                                           "withheld, %(predicate)s."),
        }  # fmt: skip
    return {
        Likelihood.ALMOST_CERTAIN: _("%(Subject)s almost certainly %(predicate)s."),
        Likelihood.VERY_LIKELY: _("%(Subject)s very likely %(predicate)s."),
        Likelihood.LIKELY: _("%(Subject)s likely %(predicate)s."),
        Likelihood.ROUGHLY_EVEN: _("It is about as likely as not that %(subject)s %(predicate)s."),
        Likelihood.UNLIKELY: _("It is unlikely that %(subject)s %(predicate)s."),
        Likelihood.VERY_UNLIKELY: _("It is very unlikely that %(subject)s %(predicate)s."),
        Likelihood.ALMOST_NO_CHANCE: _("There is almost no chance that %(subject)s %(predicate)s."),
    }


def inside_sentence(text: str) -> str:
    """Lowers the first letter of what cannot be a name: “the LNA's”, but “Khalifa Haftar”."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first.lower() in NO_NAMES else text


def _facts(weighing: Weighing) -> _Facts:
    tree = weighing.hypotheses
    assessed = Assessment.objects.current().filter(hypothesis__in=tree)
    actors = HypothesisActor.objects.current().filter(hypothesis__in=tree, party__withheld=True)
    return _Facts(
        weighing,
        {assessment.hypothesis_id: assessment for assessment in assessed},
        set(actors.values_list("hypothesis", flat=True)),
    )


def _supported(facts: _Facts) -> list[Hypothesis]:
    """Roots by likelihood, the likeliest leading; each followed by its supported branches."""
    found: list[Hypothesis] = []
    for root in sorted(facts.weighing.tree.roots, key=lambda root: -_rank(facts, root)):
        under = facts.weighing.tree.under(root)
        found += [item for item in under if facts.outcome(item) == Outcome.SUPPORTED]
    return found


def _rank(facts: _Facts, hypothesis: Hypothesis) -> int:
    assessment = facts.assessments.get(hypothesis.pk)
    words = list(Likelihood.values)
    return words.index(assessment.likelihood) if assessment and assessment.likelihood else -1


def _finding(facts: _Facts, hypothesis: Hypothesis) -> list[str]:
    assessment = facts.assessments[hypothesis.pk]
    withheld = hypothesis.pk in facts.withheld
    return [
        finding_sentence(hypothesis, assessment.likelihood, withheld=withheld),
        _("Standard of proof: %s.") % assessment.get_standard_display(),
        _("Confidence in the analysis: %s.") % assessment.get_confidence_display(),
        *_branches(facts, hypothesis),
    ]


def _branches(facts: _Facts, hypothesis: Hypothesis) -> list[str]:
    branches = facts.weighing.tree.branches(hypothesis)
    if not branches:
        return []
    sentences = []
    if all(facts.outcome(branch) == Outcome.UNDETERMINED for branch in branches):
        issue = hypothesis.branch_issue or _("Which of %s is right") % listed(branches)
        sentences.append(_("%s is undetermined.") % issue)
    else:
        for branch in branches:
            sentences += _open_sentence(facts, branch)
    return sentences + statements(facts.weighing, facts.weighing.leaves_under(hypothesis))


def _open_sentence(facts: _Facts, hypothesis: Hypothesis) -> list[str]:
    """What is said of a hypothesis that was assessed and is not supported."""
    names = {"claim": claim(hypothesis)}
    match facts.outcome(hypothesis):
        case Outcome.UNDETERMINED:
            return [_("Whether %(claim)s is undetermined.") % names]
        case Outcome.NOT_SUPPORTED:
            return [_("The evidence in this file does not support that %(claim)s.") % names]
    return []


def claim(hypothesis: Hypothesis) -> str:
    """The hypothesis as the middle of a sentence; its short name where it has no sentence."""
    if not (hypothesis.subject and hypothesis.predicate):
        return _("%(code)s (“%(text)s”) is right") % {
            "code": hypothesis.code, "text": hypothesis.text,
        }  # fmt: skip
    return f"{inside_sentence(hypothesis.subject)} {hypothesis.predicate.rstrip('.')}"
