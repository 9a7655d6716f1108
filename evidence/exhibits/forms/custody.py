"""An entry of the custody log: each kind asks what it needs, and refuses what would be a gap."""

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.forms.relations import PartialDayField
from casefiles.cases.forms.time_and_place import ZoneInput
from casefiles.cases.models.incidents import zone_names
from casefiles.cases.partial_days import PartialDay
from casefiles.cases.vocabulary import DatePrecision
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.gaps import same
from evidence.exhibits.models import CustodyEvent, PhysicalItem
from evidence.exhibits.services.custody import add_custody_event
from evidence.exhibits.vocabulary import CustodyKind as Kind

ALWAYS = ["happened_on", "known_day", "zone"]
THING = ["condition", "packaging", "seal"]
DIGESTS = ["digest_before", "digest_after"]
HOLDERS = ["from_holder", "to_holder"]


class Needs(NamedTuple):
    """What a kind of entry is for, which boxes it shows, and which of them it needs."""

    hint: str | Promise
    shown: list[str]
    needed: dict[str, str | Promise] = {}


NEEDS = {
    Kind.COLLECTED: Needs(
        gettext_lazy("Somebody of us took it, where it was found or from whoever had it."),
        [*HOLDERS, *THING],
        {"to_holder": gettext_lazy("Say who took it.")},
    ),
    Kind.RECEIVED: Needs(
        gettext_lazy("It came in: to a room, a store, an archive."), [*HOLDERS, *THING],
        {"to_holder": gettext_lazy("Say who received it.")},
    ),
    Kind.TRANSFERRED: Needs(
        gettext_lazy("From one person or place to another."), [*HOLDERS, *THING],
        {"from_holder": gettext_lazy("Say who gave it: a hand-over has two sides."),
         "to_holder": gettext_lazy("Say who took it: a hand-over has two sides.")},
    ),
    Kind.EXAMINED: Needs(
        gettext_lazy("Somebody looked at it, measured or tested it."),
        ["handler", *THING, *DIGESTS], {"handler": gettext_lazy("Say who examined it.")},
    ),
    Kind.COPIED: Needs(
        gettext_lazy("A copy was made; the original stayed where it was."),
        ["handler", "to_holder", *THING, *DIGESTS],
        {"handler": gettext_lazy("Say who made the copy.")},
    ),
    Kind.SEALED: Needs(
        gettext_lazy("A seal was put on. Write all that are on it now."), ["handler", *THING],
        {"seal": gettext_lazy("Write the number of the seal: without it nobody can tell later "
                              "whether it is still the same.")},
    ),
    Kind.UNSEALED: Needs(
        gettext_lazy("A seal was opened."), ["handler", "seal", "condition"],
        {"seal": gettext_lazy("Write the number of the seal that was opened."),
         "handler": gettext_lazy("Say who opened it.")},
    ),
    Kind.RETURNED: Needs(
        gettext_lazy("It was given back to whoever it belongs to."), [*HOLDERS, *THING],
        {"to_holder": gettext_lazy("Say to whom it was given back.")},
    ),
    Kind.DISPOSED: Needs(
        gettext_lazy("It was destroyed or is gone for good."), ["authority", "handler", "condition"],
        {"authority": gettext_lazy("Say who ordered or allowed it: nothing is disposed of "
                                   "without an authority.")},
    ),
    Kind.RESTORED: Needs(
        gettext_lazy("A stored file was lost or damaged and came back from a backup."),
        ["handler", "condition", *DIGESTS],
        {"concerns": gettext_lazy("Choose the file that was restored.")},
    ),
    Kind.OTHER: Needs(
        gettext_lazy("Anything else that happened to it."),
        [*HOLDERS, "handler", "authority", *THING, *DIGESTS],
    ),
}  # fmt: skip
BOXES = ["from_holder", "to_holder", "handler", "authority", "condition", "packaging", "seal",
         "digest_before", "digest_after"]  # fmt: skip


