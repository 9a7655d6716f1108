"""From what a party says to a hypothesis that puts it to the test."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import Position
from casefiles.cases.views.base import RecordCreateView, RecordWithdrawView
from evidence.attribution.forms import PositionHypothesisForm, TestedPositionForm
from evidence.attribution.models import Question, TestedPosition
from evidence.attribution.views.questions import TAB


class OfPosition(RecordCreateView):
    """Under /positions/<position>/."""

    permission = "attribution.write"
    tab = TAB
    template_name = "attribution/position_form.html"

    def fetch(self) -> None:
        visible = Position.objects.visible_to(self.request.user).current()
        self.position = get_object_or_404(visible, case=self.case, pk=self.kwargs["position"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "position": self.position}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"position": self.position, **kwargs})

    def get_cancel_url(self) -> str:
        return self.position.get_absolute_url()


class PositionHypothesis(OfPosition):
    form_class = PositionHypothesisForm
    heading = _("Make it a hypothesis")
    lead = _(
        "What the party says is weighed against the same exhibits as every other answer. Word it "
        "as it would be if the party were right."
    )
    submit_label = _("Save hypothesis")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "wanted": self._wanted()}

    def _wanted(self) -> Question | None:
        """The question from whose page one comes."""
        try:
            pk = UUID(self.request.GET.get("question", ""))
        except ValueError:
            return None
        visible = Question.objects.visible_to(self.request.user).current()
        return visible.filter(case=self.case, pk=pk).first()


class TestedCreate(OfPosition):
    __test__ = False
    form_class = TestedPositionForm
    heading = _("Say which hypothesis tests it")
    submit_label = _("Save")


class TestedWithdraw(RecordWithdrawView):
    __test__ = False
    model = TestedPosition
    permission = "attribution.write"
    tab = TAB
