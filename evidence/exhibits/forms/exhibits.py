"""The exhibit form: one page, in the order in which an investigator knows things."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import FOLDED, RecordedForm
from evidence.exhibits.capture import BY_TYPE
from evidence.exhibits.forms.files import ReceivesFiles
from evidence.exhibits.forms.numbers import ExhibitNumbersField
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.services.exhibits import change_exhibit, log_exhibit
from evidence.exhibits.vocabulary import WEB_KINDS, Credibility, OriginKind, Reliability

WHAT = (gettext_lazy("What it is"),
        ["provider_code", "kind", "title", "description", "language", "item_date", "is_graphic",
         "number_given"])  # fmt: skip
WHENCE = (
    gettext_lazy("How it came to us"),
    ["creator", "device", "uploader", "publisher", "provider", "collector", "collected_on",
     "collection_method", "collected_from"],
    gettext_lazy("Maker, uploader, publisher and provider are often different people. Leave "
                 "empty what nobody knows."),
    FOLDED,
)  # fmt: skip
ORIGIN = (
    gettext_lazy("Origin"),
    ["origin", "new_origin", "new_origin_kind", "derives_from", "interested_party"],
    gettext_lazy("So that ten reports of one witness count as one source."),
    FOLDED,
)
GRADE = (
    gettext_lazy("Grade"),
    ["reliability", "credibility", "grade_why"],
    gettext_lazy("The source and what it says are graded apart. You may leave this for later."),
    FOLDED,
)
ACCESS = (gettext_lazy("Disclosure and confidentiality"),
          ["disclosure_class", "confidentiality", "named_readers_only", "readers"], FOLDED)  # fmt: skip
FILES = (gettext_lazy("Files"), ["files", "uploads", "attach_anyway", "file_role"])
END = ("", ["reason", "upload_complete"])


class MemberChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class OriginFields(forms.Form):
    """An origin that the case has, or the name of a new one."""

    new_origin = forms.CharField(
        label=gettext_lazy("New origin"), required=False, max_length=200,
        help_text=gettext_lazy("If the list above lacks it: who saw it, made it or measured it."),
    )  # fmt: skip
    new_origin_kind = forms.ChoiceField(
        label=gettext_lazy("The new origin is"), choices=OriginKind, initial=OriginKind.SINGLE,
        required=False,
    )  # fmt: skip

    def clean_new_origin(self) -> str:
        if self.cleaned_data.get("new_origin") and self.cleaned_data.get("origin"):
            raise ValidationError(_("Choose an origin from the list or name a new one, not both."))
        return self.cleaned_data.get("new_origin", "")

    @property
    def origin_given(self) -> dict[str, str]:
        return {
            "new_origin": self.cleaned_data["new_origin"],
            "new_origin_kind": self.cleaned_data["new_origin_kind"] or OriginKind.SINGLE,
        }


class ExhibitMeta:
    model = Exhibit
    fields = ["kind", "title", "description", "language", "item_date", "is_graphic",
              "creator", "device", "uploader", "publisher", "provider", "collector", "collected_on",
              "collection_method", "collected_from", "origin", "interested_party",
              "disclosure_class", "confidentiality", "named_readers_only"]  # fmt: skip
    widgets = {
        "item_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        "collected_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        "description": forms.Textarea(attrs={"rows": 4}),
        "collection_method": forms.Textarea(attrs={"rows": 2}),
    }


class FirstReaders(forms.Form):
    """Who may see what is logged, where not every member may; and who gave it, in capitals."""

    readers = MemberChoice(
        label=gettext_lazy("Named readers"), queryset=get_user_model().objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only used with the choice above. You are one of them."),
    )  # fmt: skip

    case: Any
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.case.members().values("user")
        others = get_user_model().objects.filter(pk__in=members).exclude(pk=self.user.pk)
        self.fields["readers"].queryset = others.order_by("name")

    def clean_provider_code(self) -> str:
        return self.cleaned_data["provider_code"].upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("readers") and not cleaned.get("named_readers_only"):
            self.add_error("named_readers_only", _("Tick this too, or every member will see it."))
        return cleaned


class NewExhibitForm(OriginFields, FirstReaders, ReceivesFiles):
    number_given = forms.IntegerField(
        label=gettext_lazy("Number it already has"), required=False, min_value=1, max_value=999_999,
        help_text=gettext_lazy("Only if it has one elsewhere: 7 for TAJ-UN-0007. Leave empty for "
                               "the next free number."),
    )  # fmt: skip
    derives_from = ExhibitNumbersField(
        label=gettext_lazy("Derives from"), required=False,
        help_text=gettext_lazy("Numbers of exhibits that this one repeats, quotes or rests on, such "
                               "as TAJ-UN-0001, TAJ-POE-0004. It then adds no independent source "
                               "of its own."),
    )  # fmt: skip
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability of the source"), required=False,
        choices=[("", gettext_lazy("Not graded yet")), *Reliability.choices],
    )  # fmt: skip
    credibility = forms.ChoiceField(
        label=gettext_lazy("Credibility of the information"), required=False,
        choices=[("", gettext_lazy("Not graded yet")), *Credibility.choices],
    )  # fmt: skip
    grade_why = forms.CharField(
        label=gettext_lazy("Why this grade"), required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What you know of the source, and what supports the content."),
    )  # fmt: skip

    class Meta(ExhibitMeta):
        fields = ["provider_code", *ExhibitMeta.fields]

    fieldsets: list[Any] = [WHAT, FILES, WHENCE, ORIGIN, GRADE, ACCESS, END]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["derives_from"].of_case(self.case)
        if not self.fields["derives_from"].queryset.exists():
            del self.fields["derives_from"]
        self._focus()

    def _focus(self) -> None:
        """On what has to be filled first: the title, where the rest is there already."""
        for name in ("provider_code", "kind", "title"):
            if not self.is_bound and not self.get_initial_for_field(self.fields[name], name):
                self.fields[name].widget.attrs["data-focus"] = ""
                return

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        graded = [cleaned.get(name) for name in GRADE[1]]
        if any(graded):
            for name, value in zip(GRADE[1], graded, strict=True):
                if not value and name not in self.errors:
                    self.add_error(name, _("A grade needs both scales and a reason."))
        return cleaned

    def save_new(self) -> Exhibit:
        given = self.cleaned_data
        grading = None
        if given["reliability"]:
            grading = Grading(
                reliability=given["reliability"], credibility=given["credibility"],
                why=given["grade_why"],
            )  # fmt: skip
        for file in self.new_files if given["kind"] in WEB_KINDS else []:
            file.capture_part = BY_TYPE
        return log_exhibit(
            self.instance, by=self.user, reason=self.reason_given, files=self.new_files,
            derives_from=given.get("derives_from") or (), grading=grading,
            number=given["number_given"], readers=given["readers"], **self.origin_given,
        )  # fmt: skip


class ExhibitForm(OriginFields, RecordedForm):
    """Changes what is written about an exhibit; number, files and grades have pages of their own."""

    class Meta(ExhibitMeta):
        pass

    fieldsets: list[Any] = [WHAT, WHENCE, ORIGIN, ACCESS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.has_perm("exhibits.name_readers", self.instance):
            del self.fields["named_readers_only"]

    def save_change(self) -> Exhibit:
        change_exhibit(self.instance, by=self.user, reason=self.reason_given, **self.origin_given)
        return self.instance
