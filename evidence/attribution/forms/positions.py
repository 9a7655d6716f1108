"""Forms that put a party's own position to the test."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.models import Position
from evidence.attribution.denials import free_code, question_for, suggestion
from evidence.attribution.forms.hypotheses import check_sentence
from evidence.attribution.models import Hypothesis, Question, TestedPosition
from evidence.attribution.services.positions import hypothesis_from, tie


class PositionHypothesisForm(RecordedForm):
    """One step from a denial to a hypothesis: everything is filled in, and can be edited."""

    fieldsets = [
        ("", ["question", "code", "text"]),
        (
            gettext_lazy("How its finding reads"),
            ["subject", "predicate"],
            gettext_lazy("The product puts the likelihood between the two parts."),
        ),
    ]

    class Meta:
        model = Hypothesis
        fields = ["question", "code", "text", "subject", "predicate"]
        labels = {"question": gettext_lazy("Question")}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(
        self, *args: Any, position: Position, wanted: Question | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.position = position
        field: Any = self.fields["question"]
        field.label_from_instance = _told
        chosen = wanted or question_for(position, field.queryset)
        first = {
            "question": chosen and chosen.pk,
            "code": free_code(chosen),
            **suggestion(position),
        }
        for name, value in first.items():
            self.fields[name].initial = value
            self.initial[name] = value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_sentence(self, cleaned)
        question, code = cleaned.get("question"), cleaned.get("code")
        taken = Hypothesis.objects.current().filter(question=question, code=code)
        if question and code and not self.was_posted_before and taken.exists():
            names = {"code": code, "free": free_code(question)}
            text = _("%(code)s is taken in that question. Free is %(free)s.") % names
            self.add_error("code", text)
        return cleaned

    def validate_constraints(self) -> None:
        """A short name that is taken was told already, in words that help."""
        if "code" not in self.errors:
            super().validate_constraints()

    def save_new(self) -> Hypothesis:
        self.instance.position = Hypothesis.objects.filter(question=self.instance.question).count()
        return hypothesis_from(self.position, self.instance, by=self.user, reason=self.reason_given)


class TestedPositionForm(RecordedForm):
    """Where a hypothesis that tests the position stands already."""

    __test__ = False

    class Meta:
        model = TestedPosition
        fields = ["hypothesis"]
        labels = {"hypothesis": gettext_lazy("Hypothesis that tests it")}
        help_texts = {
            "hypothesis": gettext_lazy(
                "The one that would be right if the party were. Where nothing could ever tell, "
                "choose “other or unknown”."
            )
        }

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.position = position
        field: Any = self.fields["hypothesis"]
        field.queryset = field.queryset.filter(question__withdrawn_at=None).select_related(
            "question"
        )
        field.label_from_instance = lambda item: f"{item.question.code} · {_told(item)}"

    def save_new(self) -> TestedPosition:
        return tie(self.instance, by=self.user, reason=self.reason_given)


def _told(item: Any) -> str:
    return f"{item.code} · {item.text}"
