"""A question, and the tree of rival answers to it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord, CaseRecordQuerySet, Incident, Party
from casefiles.cases.vocabulary import PartyKind, State
from evidence.attribution.vocabulary import (
    ActorRole,
    Involvement,
    Liability,
    StateResponsibility,
)


class QuestionQuerySet(CaseRecordQuerySet):
    pass


class Question(CaseRecord):
    code = models.CharField(_("short name"), max_length=10, help_text=_("Such as Q1."))
    text = models.TextField(
        _("question"), help_text=_("One question that rival answers can be weighed for.")
    )
    incident = models.ForeignKey(
        Incident, verbose_name=_("about the incident"), on_delete=models.PROTECT,
        related_name="questions", null=True, blank=True,
    )  # fmt: skip

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(withdrawn_at=None),
                name="one_question_a_code",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("attribution:question_detail", args=[self.case_id, self.pk])


class Hypothesis(CaseRecord):
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.PROTECT, related_name="hypotheses"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("narrower form of"), on_delete=models.PROTECT,
        related_name="children", null=True, blank=True,
        help_text=_("A finding may stop at the wider hypothesis and leave its branches open."),
    )  # fmt: skip
    code = models.CharField(_("short name"), max_length=10, help_text=_("Such as H1."))
    text = models.TextField(_("hypothesis"), help_text=_("As a full sentence."))
    subject = models.CharField(
        _("who or what"), max_length=200, blank=True,
        help_text=_("First part of the finding's sentence: An aircraft of a foreign State"),
    )  # fmt: skip
    predicate = models.CharField(
        _("did what"), max_length=300, blank=True,
        help_text=_("Second part, in the past tense: carried out the second strike. The product "
                    "puts the likelihood between the two."),
    )  # fmt: skip
    branch_issue = models.CharField(
        _("what its branches differ in"), max_length=200, blank=True,
        help_text=_("Only for a hypothesis with branches: Under whose command it flew"),
    )  # fmt: skip
    is_residual = models.BooleanField(
        _("other or unknown"), default=False,
        help_text=_("The place for a cause nobody has thought of. It is not rated."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)

    class Meta:
        ordering = ["question", "position", "code"]
        verbose_name_plural = _("hypotheses")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"], condition=Q(withdrawn_at=None),
                name="one_hypothesis_a_code",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="no_hypothesis_is_its_own_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("attribution:hypothesis_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        """Its place in the tree; a trigger refuses a circle that two people close at once."""
        super().clean()
        if self.is_residual and (self.parent_id or self._has_branches()):
            raise ValidationError(
                {"is_residual": _("“Other or unknown” stands alone: no parent and no branches.")}
            )
        parent = self.parent
        if parent is None:
            return
        if parent.question_id != self.question_id or parent.is_withdrawn or parent.is_residual:
            raise ValidationError({"parent": _("Choose a hypothesis in use of the same question.")})
        while parent is not None:
            if parent.pk == self.pk:
                raise ValidationError(
                    {"parent": _("This is one of its own branches: choose a wider hypothesis.")}
                )
            parent = parent.parent

    def _has_branches(self) -> bool:
        return Hypothesis.objects.current().filter(parent=self.pk).exists()


class HypothesisActor(CaseRecord):
    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="actors")
    party = models.ForeignKey(
        Party, verbose_name=_("actor"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=30, choices=ActorRole, blank=True)
    involvement = models.CharField(
        _("degree of involvement"), max_length=40, choices=Involvement, blank=True
    )
    liability = models.CharField(
        _("mode of liability"), max_length=10, choices=Liability, blank=True,
        help_text=_("Rome Statute. Only for a person."),
    )  # fmt: skip
    state_responsibility = models.CharField(
        _("State responsibility"), max_length=5, choices=StateResponsibility, blank=True,
        help_text=_("Only for a State, and apart from anyone's own liability."),
    )  # fmt: skip

    class Meta:
        ordering = ["hypothesis", "party__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["hypothesis", "party", "role"], condition=Q(withdrawn_at=None),
                name="one_actor_a_role",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.hypothesis}: {self.party}"

    def clean(self) -> None:
        """A person is liable, a State is responsible; neither stands for the other."""
        super().clean()
        kind = self.party.kind if self.party_id else ""
        if kind and self.liability and kind != PartyKind.PERSON:
            raise ValidationError({"liability": _("Only a person is liable in this way.")})
        if kind and self.state_responsibility and kind != PartyKind.STATE:
            raise ValidationError(
                {
                    "state_responsibility": _(
                        "Only a State is responsible in this way. For the conduct of a government, "
                        "an organ or a force, add its State as an actor and choose it there."
                    )
                }
            )

    def get_absolute_url(self) -> str:
        return self.hypothesis.get_absolute_url()
