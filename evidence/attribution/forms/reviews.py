"""Forms of review: a note to the reviewers, and one reviewer's word on one digest."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.vocabulary import Role
from evidence.attribution.forms.checklist import ChecklistMixin
from evidence.attribution.forms.matrix import CleanTextMixin
from evidence.attribution.vocabulary import DecisionKind

EXPLAINED = [
    (DecisionKind.APPROVE.value, gettext_lazy("Approve: I stand behind what is shown here")),
    (DecisionKind.RETURN.value, gettext_lazy("Return: the author has to change something first")),
    (
        DecisionKind.DISSENT.value,
        gettext_lazy("Dissent: I disagree, and my reasons stay on record"),
    ),
]


class SubmitForm(CleanTextMixin):
    """`corrects`: whether an earlier version was approved, so that a correction is asked for."""

    correction = forms.CharField(
        label=gettext_lazy("Correction: what was wrong or has changed, and why"),
        max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "An earlier version was approved and stays readable. Everyone who reads it is told "
            "this; dossiers print it."
        ),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Note to the reviewers"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What you ask them to look at. It is not part of what is frozen."),
    )  # fmt: skip

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["correction"]


class DecisionForm(ChecklistMixin, CleanTextMixin):
    """`roles`: in which capacities this user may decide; `kinds`: what can be said of it now;
    `items`: what the case's checklist asks."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=EXPLAINED, widget=forms.RadioSelect
    )
    decided_as = forms.ChoiceField(
        label=gettext_lazy("You decide as"), widget=forms.RadioSelect,
        help_text=gettext_lazy("Where a State or a person is named, one approval is a counsel's."),
    )  # fmt: skip
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"), max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "What you looked at and why you decide so. Kept with the text it is about, for good."
        ),
    )  # fmt: skip
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, roles: list[str], kinds: list[str], items: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_items(items)
        self.fieldsets = [
            (
                _("Checklist"),
                self.item_fields,
                _("An approval answers every item; a “no” says why it is given all the same."),
            ),
            (_("Decision"), ["kind", "decided_as", "reasons"]),
        ]
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in EXPLAINED if choice[0] in kinds]
        field: Any = self.fields["decided_as"]
        field.choices = [(role, Role(role).label) for role in roles]
        if len(roles) == 1:
            field.initial = roles[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["checklist"] = self.clean_checklist(cleaned)
        return cleaned

    @property
    def decision(self) -> dict[str, Any]:
        """What `decide()` takes."""
        names = ("kind", "decided_as", "digest", "reasons", "checklist")
        return {name: self.cleaned_data[name] for name in names}
