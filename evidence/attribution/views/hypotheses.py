"""One hypothesis: what is claimed, for and against it, and its way through review."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import (
    CaseActionView,
    RecordDetailView,
    RecordMixin,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.attribution.forms import HypothesisForm, SubmitForm
from evidence.attribution.hypothesis_page import hypothesis_page
from evidence.attribution.models import Hypothesis, ReturnPoint
from evidence.attribution.services import (
    begin_review,
    release_hypothesis,
    submit_hypothesis,
    withdraw_hypothesis,
    withdraw_submission,
)
from evidence.attribution.standing import standing_of
from evidence.attribution.talk import points_seen, points_to_answer
from evidence.attribution.versions import was_approved_before
from evidence.attribution.views.questions import TAB, NewOfQuestion

FEW = 50


class HypothesisDetail(RecordDetailView):
    model = Hypothesis
    template_name = "attribution/hypothesis_detail.html"
    permission = "attribution.view"
    write_permission = "attribution.write"
    update_route = "attribution:hypothesis_update"
    withdraw_route = "attribution:hypothesis_withdraw"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.object.question
        context = {
            **hypothesis_page(self.object, self.request.user),
            "crumb": {"label": question.code, "url": question.get_absolute_url()},
            "submit_form": self.submit_form(),
            # Of what speaks for it or for a rival; what speaks against it is always whole.
            "few": ":" if self.request.GET.get("evidence") == "all" else f":{FEW}",
        }
        return super().get_context_data(**{**context, **kwargs})

    def submit_form(self, data: Any = None) -> SubmitForm:
        newest = self.object.submissions.last()
        initial = {"correction": newest.correction if newest else ""}
        waiting = [point.pk for point in points_to_answer(newest)]
        points = points_seen(ReturnPoint.objects.filter(pk__in=waiting), self.request.user)
        corrects = was_approved_before(self.object)
        return SubmitForm(data, corrects=corrects, points=points, initial=initial)


class HypothesisCreate(NewOfQuestion):
    form_class = HypothesisForm
    heading = gettext_lazy("Add a hypothesis")
    lead = gettext_lazy("One answer to the question. Add its rivals too, and “other or unknown”.")
    submit_label = gettext_lazy("Save hypothesis")

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.request.GET.get("parent", "")}


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

    def act(self, form: Any) -> None:
        withdraw_hypothesis(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Withdrawn. It stays in the history."))


class HypothesisSubmit(HypothesisDetail):
    """POST: freezes what is there. A refusal shows the page again with all that is missing."""

    http_method_names = ["post"]
    permission = "attribution.submit"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.submit_form(request.POST)
        if form.is_valid():
            try:
                submit_hypothesis(self.object, by=request.user, **form.submission)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(
                    request, _("Submitted. The reviewers decide on exactly what is here now.")
                )
                return redirect(self.object)
        context = self.get_context_data(submit_form=form)
        return self.render_to_response(context, status=422)


class HypothesisBeginReview(RecordMixin, CaseActionView):
    """POST: a reviewer takes the submission up and reads it."""

    model = Hypothesis
    permission = "attribution.review"
    tab = TAB

    def act(self) -> None:
        begin_review(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        newest = self.object.submissions.last()
        if newest is None:
            return self.object.get_absolute_url()
        return reverse("attribution:submission_detail", args=[self.case.pk, newest.pk])


class HypothesisWithdrawSubmission(RecordWithdrawView):
    """Takes the newest submission back; what was decided about it stays readable."""

    model = Hypothesis
    permission = "attribution.submit"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {
            "heading": _("Take back the submission of %s") % self.object,
            "submit_label": _("Take it back"),
            "lead": _(
                "It becomes a draft again. What was submitted stays readable, with its decisions."
            ),
        }
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: Any) -> None:
        submission = standing_of(self.object).submission
        if submission is None:
            raise ValidationError(_("Nothing was submitted."))
        reason = form.cleaned_data["reason"]
        withdraw_submission(submission, by=self.request.user, reason=reason)
        messages.success(self.request, _("Taken back. It is a draft again."))


class HypothesisRelease(RecordWithdrawView):
    """Says, with a reason, that an approved finding may go out as released."""

    model = Hypothesis
    permission = "attribution.release"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {
            "heading": _("Release %s") % self.object,
            "submit_label": _("Release"),
            "lead": _("Only what is exactly as it was approved is released. If anything it rests on "
                      "changes later, it is stale again and has to be reviewed."),
            "is_destructive": False,
        }  # fmt: skip
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: Any) -> None:
        release_hypothesis(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Released."))
