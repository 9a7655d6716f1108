"""Which of a party's own positions a hypothesis puts to the test."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord, Position
from evidence.attribution.models.hypotheses import Hypothesis


class TestedPosition(CaseRecord):
    """“It was not us” is an answer to the question like any other: it is weighed as one."""

    __test__ = False  # not a test, whatever pytest makes of the name

    hypothesis = models.ForeignKey(
        Hypothesis, verbose_name=_("hypothesis"), on_delete=models.PROTECT, related_name="tests"
    )
    position = models.ForeignKey(
        Position, verbose_name=_("position"), on_delete=models.PROTECT, related_name="tested_by"
    )

    class Meta:
        verbose_name = _("tested position")
        ordering = ["hypothesis", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["hypothesis", "position"], condition=Q(withdrawn_at=None),
                name="one_test_of_a_position",
                violation_error_message=_("This hypothesis tests that position already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.hypothesis}: {self.position}"

    def get_absolute_url(self) -> str:
        return self.hypothesis.get_absolute_url()
