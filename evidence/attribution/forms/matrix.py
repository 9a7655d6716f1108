"""Forms of the matrix: one cell, one exhibit's place in it, or a whole row at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.templatetags.look import rating as rating_sign
from casefiles.cases.text import clean_text
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.models import Exhibit

MEANINGS = {
    Consistency.CC: gettext_lazy("Just what one would expect if it were true."),
    Consistency.C: gettext_lazy("Fits. It may fit its rivals just as well."),
    Consistency.N: gettext_lazy("Would look the same whether it is true or not."),
    Consistency.I: gettext_lazy("Hard to square with it. Counts against it once."),
    Consistency.II: gettext_lazy("Could hardly be so if it were true. Counts against it twice."),
    Consistency.NA: gettext_lazy("Has nothing to say about it."),
}
RELEVANCES = {
    Weight.HIGH: gettext_lazy("High: goes to the heart of the question."),
    Weight.MEDIUM: gettext_lazy("Medium: bears on part of it."),
    Weight.LOW: gettext_lazy("Low: touches it only from afar."),
}


def explained(value: str) -> SafeString:
    """Sign, letters, word and what the value means, as one choice."""
    return format_html(
        '{} <span class="choice-text"><b>{}</b> <span class="hint">{}</span></span>',
        rating_sign(value),
        Consistency(value).label,
        MEANINGS[Consistency(value)],
    )


class RatingForm(RecordedForm):
    """One cell. A change needs a reason; the first rating's rationale is reason enough."""

    class Meta:
        model = Rating
        fields = ["value", "rationale"]
        widgets = {
            "value": forms.RadioSelect(attrs={"class": "rate-options"}),
            "rationale": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"value": gettext_lazy("If the hypothesis were true, this exhibit would be")}

    def __init__(self, *args: Any, exhibit: Exhibit, hypothesis: Hypothesis, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if self.is_new:
            self.instance.exhibit, self.instance.hypothesis = exhibit, hypothesis
            self.instance.rater = self.user
            self.fields["reason"].widget = forms.HiddenInput()
        field: Any = self.fields["value"]
        field.choices = [(value, explained(value)) for value in Consistency.values]

    def save_new(self) -> Any:
        return self._rate()

    def save_change(self) -> Any:
        return self._rate()
