"""Forms of a rating round: who rates what, and one rater's row of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from casefiles.accounts.models import User
from casefiles.cases.forms.recorded import FIRST_ENTRY, RecordedForm
from evidence.attribution.forms.rows import RowRatingsForm
from evidence.attribution.models import Hypothesis, IndividualRating, Question, RatingRound
from evidence.attribution.services import open_round, rate_alone
from evidence.attribution.services.rounds import WRITING
from evidence.exhibits.models import Exhibit


class RoundForm(RecordedForm):
    """Who rates, whether blind, and which cells."""

    raters = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Raters"), queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "At least two. Only who may write in this case can be one. Nobody who rates can "
            "review it later."
        ),
    )  # fmt: skip
    is_blind = forms.TypedChoiceField(
        label=gettext_lazy("Do the raters see one another's ratings?"),
        coerce=lambda text: text == "yes", initial="yes", widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Blind: not before the round is closed, and nobody else either")),
            ("no", gettext_lazy("Open: every member of the case sees them at once")),
        ],
    )  # fmt: skip

    class Meta:
        model = RatingRound
        fields = ["is_blind", "covers"]
        widgets = {"covers": forms.RadioSelect}
        labels = {"covers": gettext_lazy("Which cells do they rate?")}

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.question = question
        writers = question.case.members().filter(role__in=WRITING)
        fields: Any = self.fields
        fields["raters"].queryset = User.objects.filter(pk__in=writers.values("user")).order_by(
            "name"
        )
        fields["covers"].choices = list(fields["covers"].choices)
        self.order_fields(["raters", "is_blind", "covers", "reason"])

    def validate_constraints(self) -> None:
        """The service gives the round its number, and checks under its lock."""

    def save_new(self) -> RatingRound:
        return open_round(
            self.instance.question, list(self.cleaned_data["raters"]), by=self.user,
            reason=self.reason_given, is_blind=self.cleaned_data["is_blind"],
            covers=self.cleaned_data["covers"], pk=self.instance.pk,
        )  # fmt: skip


class OwnRowForm(RowRatingsForm):
    """One exhibit against every hypothesis that the round asks for, by one rater alone."""

    def __init__(
        self, *args: Any, round_: RatingRound, exhibit: Exhibit, leaves: list[Hypothesis],
        ratings: dict[Any, IndividualRating], user: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            *args, question=round_.question, exhibit=exhibit, row=None, leaves=leaves,
            ratings=ratings, user=user, **kwargs,
        )  # fmt: skip
        self.round = round_
        del self.fields["relevance"]

    def save(self) -> int:
        reason = self.cleaned_data.get("reason") or FIRST_ENTRY
        for leaf, value, rationale in self.changed_cells:
            rate_alone(
                self.round, leaf, self.exhibit, value, rationale, by=self.user, reason=reason
            )
        return len(self.changed_cells)
