"""Forms of the room. None has a field for a name, and the pages say why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.models import User
from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.forms.records import CaseRecordForm
from evidence.exhibits.forms.numbers import ExhibitNumbersField
from evidence.witnesses.models import Statement, StatementReader, Witness, members_who_meet
from evidence.witnesses.services import add_witness, save_statement


class WitnessForm(RecordedForm):
    class Meta:
        model = Witness
        fields = ["connection", "is_child"]

    def save_new(self) -> Witness:
        return add_witness(self.instance, by=self.user, reason=self.reason_given)


class StatementForm(CaseRecordForm):
    recordings = ExhibitNumbersField(
        label=_("Recordings and records"), required=False,
        help_text=_("Numbers of the exhibits that hold the recording, the notes or the transcript."),
    )  # fmt: skip
    fieldsets = [
        (_("When and how"), ["taken_on", "mode", "place_class", "language", "basis"]),
        (_("Sealed details"), ["place", "interviewer", "interpreter", "others_present",
                               "previous_accounts"],
         _("These are sealed when you save and shown again only to those who may open them; each "
           "opening is logged. Do not write the witness's name here either.")),
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

    def __init__(self, *args: Any, witness: Witness | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recordings"].of_case(self.case)
        if self.is_new and witness:
            self.instance.witness = witness
        if not self.is_new:
            linked = self.instance.recordings.current().values_list("exhibit", flat=True)
            self.fields["recordings"].initial = list(linked)

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
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
        help_texts = {"user": _("Members who may meet the witnesses of this case.")}

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.statement = statement
        named = statement.readers.current().values("user")
        people = User.objects.filter(pk__in=members_who_meet(statement.case))
        self.fields["user"].queryset = people.exclude(pk__in=named).order_by("name")
