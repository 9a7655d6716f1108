"""Forms of a question, its rival answers, and who would have acted under each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.forms.recorded import RecordedForm
from evidence.attribution.models import Hypothesis, HypothesisActor, Question
from evidence.attribution.services import add_hypothesis
from evidence.attribution.tree import tree_of


class QuestionForm(RecordedForm):
    class Meta:
        model = Question
        fields = ["code", "text", "incident"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "text": gettext_lazy(
                "One question that rival answers can be weighed for: Who carried out the second "
                "strike, and under whose command?"
            )
        }


def check_sentence(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    if bool(cleaned.get("subject")) != bool(cleaned.get("predicate")):
        empty = "predicate" if cleaned.get("subject") else "subject"
        form.add_error(empty, _("The sentence needs both parts, or neither."))


class HypothesisForm(RecordedForm):
    """`question` is given by the page; a parent comes from the same question, without a circle."""

    fieldsets = [
        (gettext_lazy("The claim"), ["code", "text", "parent", "is_residual", "position"]),
        (
            gettext_lazy("How its finding reads"),
            ["subject", "predicate", "branch_issue"],
            gettext_lazy(
                "The product puts the likelihood between the two parts. The whole sentence is "
                "shown on the hypothesis's page once saved."
            ),
        ),
    ]

    class Meta:
        model = Hypothesis
        fields = [
            "code", "text", "parent", "is_residual", "position", "subject", "predicate",
            "branch_issue",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "position": gettext_lazy("Place among its neighbours; 0 comes first."),
        }

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.instance.question = question
        own = [item.pk for item in tree_of(question).under(self.instance)]
        rivals = Hypothesis.objects.current().filter(question=question, is_residual=False)
        field: Any = self.fields["parent"]
        field.queryset = rivals.exclude(pk__in=own)
        field.label_from_instance = lambda item: f"{item.code} · {item.text}"
        field.empty_label = _("None: it stands by itself")
        self.fields["position"].required = False

    def clean_position(self) -> int:
        return self.cleaned_data.get("position") or 0

    def save_new(self) -> Hypothesis:
        return add_hypothesis(self.instance, by=self.user, reason=self.reason_given)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_sentence(self, cleaned)
        return cleaned


class ActorForm(RecordedForm):
    """Who would have acted; liability is a person's, responsibility a State's, never mixed."""

    fieldsets = [
        (gettext_lazy("Who, and what it did"), ["party", "role", "involvement"]),
        (
            gettext_lazy("Individual liability"),
            ["liability"],
            gettext_lazy(
                "A person's own criminal responsibility, under the Rome Statute. It says nothing "
                "of any State."
            ),
        ),
        (
            gettext_lazy("Responsibility of a State"),
            ["state_responsibility"],
            gettext_lazy(
                "Under the Articles on State Responsibility (2001). It needs no crime and convicts "
                "nobody."
            ),
        ),
    ]

    class Meta:
        model = HypothesisActor
        fields = ["party", "role", "involvement", "liability", "state_responsibility"]
        help_texts = {
            "party": gettext_lazy(
                "From the case's parties. A withheld one appears as its placeholder everywhere."
            ),
            "role": gettext_lazy(
                "What it was in this hypothesis: whose aircraft or weapon (owner of the platform), "
                "who flew or fired it (operator), who directed it as it happened (tactical "
                "command), who ordered it (ordering authority), who gave the weapon, the target "
                "intelligence or the base. One row a role: an actor with two roles is added twice."
            ),
            "involvement": gettext_lazy(
                "How far it took part, as far as this hypothesis says. “Suspected” where no more "
                "is said."
            ),
            "liability": gettext_lazy(
                "Only for a person. 25(3): took part in it; 28: answers for those under their "
                "command or authority."
            ),
            "state_responsibility": gettext_lazy(
                "Only for a State. 4: its own organ did it; 5: somebody it authorised; 8: somebody "
                "it directed or controlled; 11: it adopts it as its own; 16: it aided another State."
            ),
        }

    def __init__(self, *args: Any, hypothesis: Hypothesis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.instance.hypothesis = hypothesis
        field: Any = self.fields["party"]
        field.label_from_instance = lambda party: f"{party.code} · {party.name}"
