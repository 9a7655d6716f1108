"""Pages of a rating round: opened, filled by each rater alone, closed, compared."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefiles.cases.forms.recorded import ReasonForm
from casefiles.cases.views.base import (
    CaseActionView,
    CaseFormView,
    RecordDetailView,
    RecordMixin,
)
from evidence.attribution.forms import OwnRowForm, RoundForm
from evidence.attribution.models import IndividualRating, RatingRound
from evidence.attribution.rounds import (
    agreement_of,
    is_covered,
    own_grid,
    progress,
    rater_of,
)
from evidence.attribution.services import close_round, finish, go_on
from evidence.attribution.tree import tree_of
from evidence.attribution.views.questions import TAB, NewOfQuestion
from evidence.exhibits.models import Exhibit


class RoundCreate(NewOfQuestion):
    form_class = RoundForm
    permission = "attribution.lead_rounds"
    heading = gettext_lazy("Open a rating round")
    lead = gettext_lazy(
        "Several people rate the same cells, each alone. Where they agree, that is the rating; "
        "where they differ, the cell waits until somebody settles it and says why."
    )
    submit_label = gettext_lazy("Open the round")


class RoundMixin(RecordMixin):
    model = RatingRound
    tab = TAB


class RoundDetail(RoundMixin, RecordDetailView):
    """To a rater their own part; to all how far it is, and once it is closed who gave what."""

    template_name = "attribution/round_detail.html"
    permission = "attribution.view"
    write_permission = "attribution.lead_rounds"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, round_ = self.request.user, self.object
        finished, of = progress(round_)
        mine = rater_of(round_, user) if round_.is_open else None
        rates = mine is not None and user.has_perm("attribution.write", self.case)
        leads = round_.is_open and user.has_perm("attribution.lead_rounds", self.case)
        return super().get_context_data(
            question=round_.question,
            raters=round_.raters.current().select_related("user"),
            finished=finished,
            of=of,
            mine=mine if rates else None,
            own=own_grid(round_, user) if rates else None,
            agreement=agreement_of(round_, user),
            may_settle=not round_.is_open and user.has_perm("attribution.write", self.case),
            may_close=leads,
            who_finished=leads or not (round_.is_open and round_.is_blind),
            crumb={"label": _("Matrix of %s") % round_.question,
                   "url": round_.question.get_absolute_url()},
            **kwargs,
        )  # fmt: skip


class RoundRow(RoundMixin, CaseFormView):
    """One exhibit against every hypothesis of the round, by the rater alone."""

    template_name = "attribution/row_rate.html"
    heading = gettext_lazy("My row of a rating round")
    permission = "attribution.write"

    def fetch(self) -> None:
        super().fetch()
        user = self.request.user
        exhibits = Exhibit.objects.visible_to(user).filter(case=self.case)
        self.exhibit = get_object_or_404(exhibits, pk=self.kwargs["exhibit"])
        mine = rater_of(self.object, user)
        if mine is None:
            raise PermissionDenied(_("Only who was named as a rater rates in this round."))
        leaves = tree_of(self.object.question).leaves()
        self.leaves = [leaf for leaf in leaves if is_covered(self.object, leaf, self.exhibit)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.is_open:
            messages.info(request, _("This round is closed."))
        elif not self.leaves:
            messages.info(request, _("%s is not rated in this round.") % self.exhibit)
        else:
            return super().get(request, *args, **kwargs)
        return redirect(self.object)

    def get_form(self, form_class: Any = None) -> OwnRowForm:
        form = self._form(self.request.POST or None)
        self.keep_draft_of(form)
        return form

    def form_not_sent(self) -> OwnRowForm:
        return self._form(None)

    def _form(self, data: Any) -> OwnRowForm:
        given = IndividualRating.objects.current().filter(
            round=self.object, exhibit=self.exhibit, rater=self.request.user.pk
        )
        return OwnRowForm(
            data, round_=self.object, exhibit=self.exhibit,
            leaves=self.leaves, user=self.request.user,
            ratings={row.hypothesis_id: row for row in given.select_related("rater")},
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": str(self.object), "url": self.object.get_absolute_url()}
        grade = str(self.exhibit.grade or "")
        context = {"crumb": crumb, "question": self.object.question, "exhibit": self.exhibit,
                   "grade": grade, "round": self.object}  # fmt: skip
        return super().get_context_data(**{**context, **kwargs})

    def act(self, form: Any) -> None:
        count = form.save()
        text = ngettext("%(count)d of your ratings of %(exhibit)s was written.",
                        "%(count)d of your ratings of %(exhibit)s were written.", count)  # fmt: skip
        messages.success(self.request, text % {"count": count, "exhibit": self.exhibit.number})

    def get_success_url(self) -> str:
        """On to the next exhibit with something left, and back to the grid after the last."""
        following = own_grid(self.object, self.request.user).next_line
        if following is None:
            return self.object.get_absolute_url()
        ids = [self.case.pk, self.object.pk, following.exhibit.pk]
        return reverse("attribution:round_row", args=ids)

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class RoundClose(RoundMixin, CaseFormView):
    form_class = ReasonForm
    permission = "attribution.lead_rounds"
    submit_label = gettext_lazy("Close the round")
    lead = gettext_lazy(
        "What was rated so far counts: where two or more rated a cell and agree, that is its "
        "rating; where they differ, it waits to be settled. A closed round is not opened again."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"heading": _("Close %s") % self.object, **kwargs})

    def act(self, form: Any) -> None:
        close_round(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Closed. What each rater gave can be read now."))

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    get_cancel_url = get_success_url


class RoundVerb(RoundMixin, CaseActionView):
    """POST: what a rater says of their own part."""

    permission = "attribution.write"

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class RoundFinish(RoundVerb):
    def act(self) -> None:
        if finish(self.object, by=self.request.user).is_open:
            messages.success(self.request, _("You have finished. The round goes on with the rest."))
        else:
            messages.success(self.request, _("You were the last: the round is closed."))


class RoundResume(RoundVerb):
    def act(self) -> None:
        go_on(self.object, by=self.request.user)
        messages.success(self.request, _("You can go on rating."))


def refuse_past_round(request: HttpRequest, round_: RatingRound, exhibit: Exhibit) -> HttpResponse:
    """Where whoever wants to rate a row of a matrix is led while its round is open."""
    if rater_of(round_, request.user):
        return redirect("attribution:round_row", round_.case_id, round_.pk, exhibit.pk)
    messages.info(request, _("A rating round is open: until it is closed, only its raters rate."))
    return redirect(round_.question)
