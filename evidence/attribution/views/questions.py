"""The tab: each question, its rival answers, what is concluded so far."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.views.base import (
    CasePage,
    RecordCreateView,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.attribution.forms import QuestionForm
from evidence.attribution.models import Question
from evidence.attribution.overview import question_cards

TAB = "attribution"


class QuestionList(CasePage):
    template_name = "attribution/question_list.html"
    permission = "attribution.view"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cards=question_cards(self.case, self.request.user), **kwargs
        )


class QuestionCreate(RecordCreateView):
    form_class = QuestionForm
    permission = "attribution.write"
    tab = TAB
    heading = _("Ask a question")
    lead = _("Rival answers are then weighed against every exhibit.")
    submit_label = _("Save question")

    def get_cancel_url(self) -> str:
        return reverse("attribution:question_list", args=[self.case.pk])


class NewOfQuestion(RecordCreateView):
    """A record that begins with one question, from whose page it is asked for."""

    permission = "attribution.write"
    tab = TAB
    question: Question

    def fetch(self) -> None:
        visible = Question.objects.visible_to(self.request.user).current()
        self.question = get_object_or_404(visible, case=self.case, pk=self.kwargs["question"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "question": self.question}

    def get_cancel_url(self) -> str:
        return self.question.get_absolute_url()


class QuestionUpdate(RecordUpdateView):
    model = Question
    form_class = QuestionForm
    permission = "attribution.write"
    tab = TAB
    heading = _("Change the question")


class QuestionWithdraw(RecordWithdrawView):
    model = Question
    permission = "attribution.write"
    tab = TAB
