"""The form that gives several exhibits one grade, for one reason."""

from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.services.grading import grade_many

# What a page shows, and some more; so many boxes a form may bring.
MOST = 200
SEEN, TICKED = "seen", "exhibit"


class GradesForm(RecordedForm):
    """The rows of the page are boxes beside the fields: `exhibit` for each that was ticked, `seen`
    for each that was shown, with the grading in force then (`<exhibit>:<grading>`).

    `save()` gives the first grading; `made` are all of them.
    """

    every = forms.BooleanField(
        label=gettext_lazy("All that are shown here"), required=False,
        help_text=gettext_lazy("Instead of ticking each of them."),
    )  # fmt: skip
    loose_boxes = (TICKED,)
    made: list[Grading] = []

    class Meta:
        model = Grading
        fields = ["reliability", "credibility", "why"]

    fieldsets = [("", ["every", "reliability", "credibility", "why"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["why"].help_text = _(
            "What you know of their sources, and what supports their content. It goes into the "
            "history of each exhibit: grade together only what shares it."
        )

    @property
    def ticked(self) -> set[UUID]:
        boxes: Any = self.data if self.is_bound else self.drafted
        return {pk for each in boxes.getlist(TICKED) if (pk := _uuid(each))}

    @property
    def shown(self) -> dict[UUID, UUID | None]:
        """What stood on the posted page: by exhibit, the grading that was in force."""
        boxes = self.data.getlist(SEEN)[:MOST] if self.is_bound else []
        pairs = (each.partition(":") for each in boxes)
        return {pk: _uuid(grading) for text, _colon, grading in pairs if (pk := _uuid(text))}

    def rows(self) -> Any:
        """The exhibits of the posted page that are still there, in the order of the list."""
        seen = Exhibit.objects.visible_to(self.user).current().filter(case=self.case)
        return seen.filter(pk__in=self.shown).order_by("sequence", "number")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        shown = self.shown
        self.wanted = shown.keys() if cleaned.get("every") else self.ticked & shown.keys()
        if self.instance.pk and self._first_of(shown).exists():
            self.was_posted_before = True
        elif not self.wanted:
            raise ValidationError(_("Tick the exhibits that get this grade."))
        return cleaned

    def save_new(self) -> Grading:
        there = set(self.rows().filter(pk__in=self.wanted).values_list("pk", flat=True))
        if len(there) < len(self.wanted):
            raise ValidationError(_("Some of them were withdrawn or kept to named readers since: "
                                    "look at those that are left."))  # fmt: skip
        given = self.cleaned_data
        self.made = grade_many(
            {pk: self.shown[pk] for pk in there}, reliability=given["reliability"],
            credibility=given["credibility"], why=given["why"], by=self.user, pk=self.instance.pk,
        )  # fmt: skip
        return self.made[0]

    def _posted(self) -> Any:
        return self._first_of(self.shown).first()

    def _first_of(self, shown: Any) -> Any:
        """What an earlier post of this form made; its rows have ids of the form's own."""
        return Grading.objects.filter(pk__in=[uuid5(self.instance.pk, pk.hex) for pk in shown])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
