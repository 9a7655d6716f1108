"""Forms of what we conclude, and of what others concluded."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.vocabulary import LIKELIHOOD_RANGES, Likelihood
from evidence.attribution.forms.single import SingleForm
from evidence.attribution.models import (
    Assessment,
    Hypothesis,
    OtherBodyFinding,
)
from evidence.attribution.services import assess
from evidence.attribution.vocabulary import Outcome, Stance


def likelihood_choices() -> list[tuple[str, str]]:
    """Each word with its range; the word alone means different things to different people."""
    ranges = [
        (word.value, f"{word.label} · {low}–{high} %")
        for word, (low, high) in ((Likelihood(w), r) for w, r in LIKELIHOOD_RANGES.items())
    ]
    return [("", _("Not stated")), *ranges]


class AssessmentForm(SingleForm):
    """Three scales, each under its own heading, because each answers another question."""

    met = gettext_lazy(
        "Someone assessed this after you opened the form. What you typed is kept below: open the "
        "hypothesis in another tab and compare, then reload this form."
    )

    fieldsets = [
        (gettext_lazy("What we conclude"), ["outcome"]),
        (
            gettext_lazy("Standard of proof"),
            ["standard"],
            gettext_lazy(
                "How much it takes before we state it. A threshold that is reached or not; "
                "it says nothing of how likely it is."
            ),
        ),
        (
            gettext_lazy("Likelihood"),
            ["likelihood"],
            gettext_lazy("How probable it is that the hypothesis is true. Each word has a range."),
        ),
        (
            gettext_lazy("Confidence in the analysis"),
            ["confidence", "confidence_why"],
            gettext_lazy(
                "How good our sources and reasoning are. A likely finding can rest on weak sources, "
                "so this is never said in one sentence with the likelihood."
            ),
        ),
        (
            gettext_lazy("What it leans on, and what would overturn it"),
            ["assumptions", "gaps", "would_change"],
        ),
    ]

    class Meta:
        model = Assessment
        fields = [
            "outcome", "standard", "likelihood", "confidence", "confidence_why", "assumptions",
            "gaps", "would_change",
        ]  # fmt: skip
        widgets = {
            "outcome": forms.RadioSelect(attrs={"class": "scale"}),
            "standard": forms.RadioSelect(attrs={"class": "scale"}),
            "likelihood": forms.RadioSelect(attrs={"class": "scale"}),
            "confidence": forms.RadioSelect(attrs={"class": "scale"}),
        }
        labels = {
            "standard": gettext_lazy("Standard reached"),
            "likelihood": gettext_lazy("How likely"),
        }
        help_texts = {
            "outcome": gettext_lazy(
                "“Undetermined” is a result: we looked, and the evidence does not decide it."
            ),
            "assumptions": gettext_lazy("What we take for granted and have not shown."),
        }

    def __init__(self, *args: Any, hypothesis: Hypothesis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.instance.hypothesis = hypothesis
        fields: Any = self.fields
        fields["likelihood"].choices = likelihood_choices()
        for name in ("standard", "confidence"):
            choices = [choice for choice in fields[name].choices if choice[0]]
            fields[name].choices = [("", _("Not stated")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.SUPPORTED:
            for name in ("standard", "likelihood", "confidence"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A supported finding states this too."))
        return cleaned

    def save_new(self) -> Any:
        return self._assess()

    def save_change(self) -> Any:
        return self._assess()

    def _assess(self) -> Any:
        fields = {name: self.cleaned_data[name] for name in self._meta.fields}
        return assess(self.instance.hypothesis, by=self.user, reason=self.reason_given, **fields)


class OtherBodyFindingForm(RecordedForm):
    class Meta:
        model = OtherBodyFinding
        fields = ["source", "text", "stance", "found_on"]
        widgets = {
            "found_on": forms.DateInput(attrs={"type": "date"}),
            "stance": forms.RadioSelect,
        }
        help_texts = {
            "source": gettext_lazy("One of the case's sources."),
            "text": gettext_lazy(
                "As that body put it, with its own degree of certainty. It is printed beside our "
                "finding and never merged into it."
            ),
        }

    def __init__(self, *args: Any, hypothesis: Hypothesis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.instance.hypothesis = hypothesis
        fields: Any = self.fields
        fields["source"].label_from_instance = lambda source: f"{source.code} · {source.title}"
        fields["stance"].required = True  # a row from before this was asked has none
        fields["stance"].choices = Stance.choices