class CustodyForm(RecordedForm):
    """An event of the past, told in the clock of its place and kept in UTC.

    `kind` narrows it to the boxes of that kind; without one it shows them all. The instance may
    name an entry that this one corrects: its words are then proposed.
    """

    happened_on = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("By the clock of the zone below. This, or the day in the next box."),
        required=False,
    )  # fmt: skip
    known_day = PartialDayField(
        label=gettext_lazy("Or the day, if no time of day is known"),
        help_text=gettext_lazy("As exactly as it is known: 2019-07-02, 2019-07 or 2019; "
                               "2019-07-01/2019-07-04 for some day from the one to the other."),
    )  # fmt: skip
    concerns = forms.ChoiceField(
        label=gettext_lazy("What it is about"), required=False,
        choices=[("", gettext_lazy("The whole exhibit"))],
    )  # fmt: skip

    class Meta:
        model = CustodyEvent
        fields = ["kind", "zone", "place", "why", *BOXES]
        widgets = {
            "zone": ZoneInput,
            "condition": forms.Textarea(attrs={"rows": 2}),
            "why": forms.Textarea(attrs={"rows": 2}),
            "digest_before": forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
            "digest_after": forms.TextInput(attrs={"class": "mono", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        choice: Any = self.fields["kind"]
        choice.choices = [each for each in choice.choices if each[0] != Kind.FIXITY]
        for name in DIGESTS:
            self.fields[name].help_text = _("If somebody hashed it: 64 letters and digits.")
        self._offer_subjects()
        if corrected := self.instance.corrects:
            self._propose(corrected)
        self._narrow("" if corrected else kind)

    def _offer_subjects(self) -> None:
        exhibit = self.instance.exhibit
        subject: Any = self.fields["concerns"]
        offered = [("", _("The whole exhibit"))]
        item = PhysicalItem.objects.current().filter(exhibit=exhibit).first()
        if item:
            offered.append(("item", _("The physical item")))
            subject.initial = "item"
        self.offered_files = {f"file-{file.position}": file for file in exhibit.files.current()}
        offered += [(key, _("File %d") % file.position) for key, file in self.offered_files.items()]
        subject.choices = offered
        if len(offered) == 1:
            subject.widget = forms.HiddenInput()

    def _propose(self, wrong: CustodyEvent) -> None:
        told = wrong.happened_at.astimezone(ZoneInfo(wrong.zone))
        for name in ("kind", "zone", "place", "why", *BOXES):
            self.initial[name] = getattr(wrong, name)
        if wrong.day:
            self.initial["known_day"] = wrong.day
        else:
            self.initial["happened_on"] = told.replace(tzinfo=None)
        file = next(
            (key for key, each in self.offered_files.items() if each.pk == wrong.file_id), ""
        )
        self.initial["concerns"] = file or ("item" if wrong.of_item else "")
        if wrong.file_id or wrong.digest_after:
            for name in ("concerns", *DIGESTS):
                del self.fields[name]  # what was measured, and of what, is taken over

    def _narrow(self, kind: str) -> None:
        needs = NEEDS.get(kind)  # type: ignore[call-overload]
        if needs:
            self.initial["kind"] = kind
            self.fields["kind"].widget = forms.HiddenInput()
            if kind in {Kind.TRANSFERRED, Kind.RETURNED}:
                held = Chronicle.of(self.instance.exhibit).holding
                self.initial["from_holder"] = held.to_holder if held else ""
            for name in set(BOXES) - set(needs.shown):
                self.fields.pop(name, None)
            for name in needs.needed:
                if name in self.fields:
                    self.fields[name].required = True
        shown = ["concerns", "from_holder", "to_holder", "handler", "place", "authority"]
        parts = [
            ("", ["kind", *ALWAYS, *shown, "why"]),
            (_("How it looked"), ["condition", "packaging", "seal"]),
            (_("If it was hashed"), list(DIGESTS)),
        ]
        kept = [(title, [n for n in names if n in self.fields]) for title, names in parts]
        self.fieldsets = [part for part in kept if part[1]]

    def clean_digest_before(self) -> str:
        return _digest(self.cleaned_data["digest_before"])

    def clean_digest_after(self) -> str:
        return _digest(self.cleaned_data["digest_after"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_time(cleaned)
        self._check_needs(cleaned)
        return cleaned

    def _check_time(self, cleaned: dict[str, Any]) -> None:
        """A time, or the day as exactly as it is known: one of them."""
        told, day, zone = (cleaned.get(name) for name in ("happened_on", "known_day", "zone"))
        if self.errors.keys() & {"happened_on", "known_day"} or zone not in zone_names():
            return
        if not told and not day:
            words = _("Say when it was: the time, or the day if no time of day is known.")
            self.add_error("happened_on", words)
        elif told and day:
            self.add_error("known_day", _("Empty this box, or the time: they say it twice."))
        elif day and day.precision == DatePrecision.ABOUT and day.earliest == day.latest:
            words = _("Give the first and the last day on which it can have been, such as "
                      "2019-07-01/2019-07-04: gaps are counted from them.")  # fmt: skip
            self.add_error("known_day", words)
        else:
            self._tell_time(told, day, zone)

    def _tell_time(self, told: datetime | None, day: PartialDay | None, zone: str) -> None:
        if day is not None:
            self.instance.tell_day(day, zone)
        elif told is not None:
            self.instance.happened_at = told.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if self.instance.happened_at > timezone.now():
            name = "happened_on" if told else "known_day"
            self.add_error(name, _("This time has not come yet."))

    def _check_needs(self, cleaned: dict[str, Any]) -> None:
        needs = NEEDS.get(cleaned.get("kind", ""), Needs("", []))
        for name, problem in needs.needed.items():
            if name in self.fields and not cleaned.get(name):
                self.errors.pop(name, None)
                self.add_error(name, str(problem))
        giver, taker = cleaned.get("from_holder"), cleaned.get("to_holder")
        if giver and taker and cleaned.get("kind") != Kind.COPIED and same(giver, taker):
            self.add_error("to_holder", _("That is who gave it: name the one who took it."))
        subject = cleaned.get("concerns") or ""
        if subject == "item" and (cleaned.get("digest_before") or cleaned.get("digest_after")):
            self.add_error("concerns", _("A thing has no SHA-256: choose the file it is of."))
        self.instance.file = self.offered_files.get(subject)
        self.instance.of_item = subject == "item"

    def save_new(self) -> CustodyEvent:
        return add_custody_event(self.instance, by=self.user)


def _digest(value: str) -> str:
    """A SHA-256 as programs print it; empty stays empty."""
    value = (value or "").strip().lower()
    if value and not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValidationError(_("A SHA-256 has 64 letters and digits, 0 to 9 and a to f."))
    return value
