"""Who says it: a named source to which figures, facts and positions point."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_past_day
from casefiles.cases.models.casefile import CaseRecord


class Source(CaseRecord):
    code = models.CharField(
        _("short name"), max_length=20, help_text=_("Shown beside every figure, such as UN.")
    )
    title = models.CharField(
        _("full title"), max_length=300,
        help_text=_("The report, statement or publication, so that a reader can find it."),
    )  # fmt: skip
    published_on = models.DateField(
        _("published on"), null=True, blank=True, validators=[validate_past_day]
    )
    published_note = models.CharField(
        _("about the date"), max_length=100, blank=True,
        help_text=_("For instance: early July 2019. Use it where no single day is known."),
    )  # fmt: skip
    url = models.URLField(
        _("address"), blank=True, help_text=_("Kept as text. The server never opens it.")
    )

    class Meta:
        verbose_name = _("source")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(withdrawn_at=None),
                name="one_source_a_code",
                violation_error_message=_("Another source of this case has this short name."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("cases:source_detail", args=[self.case_id, self.pk])
