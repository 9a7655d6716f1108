"""The review page: what was submitted, what changed since, and the decision at its end."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casefiles.cases.views.base import CasePage
from evidence.attribution.deciding import obstacles
from evidence.attribution.forms import DecisionForm
from evidence.attribution.frozen_pages import PAGE, note_opened, unopened
from evidence.attribution.looks import look_at
from evidence.attribution.models import Decision, HypothesisActor, ReturnPoint
from evidence.attribution.review_summary import (
    exhibits_gist,
    glance,
    quorum_in_words,
    since_in_words,
)
from evidence.attribution.services import decide
from evidence.attribution.snapshot.named import named_in
from evidence.attribution.talk import points_seen
from evidence.attribution.versions import versions_of
from evidence.attribution.views.submissions import OfSubmission
from evidence.attribution.vocabulary import DecisionKind


class SubmissionDetail(OfSubmission, CasePage):
    """Readable for every member, for ever; the form is for those who may decide now."""

    template_name = "attribution/submission_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        submission, standing = self.submission, self.standing
        decisions = list(submission.decisions.select_related("reviewer"))
        mine = next((item for item in decisions if item.reviewer_id == user.pk), None)
        why_not = self._why_not(decided=mine is not None)
        versions = versions_of(self.hypothesis)
        shown = self.shown(self._first())
        note_opened(submission, self.pages[:1], user)
        context = {
            **shown,
            # What speaks against it stands here whole, however much there is.
            "frozen": replace(shown["frozen"], against=self.frozen.against),
            "versions": versions,
            "version": next(item for item in versions if item.submission.pk == submission.pk),
            "question": self.hypothesis.question,
            "exhibits_gist": exhibits_gist(self.frozen),
            "glance": glance(
                self.frozen,
                self.changed,
                since_in_words(mine, self.changes_now, self.known),
                self.talks,
                quorum_in_words(
                    submission, decisions, is_stale=self.is_newest and standing.is_stale
                ),
            ),
            "standing": standing,
            "is_newest": self.is_newest,
            "named": named_in(self.frozen.data),
            "decisions": decisions,
            "my_decision": mine,
            "changes_now": self.changes_now,
            "later": set(self._later()),
            "known": self.known,
            "last_look": look_at(submission, user),
            "why_not": why_not,
            "form": None if why_not else self.form(),
            "left": unopened(self.pages),
            "openable": self._openable(),
            **self._points(),
            "crumb": {"label": self.hypothesis.code, "url": self.hypothesis.get_absolute_url()},
        }
        return super().get_context_data(**{**context, **kwargs})

    def _first(self) -> list[str]:
        """Exhibits of the first page, and before them such as changed; of very many the list of
        changes, which is whole, leads to their pages."""
        moved = [number for number in self._later() if number in self.changed][:PAGE]
        return [*moved, *self.pages[0].exhibits]

    def _later(self) -> list[str]:
        return [number for page in self.pages[1:] for number in page.exhibits]

    def _why_not(self, *, decided: bool) -> list[str]:
        """Why there is no form here for this reader, in sentences."""
        standing, is_newest = self.standing, self.is_newest
        if found := obstacles(self.submission, self.request.user):
            return found
        if decided:
            found = [_("You have decided on this submission. A decision is not changed.")]
            if is_newest and standing.is_stale:
                found.append(_("It changed since, so what was decided no longer holds: the author "
                               "has to submit it again."))  # fmt: skip
            return found
        if not is_newest:
            return [_("A newer version was submitted: that one is decided on.")]
        if standing.is_stale:
            return [_("It changed since it was submitted, so it cannot be decided on: the author "
                      "has to submit it again.")]  # fmt: skip
        if not self.form().fields["kind"].choices:  # type: ignore[attr-defined]
            state = self.hypothesis.get_state_display()
            return [_("There is nothing to decide now: the state is “%s”.") % state]
        return []

    def _points(self) -> dict[str, Any]:
        """Those made of this version, and those of the one before that were answered in it."""
        made = ReturnPoint.objects.filter(decision__submission=self.submission)
        answered = ReturnPoint.objects.filter(answer__submission=self.submission)
        user = self.request.user
        return {"points": points_seen(made, user), "answered": points_seen(answered, user)}

    def _openable(self) -> list[Any]:
        """Withheld actors whose sealed name this reader may open."""
        actors = HypothesisActor.objects.current().filter(
            hypothesis__question=self.hypothesis.question, party__withheld=True
        )
        parties = {actor.party for actor in actors.select_related("party")}
        return [party for party in sorted(parties, key=lambda party: party.code)
                if party.name_open_to(self.request.user)]  # fmt: skip


class SubmissionDecide(SubmissionDetail):
    """POST: one word on one digest. Refused as the service says, in words."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if found := obstacles(self.submission, request.user):
            raise PermissionDenied(" ".join(found))
        if not form.is_valid():
            return self._again(form)
        try:
            decision = decide(self.submission, by=request.user, **form.decision)
        except ValidationError as error:
            form.add_error(None, error)
            return self._again(form)
        messages.success(request, self._said(decision))
        return redirect(self.url)

    def _again(self, form: DecisionForm) -> HttpResponse:
        """The page again with what was typed; without a form where nothing can be decided now."""
        context = self.get_context_data(refused=form)
        if context["form"] is not None:
            context["form"] = form
        return self.render_to_response(context, status=422)

    def _said(self, decision: Decision) -> str:
        return {
            DecisionKind.APPROVE: _("You approved it. Your reasons are kept with what you saw."),
            DecisionKind.RETURN: _("You returned it. The author sees your reasons."),
            DecisionKind.DISSENT: _("Your dissent is on record with its reasons."),
        }[DecisionKind(decision.kind)]
