"""The matrix page, and one cell of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import (
    CaseFormView,
    CaseMixin,
    RecordDetailView,
    RecordWithdrawView,
)
from casefiles.cases.views.drafts import note_draft
from evidence.attribution.denials import untested
from evidence.attribution.forms import RatingForm
from evidence.attribution.grid import grid_of
from evidence.attribution.individual import differ, individual_ratings
from evidence.attribution.matrix import Weighing, weigh_values
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.overview import question_card
from evidence.attribution.rounds import open_round_of, rounds_of
from evidence.attribution.selection import select
from evidence.attribution.sensitivity import resting_of
from evidence.attribution.shown import Shown, with_records
from evidence.attribution.tree import tree_of
from evidence.attribution.views.questions import TAB
from evidence.attribution.vocabulary import Consistency
from evidence.exhibits.models import Exhibit

# How many of those that are not in the matrix yet are listed.
MISSING = 20


class QuestionDetail(RecordDetailView):
    """The matrix: what it says in plain words, then the grid, then what is not in it."""

    model = Question
    template_name = "attribution/question_detail.html"
    permission = "attribution.view"
    write_permission = "attribution.write"
    update_route = "attribution:question_update"
    withdraw_route = "attribution:question_withdraw"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = self.request.user, self.request.GET
        weighing = weigh_values(self.object)
        cell = asked.get("cell", "")
        selection = select(weighing, asked.get("show", ""), asked.get("page"), cell)
        rows = with_records(weighing, selection.exhibits, user)
        card = question_card(self.object, user, weighing)
        rounds = rounds_of(self.object, user)
        may_write = user.has_perm("attribution.write", self.case) and not self.object.is_withdrawn
        may_rate = may_write and not rounds.going_on
        return super().get_context_data(
            weighing=weighing,
            selection=selection,
            grid=grid_of(weighing, rows, cell),
            resting=resting_of(weighing, user),
            conclusion=card.conclusion,
            nodes=card.nodes,
            ratings=[(value, Consistency(value).label) for value in Consistency.values],
            rounds=rounds,
            untested=untested(self.object, user),
            may_rate=may_rate,
            missing=self._missing() if may_write else [],
            chosen=self._chosen(weighing, rows, cell),
            crumb={"label": _("Questions"),
                   "url": reverse("attribution:question_list", args=[self.case.pk])},
            **kwargs,
        )  # fmt: skip

    def _missing(self) -> Page:
        """The first exhibits this user may see that have no place in the matrix yet."""
        placed = MatrixRow.objects.current().filter(question=self.object).values("exhibit")
        mine = Exhibit.objects.visible_to(self.request.user).current().filter(case=self.case)
        return Paginator(mine.exclude(pk__in=placed), MISSING).page(1)

    def _chosen(self, weighing: Weighing, rows: list[Shown], wanted: str) -> dict[str, Any] | None:
        """The cell that `?cell=exhibit.hypothesis` names, opened beside the grid."""
        for row in rows:
            for leaf in weighing.leaves:
                if not row.hidden and wanted == f"{row.pk}.{leaf.pk}":
                    return CellPlace.of(self.object, row.exhibit, leaf).context(self.request)
        return None


@dataclass(frozen=True)
class CellPlace:
    """One cell: which question, exhibit and leaf, and the rating in it."""

    question: Question
    exhibit: Any
    hypothesis: Hypothesis
    rating: Rating | None

    @classmethod
    def of(cls, question: Question, exhibit: Any, leaf: Hypothesis) -> "CellPlace":
        ratings = Rating.objects.current().filter(exhibit=exhibit.pk, hypothesis=leaf)
        return cls(question, exhibit, leaf, ratings.select_related("rater").first())

    @property
    def key(self) -> str:
        return f"{self.exhibit.pk}.{self.hypothesis.pk}"

    @property
    def url(self) -> str:
        return reverse("attribution:rating_update", args=[
            self.question.case_id, self.question.pk, self.exhibit.pk, self.hypothesis.pk])  # fmt: skip

    @property
    def matrix_url(self) -> str:
        """Back to the matrix with this cell open beside it."""
        return f"{self.question.get_absolute_url()}?cell={self.key}#rationale"

    def form(self, user: Any, data: Any = None) -> RatingForm:
        return RatingForm(
            data, hypothesis=self.hypothesis, exhibit=self.exhibit, current=self.rating, user=user
        )

    def shown_form(self, request: HttpRequest) -> RatingForm:
        """With what is said of its draft; beside the matrix a draft is opened beside it too."""
        form = self.form(request.user)
        beside = request.path != self.url or "HX-Request" in request.headers
        opens = self.matrix_url.replace("#", "&draft=on#") if beside else "?draft=on"
        note_draft(request, form, self.url, opens)
        return form

    def context(self, request: HttpRequest) -> dict[str, Any]:
        case = self.question.case
        round_ = open_round_of(self.question)
        may_rate = request.user.has_perm("attribution.write", case) and round_ is None
        place = (self.hypothesis.pk, self.exhibit.pk)
        given = individual_ratings(self.question, [self.exhibit.pk]).get(place, [])
        change = self.rating.changes().select_related("actor").last() if self.rating else None
        return {
            "place": self,
            "may_rate": may_rate and not self.question.is_withdrawn,
            "form": self.shown_form(request) if may_rate else None,
            "rating_change": change,
            "going_on": round_,
            "individual": given,
            "unsettled": self.rating is None and differ(given),
        }


class CellMixin(CaseMixin):
    """A view under /questions/<question>/matrix/<exhibit>/…"""

    tab = TAB
    hypothesis: Hypothesis

    def fetch(self) -> None:
        user = self.request.user
        questions = Question.objects.visible_to(user).filter(case=self.case)
        self.question = get_object_or_404(questions, pk=self.kwargs["question"])
        exhibits = Exhibit.objects.visible_to(user).filter(case=self.case)
        self.exhibit = get_object_or_404(exhibits, pk=self.kwargs["exhibit"])
        rows = MatrixRow.objects.current().filter(question=self.question, exhibit=self.exhibit)
        self.row = (rows.select_for_update() if self.request.method == "POST" else rows).first()

    def get_cancel_url(self) -> str:
        return self.question.get_absolute_url()

    def refuse_withdrawn(self) -> None:
        if self.question.is_withdrawn or self.exhibit.is_withdrawn:
            raise PermissionDenied(_("This was withdrawn and is kept as it is."))


class RatingUpdate(CellMixin, CaseFormView):
    """One cell: its rationale for those who read, its form for those who write.

    Asked by htmx, it answers with the part that opens beside the matrix; a saved rating leads
    to the whole page, a refused one back into that part.
    """

    template_name = "attribution/rating_update.html"
    heading = gettext_lazy("A cell of a matrix")
    permission = "attribution.view"
    http_method_names = ["get", "head", "post"]

    def fetch(self) -> None:
        super().fetch()
        leaves = {leaf.pk: leaf for leaf in tree_of(self.question).leaves()}
        found = leaves.get(self.kwargs["hypothesis"])
        self.hypothesis = found or get_object_or_404(Hypothesis.objects.none())
        self.place = CellPlace.of(self.question, self.exhibit, self.hypothesis)

    def get_form(self, form_class: Any = None) -> RatingForm:
        form = self.place.form(self.request.user, self.request.POST)
        self.keep_draft_of(form)
        form.draft.address = self.place.url
        return form

    def form_not_sent(self) -> RatingForm:
        return self.place.form(self.request.user)

    def after_draft(self) -> str:
        return self.place.matrix_url

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("attribution.write", self.case):
            raise PermissionDenied
        self.refuse_withdrawn()
        return super().post(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        # A browser's Back asks for the whole page; only a swap gets the part.
        if self.request.headers.get("HX-Request"):
            return ["attribution/_cell.html"]
        return [self.template_name]

    def form_invalid(self, form: Any) -> HttpResponse:
        answer = super().form_invalid(form)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#rationale", "innerHTML"
        answer["HX-Reselect"] = ".cell-part"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Matrix of %s") % self.question, "url": self.place.matrix_url}
        cell = self.place.context(self.request)
        return super().get_context_data(**{"crumb": crumb, **cell, **kwargs})

    def act(self, form: Any) -> None:
        form.save()
        names = {"exhibit": self.exhibit.number, "code": self.hypothesis.code}
        messages.success(self.request, _("%(exhibit)s against %(code)s is rated.") % names)

    def get_success_url(self) -> str:
        return self.place.matrix_url


class RatingWithdraw(RecordWithdrawView):
    """Empties a cell that should not have been rated."""

    model = Rating
    permission = "attribution.write"
    tab = TAB

    def get_success_url(self) -> str:
        return self.object.hypothesis.question.get_absolute_url()

    get_cancel_url = get_success_url
