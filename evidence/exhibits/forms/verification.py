"""Forms of what was verified, and of time and place."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.forms.time_and_place import PLACE, TIME, ZoneInput
from evidence.exhibits.forms.numbers import ExhibitNumbersField
from evidence.exhibits.models import TimePlace, Verification, VerificationSupport
from evidence.exhibits.models.verification import HOLDS
from evidence.exhibits.services.verification import change_verification, verify
from evidence.exhibits.vocabulary import TimePlaceKind


class VerificationForm(CaseRecordForm):
    """The analyst is whoever fills it in."""

    supports = ExhibitNumbersField(
        label=_("Supporting exhibits"), required=False,
        help_text=_("Numbers of what it was compared with, such as a satellite image."),
    )  # fmt: skip

    class Meta:
        model = Verification
        fields = ["aspect", "method", "done_on", "result", "finding", "limits", "tool"]
        widgets = {
            "aspect": forms.RadioSelect,
            "finding": forms.Textarea(attrs={"rows": 4}),
            "limits": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_blank(self.fields["aspect"])
        supports: Any = self.fields["supports"]
        supports.case = self.case
        if not self.is_new:
            links = VerificationSupport.objects.visible_to(self.user).current()
            links = links.filter(verification=self.instance).select_related("exhibit")
            supports.initial = [link.exhibit for link in links]
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def save_new(self) -> Verification:
        return verify(
            self.instance, self.cleaned_data["supports"], by=self.user, reason=self.reason_given
        )

    def save_change(self) -> Verification:
        change_verification(
            self.instance, self.cleaned_data["supports"], by=self.user, reason=self.reason_given
        )
        return self.instance


class TimePlaceForm(CaseRecordForm):
    fieldsets: list[Any] = [
        (_("Who says so"), ["kind", "said_by", "verification"],
         _("A claim says who makes it. What is verified rests on a verification that is recorded "
           "already.")),
        (
            _("When"),
            TIME,
            _("A range between the first and the last moment. Where one moment is known, write it "
              "in both."),
        ),
        (
            _("Where"), PLACE,
            _("Of a first upload, leave this empty."),
        ),
    ]  # fmt: skip

    class Meta:
        model = TimePlace
        fields = ["kind", "said_by", "verification", *TIME, *PLACE]
        widgets = {"kind": forms.RadioSelect, "zone": ZoneInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_blank(self.fields["kind"])
        found: Any = self.fields["verification"]
        found.queryset = found.queryset.filter(exhibit=self.instance.exhibit_id, result__in=HOLDS)
        found.label_from_instance = verification_label
        found.empty_label = _("none: it is claimed, or a first upload")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") != TimePlaceKind.VERIFIED and cleaned.get("verification"):
            self.add_error("verification", _("Only what is verified rests on a verification."))
        return cleaned


def without_blank(field: Any) -> None:
    """Radio buttons need none for "nothing chosen": that is how they begin."""
    field.choices = [(code, label) for code, label in field.choices if code]


def verification_label(row: Verification) -> str:
    day = date_format(row.done_on, "j F Y")
    return (
        f"{row.get_aspect_display()}: {row.get_method_display()}, {row.get_result_display()}, {day}"
    )
