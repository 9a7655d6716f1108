"""What one exhibit is to another: it repeats it, translates it, or is a redacted version of it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_day
from casefiles.cases.models import CaseRecord
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet
from evidence.exhibits.vocabulary import Certification, DerivationKind, RedactionCode


class DerivationQuerySet(ExhibitChildQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both ends must be visible: one end names the other."""
        return super().visible_to(user).filter(parent__in=Exhibit.objects.visible_to(user))


class Derivation(CaseRecord):
    """This exhibit repeats or rests on another, so that it adds no source of its own.

    A translation and a redacted version are exhibits too, for access to them may differ from
    access to the original. Who translated is sealed: interpreters are at risk.
    """

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="derivations")
    parent = models.ForeignKey(
        Exhibit, verbose_name=_("derives from"), on_delete=models.PROTECT, related_name="derived"
    )
    relation = models.CharField(
        _("what it is to it"), max_length=20, choices=DerivationKind, default=DerivationKind.DERIVED
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("How you know: it quotes, reprints or sums up.")
    )
    # Of a translation.
    translator = SealedTextField(
        _("translator"),
        help_text=_("Sealed: no page, dossier or log ever shows it unasked."),
    )
    certification = models.CharField(
        _("translation is"), max_length=20, choices=Certification, blank=True
    )
    # Of a redacted version: codes separated by spaces, and who allowed it.
    redaction_codes = models.CharField(_("why it was redacted"), max_length=100, blank=True)
    redaction_reason = models.TextField(
        _("what was taken out and why"), blank=True,
        help_text=_("In general words: this sentence must not tell what the black boxes hide."),
    )  # fmt: skip
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("authorised by"), on_delete=models.PROTECT,
        related_name="+", null=True, blank=True,
    )  # fmt: skip
    review_on = models.DateField(
        _("to be reviewed on"), null=True, blank=True, validators=[validate_day],
        help_text=_("When to ask again whether it must stay redacted."),
    )  # fmt: skip

    objects = DerivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("derivation")
        ordering = ["exhibit__sequence", "exhibit__number", "parent__sequence", "parent__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "parent"], condition=Q(withdrawn_at=None),
                name="one_derivation_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(exhibit=F("parent")), name="no_exhibit_derives_from_itself"
            ),
            models.CheckConstraint(
                condition=~Q(relation=DerivationKind.REDACTION)
                | (Q(authorised_by__isnull=False) & ~Q(redaction_codes="") & ~Q(redaction_reason="")),
                name="redaction_says_why_and_who_allowed_it",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit} ← {self.parent}"

    def get_absolute_url(self) -> str:
        return self.exhibit.get_absolute_url()

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.exhibit_id

    @property
    def codes(self) -> list[str]:
        """The reasons of a redaction in words, as the vocabulary has them."""
        return [str(RedactionCode(code).label) for code in self.redaction_codes.split()]
