"""A whole row of the matrix in one form: one exhibit against every leaf."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.kept import KeptForm
from casefiles.cases.forms.recorded import FIRST_ENTRY
from evidence.attribution.forms.matrix import (
    RELEVANCES,
    CleanTextMixin,
    changed_meanwhile,
    fingerprint,
    signed,
    stands,
)
from evidence.attribution.models import (
    Hypothesis,
    IndividualRating,
    MatrixRow,
    Question,
    Rating,
)
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.models import Exhibit


class Cell(NamedTuple):
    """One leaf's part of the form."""

    hypothesis: Hypothesis
    value: BoundField
    rationale: BoundField


class RowRatingsForm(KeptForm, CleanTextMixin):
    """Relevance of the exhibit, and a rating with its rationale for each leaf.

    Cells left without a value stay as they are. Only what differs is written, so that a form
    sent twice doubles nothing. A rationale that several cells share is typed once.
    """

    relevance = forms.ChoiceField(
        label=gettext_lazy("Relevance to the question"), choices=RELEVANCES,
        widget=forms.RadioSelect, initial=Weight.MEDIUM,
        help_text=gettext_lazy("Its credibility weight comes from its grade."),
    )  # fmt: skip
    shared = forms.CharField(
        label=gettext_lazy("Rationale shared by several"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 1, "class": "short"}),
        help_text=gettext_lazy("Used for every hypothesis above that has a rating and no rationale."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason for changing"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only where you change what stood here before."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, question: Question, exhibit: Exhibit, row: MatrixRow | None,
        leaves: list[Hypothesis], ratings: Mapping[Any, Rating | IndividualRating], user: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.question, self.exhibit, self.row, self.user = question, exhibit, row, user
        self.leaves, self.ratings = leaves, ratings
        self.identity = tuple(f"seen_{leaf.pk.hex}" for leaf in leaves)
        if row is not None:
            self.fields["relevance"].initial = row.relevance
        for leaf in leaves:
            self._add_cell(leaf, ratings.get(leaf.pk))
        if row is None and not ratings:
            del self.fields["reason"]
        self.order_fields(
            [n for n in self.fields if n not in ("shared", "reason")] + ["shared", "reason"]
        )

    def _add_cell(self, leaf: Hypothesis, current: Rating | IndividualRating | None) -> None:
        key = leaf.pk.hex
        self.fields[f"value_{key}"] = forms.ChoiceField(
            label=_("%(code)s: rating") % {"code": leaf.code}, required=False,
            choices=[(value, signed(value)) for value in Consistency.values],
            widget=forms.RadioSelect(attrs={"class": "rate-row"}),
            initial=current.value if current else None,
        )  # fmt: skip
        self.fields[f"rationale_{key}"] = forms.CharField(
            label=_("%(code)s: rationale") % {"code": leaf.code}, required=False, max_length=5000,
            widget=forms.Textarea(attrs={"rows": 1, "class": "short"}),
            initial=current.rationale if current else "",
        )  # fmt: skip
        self.fields[f"seen_{key}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=fingerprint(current)
        )

    @property
    def cells(self) -> list[Cell]:
        return [
            Cell(leaf, self[f"value_{leaf.pk.hex}"], self[f"rationale_{leaf.pk.hex}"])
            for leaf in self.leaves
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.changed_cells: list[tuple[Hypothesis, str, str]] = []
        for leaf in self.leaves:
            self._clean_cell(leaf, cleaned)
        changes = [leaf for leaf, *_rest in self.changed_cells if leaf.pk in self.ratings]
        moved = self.row is not None and cleaned.get("relevance") != self.row.relevance
        if (changes or moved) and not self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Say why you change what stood here before."))
        return cleaned

    def _clean_cell(self, leaf: Hypothesis, cleaned: dict[str, Any]) -> None:
        key, current = leaf.pk.hex, self.ratings.get(leaf.pk)
        value = cleaned.get(f"value_{key}", "")
        rationale = cleaned.get(f"rationale_{key}", "") or cleaned.get("shared", "")
        if not value:
            if cleaned.get(f"rationale_{key}"):
                self.add_error(f"value_{key}", _("Choose a rating for this rationale."))
            return
        if not rationale:
            self.add_error(f"rationale_{key}", _("Say why, here or in the shared rationale."))
            return
        if current and (value, rationale) == (current.value, current.rationale):
            return
        if cleaned.get(f"seen_{key}", "") != fingerprint(current):
            self.data = {**self.data, f"seen_{key}": fingerprint(current)}
            self.add_error(f"value_{key}", ValidationError(changed_meanwhile(current)))
            return
        self.changed_cells.append((leaf, value, rationale))

    def is_saved(self, typed: QueryDict) -> bool:
        moved = self.row is not None and typed.get("relevance") != self.row.relevance
        return bool(self.ratings) and not moved and all(
            stands(self.ratings.get(leaf.pk), typed, f"value_{leaf.pk.hex}", f"rationale_{leaf.pk.hex}")
            for leaf in self.leaves
        )  # fmt: skip

    def save(self) -> int:
        """Writes what differs; the number of cells written."""
        reason = self.cleaned_data.get("reason") or FIRST_ENTRY
        relevance = self.cleaned_data["relevance"]
        if self.row is None or self.row.relevance != relevance:
            excuse = self.row.not_rated_why if self.row else ""
            place_in_matrix(
                self.question, self.exhibit, relevance, excuse, by=self.user, reason=reason
            )
        for leaf, value, rationale in self.changed_cells:
            rate(leaf, self.exhibit, value, rationale, by=self.user, reason=reason)
        return len(self.changed_cells)
