"""What a case asks its reviewers to answer with each decision."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord


class Checklist(CaseRecord):
    """One a case, where its lead wrote one; without it the product's own items are asked."""

    items = models.TextField(
        _("items"),
        help_text=_("One a line, each a question that yes, no or “not applicable” answers. A "
                    "decision keeps the items as they stood when it was made."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("review checklist")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(withdrawn_at=None), name="one_checklist_a_case"
            )
        ]

    def __str__(self) -> str:
        return str(_("review checklist"))

    def get_absolute_url(self) -> str:
        return reverse("attribution:checklist_detail", args=[self.case_id])
