"""Where an author answers one thing that speaks against a finding."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.attribution.forms import ContraryAnswerForm
from evidence.attribution.models import Rating
from evidence.attribution.models.contrary import TARGETS
from evidence.attribution.services import item_to_answer
from evidence.attribution.views.attached import NewOfHypothesis
from evidence.exhibits.models import Exhibit


class AnswerUpdate(NewOfHypothesis):
    """The first visit answers it, later ones change the answer or say again that it holds."""

    form_class = ContraryAnswerForm
    template_name = "attribution/answer_update.html"
    heading = gettext_lazy("Answer what speaks against it")
    submit_label = gettext_lazy("Save the answer")
    anchor = "#contrary"

    def fetch(self) -> None:
        super().fetch()
        kind, pk = self.kwargs["kind"], self.kwargs["target"]
        if kind not in TARGETS:
            raise Http404
        if kind == "exhibit":
            visible = Exhibit.objects.visible_to(self.request.user)
            if not visible.filter(case=self.case, pk=pk).exists():
                raise Http404
        self.item = item_to_answer(self.hypothesis, kind, pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._gone() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._gone() or super().post(request, *args, **kwargs)

    def _gone(self) -> HttpResponse | None:
        """What it answers may have been rated otherwise or withdrawn meanwhile."""
        if self.item is not None:
            return None
        messages.info(self.request, _("This does not speak against the finding any more."))
        return redirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        assert self.item is not None
        given = {"item": self.item, "instance": self.item.answer}
        return {**super().get_form_kwargs(), **given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"item": self.item, "ratings": self._ratings()}
        return super().get_context_data(**{**given, **kwargs})

    def _ratings(self) -> list[Rating]:
        """What the raters wrote of an exhibit: this is what the answer has to meet."""
        if self.item is None or self.item.kind != "exhibit":
            return []
        rows = Rating.objects.current().filter(
            exhibit=self.item.pk, hypothesis__question=self.hypothesis.question,
            hypothesis__code__in=self.item.content["ratings"],
        )  # fmt: skip
        return list(rows.select_related("hypothesis", "exhibit", "rater"))
