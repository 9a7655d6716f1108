"""Where a web page or post was, and how it was captured. The server itself never goes there."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord
from casefiles.cases.models.incidents import validate_zone
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.links import LONGEST, fingerprint, problem_of
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet


def validate_link(url: str) -> None:
    if problem := problem_of(url):
        raise ValidationError(problem)


class WebCapture(CaseRecord):
    """One an exhibit: address, collection data (Berkeley Protocol ¶155) and why it was collected."""

    exhibit = models.OneToOneField(Exhibit, on_delete=models.PROTECT, related_name="web_capture")
    url = models.TextField(
        _("web address"), max_length=LONGEST, validators=[validate_link],
        help_text=_("Exactly as it was opened. Kept as text: the server never goes there."),
    )  # fmt: skip
    # SHA-256 of the address made comparable; the address itself stays as it was pasted.
    fingerprint = models.CharField(max_length=64, editable=False, db_index=True)
    captured_at = models.DateTimeField(_("captured at (UTC)"), null=True, editable=False)
    # The zone in which the time was told; the instant itself is kept in UTC.
    zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_zone],
        help_text=_("The zone in which the time was told, such as Africa/Tripoli."),
    )  # fmt: skip
    clock_source = models.CharField(
        _("which clock"), max_length=200, blank=True,
        help_text=_("Such as: computer's clock, set by a time server; checked against time.is."),
    )  # fmt: skip
    tool = models.CharField(
        _("captured with"), max_length=200, blank=True,
        help_text=_("The program or extension, or “by hand”."),
    )  # fmt: skip
    tool_version = models.CharField(_("its version"), max_length=60, blank=True)
    shows_date_time = models.BooleanField(
        _("the full-page capture shows date and time"), default=False,
        help_text=_("Tick it once you have looked: the picture itself must show both."),
    )  # fmt: skip
    ip_used = SealedTextField(_("IP address used"), help_text=_("From which the page was opened."))
    virtual_identity = SealedTextField(
        _("virtual identity used"), help_text=_("The account or profile that opened it.")
    )
    # The decision before collecting: data minimisation.
    relevance = models.CharField(
        _("why it matters"), max_length=300, blank=True, help_text=_("To which question, and how.")
    )
    necessity = models.CharField(
        _("why it must be collected"), max_length=300, blank=True,
        help_text=_("Why nothing less would do."),
    )  # fmt: skip
    risk_of_loss = models.CharField(
        _("risk that it disappears"), max_length=300, blank=True,
        help_text=_("Such as: the account deletes posts; a live stream."),
    )  # fmt: skip
    privacy = models.CharField(
        _("whose privacy it touches"), max_length=300, blank=True,
        help_text=_("Who is seen or named without having chosen to be. No names here."),
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("web capture")
        ordering = ["exhibit"]

    def __str__(self) -> str:
        return str(self.exhibit)

    def get_absolute_url(self) -> str:
        return f"{self.exhibit.get_absolute_url()}#capture"

    def clean(self) -> None:
        super().clean()
        if self.captured_at and self.captured_at > timezone.now():
            raise ValidationError(_("This time has not come yet."))
        self.fingerprint = fingerprint(self.url)

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.exhibit_id
