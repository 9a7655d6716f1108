"""The form of the consent matrix: every purpose at once, what does not differ is not written."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.recorded import FIRST_ENTRY
from casefiles.cases.forms.records import ask_for_day
from casefiles.cases.models import CaseFile
from casefiles.cases.text import clean_text
from evidence.witnesses.models import Consent, Witness
from evidence.witnesses.services import consents_version
from evidence.witnesses.vocabulary import ConsentStatus, Purpose

PARTS = ("status", "conditions", "expires_on")


def _day(**kwargs: Any) -> forms.DateField:
    field = forms.DateField(**kwargs)
    ask_for_day(field)
    return field


class ConsentMatrixForm(forms.Form):
    """Three fields a purpose: answer, conditions, until."""

    def __init__(
        self, *args: Any, witness: Witness, user: Any, case: CaseFile, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.witness, self.user, self.case = witness, user, case
        self.changed: list[Consent] = []
        self.recorded = {row.purpose: row for row in witness.consents.current()}
        self.fields["given_on"] = _day(
            label=_("Asked and answered on"), initial=timezone.localdate,
            help_text=_("The day on which the witness gave, refused or withdrew what you enter now."),
        )  # fmt: skip
        for purpose in Purpose:
            self._add_row(purpose)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Goes into the history, with your name. Needed when you change an answer."),
        )  # fmt: skip
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=consents_version(witness)
        )

    def _add_row(self, purpose: Purpose) -> None:
        """Labels name the purpose: the summary of errors and screen readers show them alone."""
        row = self.recorded.get(purpose) or Consent(purpose=purpose)
        self.fields[f"{purpose}-status"] = forms.ChoiceField(
            label=_("Answer: %s") % purpose.label, choices=ConsentStatus.choices, initial=row.status
        )
        self.fields[f"{purpose}-conditions"] = forms.CharField(
            label=_("Conditions: %s") % purpose.label, required=False, max_length=1000,
            initial=row.conditions, widget=forms.Textarea(attrs={"rows": 1}),
        )  # fmt: skip
        until = _day(label=_("Until: %s") % purpose.label, required=False, initial=row.expires_on)
        until.help_text = ""  # the head of the column says how a day is written
        self.fields[f"{purpose}-expires_on"] = until

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """(purpose, its three bound fields), for the table."""
        return [(str(p.label), [self[f"{p}-{part}"] for part in PARTS]) for p in Purpose]

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])

    def clean_given_on(self) -> date:
        day = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.changed = [row for purpose in Purpose if (row := self._changed_row(purpose))]
        changes_an_answer = any(not row._state.adding for row in self.changed)
        if changes_an_answer and not cleaned.get("reason"):
            self.add_error("reason", _("Say why an answer changes."))
        return cleaned

    def _changed_row(self, purpose: Purpose) -> Consent | None:
        """The consent as entered, if it differs from what is recorded and can be read."""
        names = [f"{purpose}-{part}" for part in PARTS]
        day = self.cleaned_data.get("given_on")
        if day is None or not set(names) <= set(self.cleaned_data):
            return None
        row = self.recorded.get(purpose) or Consent(
            case=self.case, witness=self.witness, purpose=purpose
        )
        entered = [self.cleaned_data[name] for name in names]
        if entered == [row.status, row.conditions, row.expires_on]:
            return None
        row.status, row.conditions, row.expires_on = entered
        self._date(row, day)
        self._check(row)
        return row

    def _date(self, row: Consent, day: date) -> None:
        """The day belongs to the giving, or to the withdrawal, of the consent."""
        if row.status == ConsentStatus.WITHDRAWN:
            row.withdrawn_on = day
        elif row.status != ConsentStatus.EXPIRED:
            row.given_on, row.withdrawn_on = day, None

    def _check(self, row: Consent) -> None:
        """Errors of the row stand at the purpose's own boxes."""
        try:
            row.conditions = clean_text(row.conditions)
            row.clean()
        except ValidationError as error:
            for message in error.messages:
                self.add_error(f"{row.purpose}-conditions", message)
        if row.expires_on and row.given_on and row.expires_on < row.given_on:
            self.add_error(f"{row.purpose}-expires_on", _("This lies before the answer was given."))

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason") or FIRST_ENTRY
