"""Forms of the case itself, its members, and the replacement of a lost lead."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.models import User
from casefiles.cases.forms.recorded import ReasonForm, RecordedForm
from casefiles.cases.models import CaseFile
from casefiles.cases.services.cases import open_case
from casefiles.cases.vocabulary import Confidentiality, Role


class CaseForm(RecordedForm):
    """A new case; whoever opens it leads it."""

    fieldsets = [
        (_("The case"), ["reference", "title", "country", "summary"]),
        (_("Ground"), ["mandate", "methodology", "standard_of_proof", "confidentiality"]),
        (
            _("What a new exhibit begins with"),
            ["exhibit_provider_code", "exhibit_language", "exhibit_confidentiality"],
            _("Whoever logs an exhibit may change each of these. You may leave them for later."),
        ),
    ]

    class Meta:
        model = CaseFile
        fields = ["reference", "title", "country", "summary", "mandate", "methodology",
                  "standard_of_proof", "confidentiality", "exhibit_provider_code",
                  "exhibit_language", "exhibit_confidentiality"]  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 6}),
            "mandate": forms.Textarea(attrs={"rows": 3}),
            "methodology": forms.Textarea(attrs={"rows": 4}),
        }
        # Whether another case has it is nobody's business who cannot see that case.
        error_messages = {
            "reference": {"unique": _("This reference cannot be used. Choose another one.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual: Any = self.fields["exhibit_confidentiality"]
        usual.choices = [("", _("as the case")), *Confidentiality.choices]

    def save_new(self) -> CaseFile:
        return open_case(self.instance, by=self.user, reason=self.reason_given)


class CaseUpdateForm(CaseForm):
    """The reference stays: it stands on what was printed, and begins the numbers of exhibits."""

    fieldsets = [(_("The case"), ["title", "country", "summary"]), *CaseForm.fieldsets[1:]]

    class Meta(CaseForm.Meta):
        fields = [name for name in CaseForm.Meta.fields if name != "reference"]


class AccountField(forms.EmailField):
    """An account by its exact address: no list to choose from, so that none is disclosed."""

    def clean(self, value: Any) -> User:
        address = super().clean(value)
        people = User.objects.filter(email__iexact=address, is_active=True, is_service=False)
        person = people.first()
        if person is None:
            raise ValidationError(
                _("No account has this address. Check it letter by letter, or ask an "
                  "administrator to make the account.")
            )  # fmt: skip
        return person


class MemberForm(ReasonForm):
    person = AccountField(
        label=_("E-mail address"), help_text=_("The exact address this person signs in with.")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Role,
        help_text=_("Investigators write. Reviewers and counsel decide on what others wrote. "
                    "Observers read."),
    )  # fmt: skip
    field_order = ["person", "role", "reason"]


class LeadProposalForm(ReasonForm):
    """The case by its exact reference: an administrator is shown no list of cases."""

    case = forms.CharField(
        label=_("Reference of the case"), max_length=30, help_text=_("Exactly, such as TAJ-2019.")
    )
    nominee = AccountField(
        label=_("E-mail address of the new lead"),
        help_text=_("Neither of the two administrators who decide."),
    )
    field_order = ["case", "nominee", "reason"]

    def clean_case(self) -> CaseFile:
        case = CaseFile.objects.filter(reference=self.cleaned_data["case"].strip()).first()
        if case is None:
            raise ValidationError(_("No case has this reference. Check it letter by letter."))
        return case
