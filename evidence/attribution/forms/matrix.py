"""Forms of the matrix: one cell, one exhibit's place in it, or a whole row at once."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.kept import KeptForm
from casefiles.cases.forms.recorded import FIRST_ENTRY, RecordedForm
from casefiles.cases.templatetags.look import rating as rating_sign
from casefiles.cases.text import clean_texts
from evidence.attribution.models import (
    Hypothesis,
    IndividualRating,
    MatrixRow,
    Question,
    Rating,
)
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.forms.numbers import ExhibitNumberField
from evidence.exhibits.models import Exhibit

MEANINGS = {
    Consistency.CC: gettext_lazy("Just what one would expect if it were true."),
    Consistency.C: gettext_lazy("Fits. It may fit its rivals just as well."),
    Consistency.N: gettext_lazy("Would look the same whether it is true or not."),
    Consistency.I: gettext_lazy("Hard to square with it. Counts against it."),
    Consistency.II: gettext_lazy("Could hardly be so if it were true. Counts twice against it."),
    Consistency.NA: gettext_lazy("Has nothing to say about it."),
}
RELEVANCES = [
    (Weight.HIGH.value, gettext_lazy("High: goes to the heart of the question")),
    (Weight.MEDIUM.value, gettext_lazy("Medium: bears on part of it")),
    (Weight.LOW.value, gettext_lazy("Low: touches it only from afar")),
]


def fingerprint(rating: Rating | IndividualRating | None) -> str:
    """What an editor saw of a cell; travels in the form to notice a change made meanwhile."""
    if rating is None:
        return ""
    return rating.value + hashlib.sha256(rating.rationale.encode()).hexdigest()[:12]


def explained(value: str) -> SafeString:
    """Sign, letters, word and what the value means, as one choice."""
    return format_html(
        '<span aria-hidden="true">{}</span> <span><b>{} {}</b> <span class="hint">{}</span></span>',
        rating_sign(value),
        value,
        Consistency(value).label,
        MEANINGS[Consistency(value)],
    )


def signed(value: str) -> SafeString:
    """Sign and letters alone, for a row of many."""
    return format_html("{}", rating_sign(value))


def stands(
    current: Rating | IndividualRating | None, typed: QueryDict, value: str, rationale: str
) -> bool:
    """Whether what was typed into these two boxes is what the cell holds."""
    words = typed.get(rationale, "").replace("\r\n", "\n").strip()
    given = (typed.get(value, ""), words)
    return given == ((current.value, current.rationale) if current else ("", ""))


class CleanTextMixin(forms.Form):
    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_texts(self)


def changed_meanwhile(current: Rating | IndividualRating | None) -> str:
    """The sentence for an editor whose cell someone else changed after the form was opened."""
    if current is None:
        return _("Someone withdrew this rating after you opened it. Send again to rate it anew.")
    return _("%(who)s rated this %(value)s after you opened it: “%(why)s”. What you typed is kept; "
             "send it again to replace that rating.") % {
        "who": current.rater, "value": current.value, "why": current.rationale,
    }  # fmt: skip


class RatingForm(KeptForm, CleanTextMixin):
    """One cell. The first rating's rationale is reason enough; a change needs one of its own.

    Sending the same rating twice changes nothing; a rating that someone else changed after the
    form was opened is not written over unseen.
    """

    value = forms.ChoiceField(
        label=gettext_lazy("If the hypothesis were true, this exhibit would be"),
        choices=[(value, explained(value)) for value in Consistency.values],
        widget=forms.RadioSelect(attrs={"class": "rate-options"}),
    )
    rationale = forms.CharField(
        label=gettext_lazy("Rationale"), max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What in the exhibit makes it so. Do not repeat the rating."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason for this change"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Asked for if anything changes. Goes into the history, with your name."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    identity = ("seen",)

    def __init__(
        self, *args: Any, hypothesis: Hypothesis, exhibit: Exhibit, current: Rating | None,
        user: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.hypothesis, self.exhibit, self.current, self.user = hypothesis, exhibit, current, user
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(current)
        if current is None:
            del self.fields["reason"]
        else:
            reason: Any = self.fields["reason"]
            reason.is_asked = True  # so that nothing calls it optional
            self.fields["value"].initial = current.value
            self.fields["rationale"].initial = current.rationale

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors or self.is_same:
            return cleaned
        if cleaned.get("seen", "") != fingerprint(self.current):
            # What is shown again carries the new state, so that a second post goes through.
            self.data = {**self.data, self.add_prefix("seen"): fingerprint(self.current)}
            raise ValidationError(changed_meanwhile(self.current))
        if self.current and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the rating changes."))
        return cleaned

    @property
    def is_same(self) -> bool:
        given = (self.cleaned_data.get("value"), self.cleaned_data.get("rationale"))
        return self.current is not None and given == (self.current.value, self.current.rationale)

    def is_saved(self, typed: QueryDict) -> bool:
        return self.current is not None and stands(self.current, typed, "value", "rationale")

    def save(self) -> None:
        if not self.is_same:
            rate(
                self.hypothesis, self.exhibit, self.cleaned_data["value"],
                self.cleaned_data["rationale"], by=self.user,
                reason=self.cleaned_data.get("reason") or FIRST_ENTRY,
            )  # fmt: skip


class RowForm(RecordedForm):
    """An exhibit's place in the matrix: how relevant it is, or why it is not rated."""

    exhibit = ExhibitNumberField(
        label=gettext_lazy("Exhibit"), help_text=gettext_lazy("Its number, such as TAJ-UN-0001.")
    )

    class Meta:
        model = MatrixRow
        fields = ["exhibit", "relevance", "not_rated_why"]
        widgets = {
            "relevance": forms.RadioSelect,
            "not_rated_why": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "relevance": gettext_lazy(
                "How much it bears on this question. Its credibility weight comes from its grade."
            )
        }

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        fields: Any = self.fields
        fields["relevance"].choices = RELEVANCES
        if not self.is_new:
            del fields["exhibit"]
            return
        self.instance.question = question
        fields["exhibit"].of_case(self.case)

    def clean_exhibit(self) -> Exhibit:
        exhibit: Exhibit = self.cleaned_data["exhibit"]
        self.known = MatrixRow.objects.current().filter(
            question=self.question, exhibit=exhibit
        ).first()  # fmt: skip
        return exhibit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = getattr(self, "known", None)
        if self.is_new and known:
            given = (cleaned.get("relevance"), cleaned.get("not_rated_why"))
            if given != (known.relevance, known.not_rated_why):
                self.add_error("exhibit", _("It is in this matrix already; change it there."))
            self.was_posted_before = True
        return cleaned

    def _posted(self) -> MatrixRow:
        posted: Any = self.known or super()._posted()
        return posted

    def save_new(self) -> MatrixRow:
        return self._place(self.cleaned_data["exhibit"])

    def save_change(self) -> MatrixRow:
        return self._place(self.instance.exhibit)

    def _place(self, exhibit: Exhibit) -> MatrixRow:
        return place_in_matrix(
            self.question, exhibit, self.cleaned_data["relevance"],
            self.cleaned_data["not_rated_why"], by=self.user, reason=self.reason_given,
        )  # fmt: skip
