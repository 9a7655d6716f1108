"""What hangs off a hypothesis: actors, our assessment, other bodies' findings."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import (
    RecordCreateView,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.attribution.forms import (
    ActorForm,
    AssessmentForm,
    OtherBodyFindingForm,
)
from evidence.attribution.models import (
    Assessment,
    Hypothesis,
    HypothesisActor,
    OtherBodyFinding,
)
from evidence.attribution.views.questions import TAB


class OfHypothesis:
    """A form about something of one hypothesis; afterwards back to that hypothesis's page."""

    permission = "attribution.write"
    tab = TAB
    anchor = ""
    hypothesis: Hypothesis

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "hypothesis": self.hypothesis}  # type: ignore[misc]

    def get_success_url(self) -> str:
        return f"{self.hypothesis.get_absolute_url()}{self.anchor}"

    def get_cancel_url(self) -> str:
        return self.hypothesis.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = _("About %(code)s: %(text)s") % {
            "code": self.hypothesis.code,
            "text": self.hypothesis.text,
        }
        return super().get_context_data(**{"lead": about, **kwargs})  # type: ignore[misc]


class NewOfHypothesis(OfHypothesis, RecordCreateView):
    def fetch(self) -> None:
        visible = Hypothesis.objects.visible_to(self.request.user).current()
        self.hypothesis = get_object_or_404(visible, case=self.case, pk=self.kwargs["hypothesis"])


class ChangedOfHypothesis(OfHypothesis, RecordUpdateView):
    def fetch(self) -> None:
        super().fetch()
        self.hypothesis = self.object.hypothesis


class WithdrawnOfHypothesis(RecordWithdrawView):
    permission = "attribution.write"
    tab = TAB

    def get_success_url(self) -> str:
        return self.object.hypothesis.get_absolute_url()

    get_cancel_url = get_success_url


class ActorCreate(NewOfHypothesis):
    form_class = ActorForm
    heading = gettext_lazy("Add an actor")
    submit_label = gettext_lazy("Save actor")
    anchor = "#actors"


class ActorUpdate(ChangedOfHypothesis):
    model = HypothesisActor
    form_class = ActorForm
    heading = gettext_lazy("Change the actor")
    anchor = "#actors"


class ActorWithdraw(WithdrawnOfHypothesis):
    model = HypothesisActor


class AssessmentUpdate(NewOfHypothesis):
    """One assessment a hypothesis: the first visit makes it, later ones change it."""

    form_class = AssessmentForm
    heading = gettext_lazy("Assess the hypothesis")
    submit_label = gettext_lazy("Save assessment")
    anchor = "#assessment"

    def get_form_kwargs(self) -> dict[str, Any]:
        known = Assessment.objects.filter(hypothesis=self.hypothesis).first()
        return {**super().get_form_kwargs(), "instance": known}


class FindingCreate(NewOfHypothesis):
    form_class = OtherBodyFindingForm
    heading = gettext_lazy("Add another body's finding")
    submit_label = gettext_lazy("Save finding")
    anchor = "#others"


class FindingUpdate(ChangedOfHypothesis):
    model = OtherBodyFinding
    form_class = OtherBodyFindingForm
    heading = gettext_lazy("Change another body's finding")
    anchor = "#others"


class FindingWithdraw(WithdrawnOfHypothesis):
    model = OtherBodyFinding
