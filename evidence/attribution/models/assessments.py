"""What we conclude about a hypothesis, on what standard, and what other bodies found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord, Source
from casefiles.cases.vocabulary import Confidence, Likelihood, StandardOfProof
from evidence.attribution.models.hypotheses import Hypothesis
from evidence.attribution.vocabulary import Outcome, Stance


class Assessment(CaseRecord):
    """Standard of proof, likelihood and confidence are three fields, never one."""

    hypothesis = models.OneToOneField(
        Hypothesis, on_delete=models.PROTECT, related_name="assessment"
    )
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome, default=Outcome.NOT_ASSESSED
    )
    standard = models.CharField(
        _("standard of proof reached"), max_length=40, choices=StandardOfProof, blank=True
    )
    likelihood = models.CharField(_("likelihood"), max_length=20, choices=Likelihood, blank=True)
    confidence = models.CharField(
        _("confidence in the analysis"), max_length=10, choices=Confidence, blank=True
    )
    confidence_why = models.TextField(
        _("why this confidence"), blank=True,
        help_text=_("In a sentence of its own: how good the sources are, how far they agree."),
    )  # fmt: skip
    assumptions = models.TextField(_("assumptions"), blank=True)
    gaps = models.TextField(
        _("gaps"), blank=True, help_text=_("What we looked for and do not have.")
    )
    would_change = models.TextField(
        _("what would change it"), blank=True,
        help_text=_("Evidence that, if found, would overturn this assessment."),
    )  # fmt: skip

    class Meta:
        constraints = [
            # A supported finding without all three would claim what nobody assessed.
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.SUPPORTED)
                | (~Q(standard="") & ~Q(likelihood="") & ~Q(confidence="")),
                name="supported_needs_all_three_scales",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hypothesis}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return self.hypothesis.get_absolute_url()


class OtherBodyFinding(CaseRecord):
    """What another body found about a hypothesis; printed beside ours, never merged."""

    hypothesis = models.ForeignKey(
        Hypothesis, verbose_name=_("hypothesis"), on_delete=models.PROTECT,
        related_name="other_findings",
    )  # fmt: skip
    source = models.ForeignKey(
        Source, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("its finding, in its own terms"))
    stance = models.CharField(
        _("what it says of this hypothesis"), max_length=10, choices=Stance, blank=True,
        help_text=_("A finding for a rival speaks against the others, and its authors answer it."),
    )  # fmt: skip
    found_on = models.DateField(_("date"), null=True, blank=True)

    class Meta:
        ordering = ["hypothesis", "source__code"]

    def __str__(self) -> str:
        return f"{self.source}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return self.hypothesis.get_absolute_url()
