"""Pasted addresses, and what is recorded of a capture."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import FOLDED, RecordedForm
from casefiles.cases.forms.time_and_place import ZoneInput
from casefiles.cases.models.incidents import zone_names
from evidence.exhibits.links import Link, find_links
from evidence.exhibits.models import Exhibit, WebCapture
from evidence.exhibits.services.links import (
    DECISION,
    Sorted,
    log_links,
    save_capture,
    sort_links,
)
from evidence.exhibits.vocabulary import WEB_KINDS, ExhibitKind

MOST = 200
LONGEST_PASTE = 200_000
NAMED = 10  # so many wrong lines are named one by one
WHY_COLLECT = (
    gettext_lazy("Why it is collected"),
    [*DECISION],
    gettext_lazy("Decided before collecting: what is not needed is not taken. In a few words."),
    FOLDED,
)


class LinksForm(RecordedForm):
    """Many addresses at once; each becomes an exhibit that waits for its capture."""

    links = forms.CharField(
        label=gettext_lazy("Links"), max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "data-focus": "", "spellcheck": "false"}),
        help_text=gettext_lazy("Paste them as they are, one a line. Words that stand beside a link "
                               "become the title of its exhibit; lines without a link are left out. "
                               "The server never opens a link."),
    )  # fmt: skip
    relevance = forms.CharField(
        label=gettext_lazy("Why they matter"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("To which question, and how."),
    )
    necessity = forms.CharField(
        label=gettext_lazy("Why they must be collected"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Why nothing less would do."),
    )
    risk_of_loss = forms.CharField(
        label=gettext_lazy("Risk that they disappear"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as: the account deletes posts; a live stream."),
    )
    privacy = forms.CharField(
        label=gettext_lazy("Whose privacy they touch"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Who is seen or named without having chosen to be. No names here."),
    )

    class Meta:
        model = Exhibit
        fields = ["kind", "provider_code", "language", "provider", "collector", "collected_on",
                  "collection_method", "is_graphic", "confidentiality", "named_readers_only"]  # fmt: skip
        widgets = {
            "collected_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "collection_method": forms.Textarea(attrs={"rows": 2}),
        }

    fieldsets: list[Any] = [
        ("", ["links"]),
        (gettext_lazy("What they share"),
         ["kind", "provider_code", "language", "provider", "collector", "collected_on",
          "collection_method", "is_graphic"],
         gettext_lazy("The same for each of them; every exhibit can be changed afterwards.")),
        WHY_COLLECT,
        (gettext_lazy("Confidentiality"), ["confidentiality", "named_readers_only"]),
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sorted = Sorted()
        self.made: list[Exhibit] = []
        kind: Any = self.fields["kind"]
        kind.choices = [(kind.value, kind.label) for kind in WEB_KINDS]
        if self.initial.get("kind") not in WEB_KINDS:
            self.initial["kind"] = ExhibitKind.WEB_CAPTURE
        self.fields["named_readers_only"].help_text = _(
            "Hides them from every other member of the case, leads included. You are their "
            "first reader; name others on each exhibit."
        )

    def clean_provider_code(self) -> str:
        return self.cleaned_data["provider_code"].upper()

    def clean_links(self) -> str:
        """Here, before texts are tidied: an address stays exactly as it was pasted."""
        text: str = self.cleaned_data["links"]
        links, problems = find_links(text)
        if problems:
            more = len(problems) - NAMED
            rest = [_("And %d more lines like these.") % more] if more > 0 else []
            raise ValidationError([*problems[:NAMED], *rest, _("Nothing was saved: mend these "
                                   "lines or take them out, then send it again.")])  # fmt: skip
        if not links:
            raise ValidationError(_("No link was found. A link begins with http:// or https://."))
        if len(links) > MOST:
            raise ValidationError(
                _("These are %(count)d links; at most %(most)d fit into one paste. Send them in "
                  "parts.") % {"count": len(links), "most": MOST}
            )  # fmt: skip
        self.found: list[Link] = links
        return text

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data.get("links")
        if given is not None:
            self.cleaned_data["links"] = ""  # addresses are checked above, not as prose
        cleaned = super().clean()
        if given is not None and self.case is not None and not self.was_posted_before:
            self.sorted = sort_links(self.found, self.case, by=self.user)
            if not self.sorted.new:
                self.add_error("links", [*self.doubles, _("Nothing is new, so nothing was saved.")])
        return cleaned

    @property
    def doubles(self) -> list[str]:
        """What was left out because it is there already, line by line."""
        told = [
            (link.line, _("Line %(line)d leads to the same page as line %(first)d.")
             % {"line": link.line, "first": first.line})
            for link, first in self.sorted.repeated
        ] + [
            (link.line, _("Line %(line)d is in the case already, as %(number)s.")
             % {"line": link.line, "number": exhibit.number})
            for link, exhibit in self.sorted.known
        ]  # fmt: skip
        lines = [text for _line, text in sorted(told)]
        more = len(lines) - NAMED
        return lines[:NAMED] + ([_("And %d more like these.") % more] if more > 0 else [])

    def save_new(self) -> Exhibit:
        decision = {name: self.cleaned_data[name] for name in DECISION}
        self.made = log_links(
            self.sorted.new, self.instance, by=self.user, reason=self.reason_given,
            decision=decision, first_id=self.instance.pk,
        )  # fmt: skip
        return self.made[0]


class CaptureForm(RecordedForm):
    """Address, collection data and the decision to collect, of one exhibit."""

    captured_on = forms.DateTimeField(
        label=gettext_lazy("Captured at"), required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
        help_text=gettext_lazy("By the clock of the zone below."),
    )  # fmt: skip

    class Meta:
        model = WebCapture
        fields = ["url", "zone", "clock_source", "tool", "tool_version", "shows_date_time",
                  "ip_used", "virtual_identity", *DECISION]  # fmt: skip
        widgets = {
            "url": forms.Textarea(attrs={"rows": 2, "dir": "ltr", "spellcheck": "false"}),
            "zone": ZoneInput,
        }

    fieldsets: list[Any] = [
        (gettext_lazy("Where"), ["url"]),
        (gettext_lazy("When and with what"),
         ["captured_on", "zone", "clock_source", "tool", "tool_version", "shows_date_time"]),
        (gettext_lazy("Under what name"), ["ip_used", "virtual_identity"],
         gettext_lazy("Sealed when you save, and shown again only to leads, investigators and "
                      "counsel; each opening is logged. It could lead from the site to you.")),
        WHY_COLLECT,
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capture = self.instance
        if capture.captured_at:
            told = capture.captured_at.astimezone(ZoneInfo(capture.zone))
            self.fields["captured_on"].initial = told.replace(tzinfo=None)
        self.fields["shows_date_time"].label = _("The full-page capture shows date and time")

    def clean_url(self) -> str:
        self.url: str = self.cleaned_data["url"]
        return self.url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "url" in cleaned:
            cleaned["url"] = self.url  # exactly as given, not tidied
        told, zone = cleaned.get("captured_on"), cleaned.get("zone")
        self.instance.captured_at = None
        if told and zone in zone_names():
            moment = told.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            if moment > timezone.now():
                self.add_error("captured_on", _("This time has not come yet."))
            self.instance.captured_at = moment
        return cleaned

    def save_new(self) -> WebCapture:
        save_capture(self.instance, by=self.user, reason=self.reason_given)
        return self.instance

    save_change = save_new
