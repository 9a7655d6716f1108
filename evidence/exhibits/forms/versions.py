"""Forms of what is made from an exhibit: translations, redacted versions, derivatives of a file."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.sealing.forms import SealedFormField
from evidence.exhibits.forms.exhibits import MemberChoice
from evidence.exhibits.forms.files import FilesForm, ReceivesFiles
from evidence.exhibits.intake import Making, NewFile
from evidence.exhibits.models import Exhibit, ExhibitFile
from evidence.exhibits.services.versions import (
    Redacted,
    Translated,
    log_redaction,
    log_translation,
    same_file_text,
)
from evidence.exhibits.vocabulary import Certification, CopyRole, RedactionCode

FILES = (gettext_lazy("Files"), ["files", "uploads", "attach_anyway"])
ACCESS = (gettext_lazy("Confidentiality of this version"),
          ["confidentiality", "named_readers_only", "readers"],
          gettext_lazy("It need not be that of the original: each is shown to its own readers."))  # fmt: skip
END = ("", ["reason", "upload_complete"])


class OneMember(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class VersionForm(ReceivesFiles):
    """A new exhibit made from `original`; it has no origin of its own."""

    readers = MemberChoice(
        label=gettext_lazy("Named readers"), queryset=get_user_model().objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only used with the choice above. You are one of them."),
    )  # fmt: skip

    class Meta:
        model = Exhibit
        fields = ["kind", "title", "description", "language", "confidentiality",
                  "named_readers_only"]  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, original: Exhibit, **kwargs: Any) -> None:
        self.original = original
        super().__init__(*args, **kwargs)
        self.fields["file_role"].widget = forms.HiddenInput()
        members: Any = self.case.members().values("user")
        others = get_user_model().objects.filter(pk__in=members)
        self.fields["readers"].queryset = others.exclude(pk=self.user.pk).order_by("name")
        for name in ("provider_code", "interested_party", "is_graphic"):
            setattr(self.instance, name, getattr(original, name))
        self.instance.collector = str(self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("readers") and not cleaned.get("named_readers_only"):
            self.add_error("named_readers_only", _("Tick this too, or every member will see it."))
        return cleaned


class TranslationForm(VersionForm):
    translator = SealedFormField(
        label=gettext_lazy("Translator"), required=False,
        help_text=gettext_lazy("Sealed: no page, dossier or log ever shows it unasked."),
    )  # fmt: skip
    certification = forms.ChoiceField(
        label=gettext_lazy("The translation is"), choices=Certification,
        initial=Certification.UNKNOWN,
    )  # fmt: skip

    fieldsets = [
        (gettext_lazy("The translation"),
         ["title", "kind", "language", "translator", "certification", "description"]),
        ACCESS, FILES, END,
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].required = True
        self.fields["language"].help_text = _("Into which it was translated, such as English.")

    def save_new(self) -> Exhibit:
        given = self.cleaned_data
        about = Translated(given["translator"] or "", given["certification"])
        return log_translation(
            self.instance, self.original, about,
            by=self.user, reason=self.reason_given, files=self.new_files, readers=given["readers"],
        )  # fmt: skip


class RedactionForm(VersionForm):
    """The file is made elsewhere; nothing is painted over here."""

    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Why it was redacted"), choices=RedactionCode,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Codes of the International Criminal Court."),
    )  # fmt: skip
    redaction_reason = forms.CharField(
        label=gettext_lazy("What was taken out and why"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("In general words: this sentence must not tell what the black boxes "
                               "hide."),
    )  # fmt: skip
    authorised_by = OneMember(
        label=gettext_lazy("Authorised by"), queryset=get_user_model().objects.none(),
        help_text=gettext_lazy("A member of the case who may see the original."),
    )  # fmt: skip
    review_on = forms.DateField(
        label=gettext_lazy("To be reviewed on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("When to ask again whether it must stay redacted."),
    )  # fmt: skip
    was_checked = forms.BooleanField(
        label=gettext_lazy("I looked for what lies under the black boxes, and found nothing"),
        help_text=gettext_lazy("In a PDF, text under a black box can often be selected and copied; "
                               "names also hide in bookmarks, metadata and earlier versions. This "
                               "program does not look for you."),
    )  # fmt: skip

    fieldsets = [
        (gettext_lazy("The redacted version"), ["title", "kind", "language", "description"],
         gettext_lazy("Whoever sees this version reads these words.")),
        (gettext_lazy("The redaction"),
         ["codes", "redaction_reason", "authorised_by", "review_on"]),
        ACCESS, (FILES[0], [*FILES[1], "was_checked"]), END,
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].required = not self.data.get(self.add_prefix("uploads"))
        members: Any = self.case.members().values("user")
        people = get_user_model().objects.filter(pk__in=members)
        self.fields["authorised_by"].queryset = people.order_by("name")

    def _check_duplicates(self, files: list[NewFile]) -> None:
        """A file of the original is the only thing to speak of: no box to tick makes it right."""
        known = set(self.original.files.values_list("sha256", flat=True))
        if any(file.expected in known for file in files):
            self.add_error("files", same_file_text(self.original))
        else:
            super()._check_duplicates(files)

    def save_new(self) -> Exhibit:
        given = self.cleaned_data
        about = Redacted(
            given["codes"], given["redaction_reason"], given["authorised_by"], given["review_on"]
        )
        return log_redaction(
            self.instance, self.original, about, by=self.user, reason=self.reason_given,
            files=self.new_files, readers=given["readers"],
        )  # fmt: skip


class DerivativeForm(FilesForm):
    """Files made from one that the exhibit has: from which bytes, how, with what, by whom."""

    class Meta:
        model = ExhibitFile
        fields = ["operation", "tool", "operator"]
        widgets = {"operation": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, parent: ExhibitFile, **kwargs: Any) -> None:
        self.parent = parent
        super().__init__(*args, **kwargs)
        # A derivative is no capture: it counts for no court minimum.
        self.fields.pop("shows_date_time", None)
        for name in DerivativeForm.Meta.fields:
            self.fields[name].required = True
        self.fields["operator"].initial = str(self.user)
        role: Any = self.fields["file_role"]
        role.choices = [
            (each.value, each.label) for each in (CopyRole.DERIVATIVE, CopyRole.WORKING)
        ]
        role.initial = CopyRole.DERIVATIVE
        role.help_text = _("Derivative: for showing or analysis. Working: for reading and marking.")
        self.fields["reason"].help_text = _("Why it was made. Goes into the custody log.")
        self.fieldsets = [
            ("", ["files", "uploads", "attach_anyway", "file_role", "operation", "tool", "operator", "reason",
                  "upload_complete"])
        ]  # fmt: skip

    @property
    def new_files(self) -> list[NewFile]:
        given = self.cleaned_data
        files = super().new_files
        for file in files:
            file.making = Making(self.parent, given["operation"], given["tool"], given["operator"])
        return files
