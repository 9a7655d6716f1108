"""Forms of the room. None has a field for a name, and the pages say why."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.models import User
from casefiles.cases.forms.recorded import FIRST_ENTRY, RecordedForm
from casefiles.cases.models import CaseFile
from casefiles.cases.text import clean_text
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import Consent, Statement, StatementReader, Witness
from evidence.witnesses.services import add_witness, save_statement
from evidence.witnesses.vocabulary import ConsentStatus, Purpose


class WitnessForm(RecordedForm):
    class Meta:
        model = Witness
        fields = ["connection", "is_child"]

    def save_new(self) -> Witness:
        return add_witness(self.instance, by=self.user, reason=self.reason_given)


class StatementForm(RecordedForm):
    recordings = forms.ModelMultipleChoiceField(
        label=_("recordings and records"), queryset=Exhibit.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Exhibits that hold the recording or its transcript."),
    )  # fmt: skip
    fieldsets = [
        (_("When and how"), ["taken_on", "mode", "place_class", "language", "basis"]),
        (_("Sealed details"), ["place", "interviewer", "interpreter", "others_present",
                               "previous_accounts"]),
        (_("Record of the statement"), ["read_back", "corrected", "signed", "recorded",
                                        "recordings"]),
        (_("Who may see it"), ["confidentiality", "named_readers_only"]),
    ]  # fmt: skip

    class Meta:
        model = Statement
        fields = [
            "taken_on", "mode", "place_class", "language", "basis", "place", "interviewer",
            "interpreter", "others_present", "previous_accounts", "read_back", "corrected",
            "signed", "recorded", "confidentiality", "named_readers_only",
        ]  # fmt: skip
        widgets = {"taken_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, witness: Witness | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new and witness:
            self.instance.witness = witness
        if not self.is_new:
            linked = self.instance.recordings.current().values("exhibit")
            self.fields["recordings"].initial = [row["exhibit"] for row in linked]

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def save_new(self) -> Statement:
        return self.save_change()

    def save_change(self) -> Statement:
        recordings = list(self.cleaned_data["recordings"])
        return save_statement(self.instance, recordings, by=self.user, reason=self.reason_given)


class StatementReaderForm(RecordedForm):
    """Names one member of the case who may see a restricted statement."""

    class Meta:
        model = StatementReader
        fields = ["user"]

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.statement = statement
        members = statement.case.members().values("user")
        named = statement.readers.current().values("user")
        people = User.objects.filter(pk__in=members).exclude(pk__in=named).order_by("name")
        self.fields["user"].queryset = people


class ConsentMatrixForm(forms.Form):
    """All purposes at once; only rows that differ from what is recorded are written."""

    given_on = forms.DateField(
        label=_("Asked and answered on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which the witness gave or refused what you enter now."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Goes into the history, with your name. Needed when you change an answer."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, witness: Witness, user: Any, case: CaseFile, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.witness, self.user, self.case = witness, user, case
        self.recorded = {row.purpose: row for row in witness.consents.current()}
        self.fields["given_on"].initial = timezone.localdate()
        for purpose in Purpose:
            self._add_row(purpose)

    def _add_row(self, purpose: Purpose) -> None:
        row = self.recorded.get(purpose) or Consent(purpose=purpose)
        self.fields[f"{purpose}-status"] = forms.ChoiceField(
            label=_("Answer"), choices=ConsentStatus.choices, initial=row.status
        )
        self.fields[f"{purpose}-conditions"] = forms.CharField(
            label=_("Conditions"), required=False, max_length=1000, initial=row.conditions
        )
        self.fields[f"{purpose}-expires_on"] = forms.DateField(
            label=_("Until"), required=False, initial=row.expires_on,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip

    def rows(self) -> list[tuple[str, list[Any]]]:
        """(purpose, its three bound fields), for the table."""
        parts = ("status", "conditions", "expires_on")
        return [(p.label, [self[f"{p}-{part}"] for part in parts]) for p in Purpose]

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.changed = [row for purpose in Purpose if (row := self._changed_row(purpose))]
        changes_an_answer = any(not row._state.adding for row in self.changed)
        if changes_an_answer and not cleaned.get("reason"):
            self.add_error("reason", _("Say why an answer changes."))
        return cleaned

    def _changed_row(self, purpose: Purpose) -> Consent | None:
        """The consent as entered, if it differs from what is recorded."""
        known = self.recorded.get(purpose)
        row = known or Consent(case=self.case, witness=self.witness, purpose=purpose)
        before = (row.status, row.conditions, row.expires_on)
        entered = [
            self.cleaned_data.get(f"{purpose}-{part}")
            for part in ("status", "conditions", "expires_on")
        ]
        if before == tuple(entered) or None in entered[:2]:
            return None
        row.status, row.conditions, row.expires_on = entered
        self._date(row)
        try:
            row.conditions = clean_text(row.conditions)
            row.clean()
        except forms.ValidationError as error:
            self.add_error(f"{purpose}-conditions", error.messages)
        return row

    def _date(self, row: Consent) -> None:
        """The day belongs to the giving, or to the withdrawal, of the consent."""
        day = self.cleaned_data.get("given_on")
        if row.status == ConsentStatus.WITHDRAWN:
            row.withdrawn_on = day
        elif row.status != ConsentStatus.EXPIRED:
            row.given_on, row.withdrawn_on = day, None

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason") or FIRST_ENTRY
