"""An exhibit's place in the matrix: entered, rated as a whole row, changed, taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefiles.cases.views.base import (
    CaseFormView,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.attribution.forms import RowForm, RowRatingsForm
from evidence.attribution.models import MatrixRow, Rating
from evidence.attribution.next_row import next_to_rate
from evidence.attribution.rounds import open_round_of
from evidence.attribution.tree import tree_of
from evidence.attribution.views.matrix import CellMixin
from evidence.attribution.views.questions import TAB, NewOfQuestion
from evidence.attribution.views.rounds import refuse_past_round


class RowRate(CellMixin, CaseFormView):
    """One exhibit against every leaf, in one form; it enters the matrix if it was not in it."""

    template_name = "attribution/row_rate.html"
    heading = gettext_lazy("A row of a matrix")
    permission = "attribution.write"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if round_ := open_round_of(self.question):
            return refuse_past_round(request, round_, self.exhibit)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.refuse_withdrawn()
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> RowRatingsForm:
        form = self._form(self.request.POST or None)
        self.keep_draft_of(form)
        return form

    def form_not_sent(self) -> RowRatingsForm:
        return self._form(None)

    def _form(self, data: Any) -> RowRatingsForm:
        leaves = tree_of(self.question).leaves()
        ratings = Rating.objects.current().filter(exhibit=self.exhibit, hypothesis__in=leaves)
        return RowRatingsForm(
            data, question=self.question, exhibit=self.exhibit, row=self.row,
            leaves=leaves, ratings={r.hypothesis_id: r for r in ratings.select_related("rater")},
            user=self.request.user,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Matrix of %s") % self.question,
                 "url": self.question.get_absolute_url()}  # fmt: skip
        return super().get_context_data(
            crumb=crumb, question=self.question, exhibit=self.exhibit, row=self.row,
            **{"grade": str(self.exhibit.grade or ""), **kwargs},
        )  # fmt: skip

    def act(self, form: Any) -> None:
        count = form.save()
        text = ngettext("%(count)d cell of %(exhibit)s was written.",
                        "%(count)d cells of %(exhibit)s were written.", count)  # fmt: skip
        if not count:
            text = _("%(exhibit)s is in the matrix. No cell was written: none was given a rating, "
                     "or nothing differs from what stood there.")  # fmt: skip
        messages.success(self.request, text % {"count": count, "exhibit": self.exhibit.number})

    def get_success_url(self) -> str:
        """Back to the grid, or on to the next exhibit with something left to rate."""
        if "next" in self.request.POST:
            if following := next_to_rate(self.question, self.exhibit.pk, self.request.user):
                ids = [self.case.pk, self.question.pk, following.pk]
                return reverse("attribution:row_rate", args=ids)
            messages.info(self.request, _("That was the last: no cell waits for a rating."))
        return f"{self.question.get_absolute_url()}#row-{self.exhibit.pk}"


class RowCreate(NewOfQuestion):
    form_class = RowForm
    heading = gettext_lazy("Put an exhibit into the matrix")
    lead = gettext_lazy("Say how much it bears on the question, or why it is not rated here.")
    submit_label = gettext_lazy("Save and rate it")

    def get_initial(self) -> dict[str, Any]:
        return {"exhibit": self.request.GET.get("exhibit", "")}

    def get_success_url(self) -> str:
        if self.object.not_rated_why:
            return self.question.get_absolute_url()
        ids = [self.case.pk, self.question.pk, self.object.exhibit_id]
        return reverse("attribution:row_rate", args=ids)


class RowUpdate(CellMixin, RecordUpdateView):
    """Relevance of an exhibit, or its excuse for not being rated."""

    model = MatrixRow
    form_class = RowForm
    permission = "attribution.write"
    heading = gettext_lazy("Change its place in the matrix")

    def fetch(self) -> None:
        super().fetch()
        self.object = self.row or get_object_or_404(MatrixRow.objects.none())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "question": self.question}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = f"{self.exhibit.number} · {self.exhibit.title}"
        return super().get_context_data(**{"lead": lead, **kwargs})

    def get_success_url(self) -> str:
        return self.question.get_absolute_url()

    get_cancel_url = get_success_url


class RowWithdraw(RecordWithdrawView):
    """Takes an exhibit out of the matrix; its ratings stay in the history."""

    model = MatrixRow
    permission = "attribution.write"
    tab = TAB

    def get_success_url(self) -> str:
        return self.object.question.get_absolute_url()

    get_cancel_url = get_success_url
