"""Parties, how they relate, what they say, and who may read a withheld name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.accounts.models import User
from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.models import Party, Position, WithheldNameReader
from casefiles.cases.services.parties import eligible_readers, name_reader, save_position


class PartyForm(CaseRecordForm):
    fieldsets = [
        (gettext_lazy("Who"), ["code", "name", "kind", "note"]),
        (gettext_lazy("Withheld identity"), ["withheld", "sealed_name"]),
    ]

    class Meta:
        model = Party
        fields = ["code", "name", "kind", "note", "withheld", "sealed_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sealed_name"].validators.append(MaxLengthValidator(200))

    def clean(self) -> dict[str, Any]:
        """The name that is to be sealed must not stand in clear in the box beside it."""
        cleaned = super().clean()
        secret = (cleaned.get("sealed_name") or "").casefold()
        for name in ("code", "name", "note", "reason"):
            if secret and secret in (cleaned.get(name) or "").casefold():
                self.add_error(name, _("This box holds the name that is to be sealed. Every member "
                                       "reads it: write a placeholder."))  # fmt: skip
        if secret and not self.is_new and _stands_in_history(self.instance, secret):
            self.add_error("sealed_name", _("The history of this party holds this name, and every "
                                            "member reads it. Withdraw this party and add another "
                                            "one with a placeholder."))  # fmt: skip
        return cleaned


def _stands_in_history(party: Any, secret: str) -> bool:
    """Whether it was ever written in clear of this party: nothing takes it out of there again."""
    written = party.history.values_list("code", "name", "note")
    reasons = party.changes().values_list("reason", flat=True)
    texts = [*(text for row in written for text in row), *reasons]
    return any(secret in text.casefold() for text in texts)


class PositionForm(CaseRecordForm):
    accused = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Accuses"), queryset=Party.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whom this party blames, if it blames anyone."),
    )  # fmt: skip

    fieldsets = [
        (gettext_lazy("Who speaks, and about what"), ["party", "incident", "about"]),
        (gettext_lazy("What is said"), ["value", "accused", "text", "note"]),
        (gettext_lazy("When, and who reports it"), ["stated_on", "reported_on", "source"]),
    ]

    class Meta:
        model = Position
        fields = ["party", "incident", "about", "value", "stated_on", "reported_on", "text", "note",
                  "source"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Party.objects.visible_to(self.user).filter(case=self.case).current()
        self.fields["accused"].queryset = current
        if not self.is_new:
            rows = self.instance.accused.current()
            self.initial["accused"] = [row.party_id for row in rows]

    def clean_accused(self) -> Any:
        accused = self.cleaned_data["accused"]
        if self.cleaned_data.get("party") in accused:
            raise ValidationError(_("A party does not accuse itself here."))
        return accused

    def save_new(self) -> Position:
        return save_position(self.instance, self.cleaned_data["accused"], by=self.user,
                             reason=self.reason_given)  # fmt: skip

    save_change = save_new


class ReaderChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return user.name


class WithheldReaderForm(CaseRecordForm):
    user = ReaderChoice(
        label=gettext_lazy("Reader"), queryset=User.objects.none(),
        help_text=gettext_lazy("A reviewer or counsel of this case, other than you."),
    )  # fmt: skip

    class Meta:
        model = WithheldNameReader
        fields = ["party", "user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["party"].queryset.filter(withheld=True)
        self.fields["party"].queryset = choices
        assert self.case is not None
        self.fields["user"].queryset = eligible_readers(self.case, named_by=self.user)

    def save_new(self) -> WithheldNameReader:
        return name_reader(self.instance, by=self.user, reason=self.reason_given)
