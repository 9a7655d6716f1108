"""One hypothesis: what is claimed, for and against it, and its way through review."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import (
    RecordCreateView,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.attribution.forms import HypothesisForm
from evidence.attribution.models import Hypothesis, Question
from evidence.attribution.views.questions import TAB


class HypothesisCreate(RecordCreateView):
    form_class = HypothesisForm
    permission = "attribution.write"
    tab = TAB
    heading = gettext_lazy("Add a hypothesis")
    lead = gettext_lazy("One answer to the question. Add its rivals too, and “other or unknown”.")
    submit_label = gettext_lazy("Save hypothesis")

    def fetch(self) -> None:
        visible = Question.objects.visible_to(self.request.user).current()
        self.question = get_object_or_404(visible, case=self.case, pk=self.kwargs["question"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "question": self.question}

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}

    def get_cancel_url(self) -> str:
        return self.question.get_absolute_url()


class HypothesisUpdate(RecordUpdateView):
    model = Hypothesis
    form_class = HypothesisForm
    permission = "attribution.write"
    tab = TAB
    heading = gettext_lazy("Change the hypothesis")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "question": self.object.question}


class HypothesisWithdraw(RecordWithdrawView):
    model = Hypothesis
    permission = "attribution.write"
    tab = TAB
