"""What counsel says when asking for a document: for whom, and what for."""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.models import CaseFile
from casefiles.cases.text import clean_text
from evidence.exhibits.models import Exhibit
from reports.dossiers.models import Audience, CustodySheet, Dossier
from reports.dossiers.services import request_dossier, request_sheet

SALT = "casefiles.new-dossier"


class RequestForm(forms.Form):
    """The id of the document to be travels signed in the form: posted twice, it is one."""

    why = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: CaseFile, user: Any, **kwargs: Any) -> None:
        self.case, self.user = case, user
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = signing.dumps(self._bound_to(uuid.uuid4()), salt=SALT)

    def _bound_to(self, pk: uuid.UUID) -> list[str]:
        return [str(pk), str(self.user.pk), str(self.case.pk)]

    def clean_why(self) -> str:
        return clean_text(self.cleaned_data["why"])

    def clean_token(self) -> uuid.UUID:
        try:
            pk, user, case = signing.loads(self.cleaned_data["token"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("This form is not one of ours. Open it again.")) from None
        if [user, case] != self._bound_to(uuid.UUID(pk))[1:]:
            raise ValidationError(_("This form was opened for something else. Open it again."))
        return uuid.UUID(pk)


class SheetForm(RequestForm):
    def __init__(self, *args: Any, exhibit: Exhibit, **kwargs: Any) -> None:
        self.exhibit = exhibit
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = _("Printed on the sheet: hand-over to the registry.")

    def save(self) -> CustodySheet:
        """The sheet; what the first post made, if this is the second."""
        told = self.cleaned_data
        return request_sheet(self.exhibit, told["why"], by=self.user, token=told["token"])


class DossierForm(RequestForm):
    audience = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"), choices=Audience, initial=Audience.INTERNAL,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Consent and confidentiality decide what this audience is given."),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Printed on the title page: advice on a submission to the court."),
    )  # fmt: skip
    field_order = ["audience", "why"]

    def save(self) -> Dossier:
        """The dossier; what the first post made, if this is the second."""
        told = self.cleaned_data
        return request_dossier(
            self.case, told["audience"], told["why"], by=self.user, token=told["token"]
        )
