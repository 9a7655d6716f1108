"""Forms of review: a note to the reviewers, and one reviewer's word on one digest."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.vocabulary import Role
from evidence.attribution.forms.checklist import ChecklistMixin
from evidence.attribution.forms.matrix import CleanTextMixin
from evidence.attribution.models import ReturnPoint, Thread
from evidence.attribution.talk import Talk
from evidence.attribution.vocabulary import DecisionKind

TOLD = ("kind", "decided_as", "reasons", "points", "threads")
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

    def __init__(
        self, *args: Any, corrects: bool = False, points: Sequence[ReturnPoint] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["correction"]
        self.points = points
        for point in points:
            self.fields[f"point_{point.pk.hex}"] = forms.CharField(
                label=_("Point %(number)d: %(text)s")
                % {"number": point.number, "text": point.text},
                max_length=5000, widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "note"] + ["note"])

    @property
    def submission(self) -> dict[str, Any]:
        """What `submit_hypothesis()` takes."""
        given = self.cleaned_data
        answers = {point.pk: given[f"point_{point.pk.hex}"] for point in self.points}
        correction = given.get("correction", "")
        return {"note": given["note"], "correction": correction, "answers": answers}


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
    points = forms.CharField(
        label=gettext_lazy("Points of a return"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Only for a return: one a line. Each has to be answered when it is submitted again."
        ),
    )  # fmt: skip
    threads = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Open comments that become points"), required=False,
        queryset=Thread.objects.none(), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, roles: list[str], kinds: list[str], items: list[str],
        talks: Sequence[Talk] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._offer_points(kinds, [talk for talk in talks if talk.is_open])
        self.add_items(items)
        self.fieldsets = [
            (
                _("Checklist"),
                self.item_fields,
                _("An approval answers every item; a “no” says why it is given all the same."),
            ),
            (_("Decision"), [n for n in TOLD if n in self.fields]),
        ]
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in EXPLAINED if choice[0] in kinds]
        field: Any = self.fields["decided_as"]
        field.choices = [(role, Role(role).label) for role in roles]
        if len(roles) == 1:
            field.initial = roles[0]

    def _offer_points(self, kinds: list[str], talks: list[Talk]) -> None:
        if DecisionKind.RETURN not in kinds:
            del self.fields["points"], self.fields["threads"]
        elif not talks:
            del self.fields["threads"]
        else:
            field: Any = self.fields["threads"]
            words = {talk.thread.pk: f"{talk.words}: {talk.comments[0].text}" for talk in talks}
            field.queryset = Thread.objects.filter(pk__in=words)
            field.label_from_instance = lambda thread: words[thread.pk]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") != DecisionKind.RETURN and (
            cleaned.get("points") or cleaned.get("threads")
        ):
            self.add_error("points", _("Points belong to a return: choose it, or empty this."))
        cleaned["checklist"] = self.clean_checklist(cleaned)
        return cleaned

    @property
    def decision(self) -> dict[str, Any]:
        """What `decide()` takes."""
        names = ("kind", "decided_as", "digest", "reasons", "checklist")
        told = {name: self.cleaned_data[name] for name in names}
        points = self.cleaned_data.get("points", "").splitlines()
        return {**told, "points": points, "threads": list(self.cleaned_data.get("threads", []))}
