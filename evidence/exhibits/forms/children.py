"""Forms of what hangs off an exhibit."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from evidence.exhibits.forms.numbers import ExhibitNumberField
from evidence.exhibits.models import (
    Citation,
    Derivation,
    ExhibitReader,
    Grading,
    Origin,
)
from evidence.exhibits.services.citations import citable_fields, cite
from evidence.exhibits.services.grading import grade_exhibit
from evidence.exhibits.services.origins import derive
from evidence.exhibits.services.readers import name_reader
from evidence.exhibits.vocabulary import DerivationKind as Kind


class OriginForm(RecordedForm):
    class Meta:
        model = Origin
        fields = ["name", "kind", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        others = Origin.objects.visible_to(self.user).current().filter(case=self.case)
        others = others.exclude(pk=self.instance.pk).filter(name__iexact=cleaned.get("name", ""))
        if others.exists():
            # One name twice would count one source twice.
            self.add_error("name", _("The case has an origin of this name. Use that one."))
        return cleaned


class GradingForm(RecordedForm):
    """Why the grade was given is the reason of the entry: it is asked once."""

    # The grading that the page said was in force: nobody grades over one that they have not read.
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Grading
        fields = ["reliability", "credibility", "why"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["seen"].initial = self._in_force()

    def save_new(self) -> Grading:
        given = self.cleaned_data
        try:
            return grade_exhibit(
                self.instance.exhibit, reliability=given["reliability"],
                credibility=given["credibility"], why=given["why"], by=self.user,
                pk=self.instance.pk, seen=given["seen"],
            )  # fmt: skip
        except ValidationError:
            # The page that comes back tells of the one that counts now.
            posted: Any = self.data.copy()
            posted[self.add_prefix("seen")] = self._in_force() or ""
            self.data = posted
            raise

    def _in_force(self) -> UUID | None:
        grade = self.instance.exhibit.grade
        return grade.pk if grade else None


class DerivationForm(RecordedForm):
    parent = ExhibitNumberField(
        label=gettext_lazy("Derives from"),
        help_text=gettext_lazy("The number of the exhibit that this one repeats, quotes or rests "
                               "on, such as TAJ-UN-0001."),
    )  # fmt: skip

    class Meta:
        model = Derivation
        fields = ["parent", "relation", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = parent.queryset.exclude(pk=self.instance.exhibit_id)
        parent.of_case(self.case)
        relation: Any = self.fields["relation"]
        # Translations and redacted versions have forms of their own, at the original.
        relation.choices = [(each.value, each.label) for each in (Kind.DERIVED, Kind.EXCERPT)]

    def validate_constraints(self) -> None:
        """Saying it twice changes nothing; the service answers for that."""

    def save_new(self) -> Derivation:
        return derive(
            self.instance.exhibit, self.cleaned_data["parent"], by=self.user,
            reason=self.reason_given, pk=self.instance.pk,
            link=self.instance,
        )  # fmt: skip


class ReaderForm(RecordedForm):
    class Meta:
        model = ExhibitReader
        fields = ["user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ExhibitReader.objects.current().filter(exhibit=self.instance.exhibit)
        members: Any = self.case.members().values("user")
        people = get_user_model().objects.filter(pk__in=members)
        self.fields["user"].queryset = people.exclude(pk__in=named.values("user")).order_by("name")
        self.fields["user"].help_text = _("A member of the case who may see this exhibit.")

    def save_new(self) -> ExhibitReader:
        return name_reader(
            self.instance.exhibit, self.cleaned_data["user"], by=self.user,
            reason=self.reason_given, pk=self.instance.pk,
        )  # fmt: skip


class CitationForm(RecordedForm):
    """`target` is the record that cites; its values are the choices of `field`."""

    exhibit = ExhibitNumberField(
        label=gettext_lazy("Exhibit"), help_text=gettext_lazy("Its number, such as TAJ-UN-0001.")
    )

    class Meta:
        model = Citation
        fields = ["exhibit", "field", "locator", "place"]

    def __init__(self, *args: Any, target: Any, **kwargs: Any) -> None:
        self.target = target
        super().__init__(*args, **kwargs)
        exhibit: Any = self.fields["exhibit"]
        exhibit.queryset = exhibit.queryset.exclude(pk=target.pk)
        exhibit.of_case(self.case)
        whole = [("", _("The whole record"))]
        self.fields["field"] = forms.ChoiceField(
            label=_("Value"), required=False, choices=whole + citable_fields(target),
            help_text=_("Which value of this record rests on the exhibit."),
        )  # fmt: skip
        self.order_fields(["exhibit", "field", "locator", "place", "reason"])

    def save_new(self) -> Citation:
        given = self.cleaned_data
        return cite(
            self.target, given["exhibit"], given["field"], given["locator"], given["place"],
            by=self.user, reason=self.reason_given, pk=self.instance.pk,
        )  # fmt: skip
