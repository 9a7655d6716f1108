"""The review page: what was submitted, what changed since, and the decision at its end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from casefiles.cases.views.base import CaseMixin, CasePage
from evidence.attribution.checklist import checklist_of
from evidence.attribution.deciding import content_of, obstacles, roles_for_deciding
from evidence.attribution.forms import DecisionForm
from evidence.attribution.frozen import frozen_of
from evidence.attribution.looks import look_at, since_decided, since_looked
from evidence.attribution.models import Decision, HypothesisActor, ReturnPoint, Submission
from evidence.attribution.parts import parts_of
from evidence.attribution.review_summary import (
    changed_in,
    exhibits_gist,
    glance,
    quorum_in_words,
    since_in_words,
)
from evidence.attribution.services import decide
from evidence.attribution.services.reviews import OPEN_TO
from evidence.attribution.snapshot import Difference, differences, snapshot_of
from evidence.attribution.snapshot.named import named_in
from evidence.attribution.standing import Standing, standing_of
from evidence.attribution.talk import Talk, points_seen, talks_on
from evidence.attribution.versions import versions_of
from evidence.attribution.views.questions import TAB
from evidence.attribution.vocabulary import DecisionKind


class OfSubmission(CaseMixin):
    tab = TAB
    permission = "attribution.view"

    def fetch(self) -> None:
        mine = Submission.objects.filter(case=self.case).select_related(
            "hypothesis__question", "submitted_by"
        )
        self.submission = get_object_or_404(mine, pk=self.kwargs["pk"])
        self.hypothesis = self.submission.hypothesis

    @property
    def url(self) -> str:
        return reverse("attribution:submission_detail", args=[self.case.pk, self.submission.pk])

    @cached_property
    def talks(self) -> list[Talk]:
        return talks_on(self.submission, self.request.user)

    def form(self, data: Any = None) -> DecisionForm:
        state = self.hypothesis.state
        return DecisionForm(
            data,
            roles=roles_for_deciding(self.submission, self.request.user),
            kinds=[kind for kind in DecisionKind.values if state in OPEN_TO[DecisionKind(kind)]],
            items=checklist_of(self.case),
            talks=self.talks,
            initial={"digest": self.submission.digest},
        )


class SubmissionDetail(OfSubmission, CasePage):
    """Readable for every member, for ever; the form is for those who may decide now."""

    template_name = "attribution/submission_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        submission = self.submission
        standing = standing_of(self.hypothesis, user)
        is_newest = standing.submission is not None and standing.submission.pk == submission.pk
        decisions = list(submission.decisions.select_related("reviewer"))
        mine = next((item for item in decisions if item.reviewer_id == user.pk), None)
        why_not = self._why_not(standing, is_newest=is_newest, decided=mine is not None)
        versions = versions_of(self.hypothesis)
        frozen, known = frozen_of(submission, user), self._known()
        changes_now = self._changed_now(standing if is_newest else None)
        changed = changed_in(changes_now, *(item.changes for item in known["known"]))
        context = {
            "versions": versions,
            "version": next(item for item in versions if item.submission.pk == submission.pk),
            "submission": submission,
            "hypothesis": self.hypothesis,
            "question": self.hypothesis.question,
            "frozen": frozen,
            "changed": changed,
            "exhibits_gist": exhibits_gist(frozen),
            "words": {key: words for key, (_path, words) in parts_of(frozen.data).items()},
            "glance": glance(
                frozen,
                changed,
                since_in_words(mine, changes_now, known["known"]),
                self.talks,
                quorum_in_words(submission, decisions, is_stale=is_newest and standing.is_stale),
            ),
            "standing": standing,
            "is_newest": is_newest,
            "named": named_in(frozen.data),
            "decisions": decisions,
            "my_decision": mine,
            "changes_now": changes_now,
            **known,
            "why_not": why_not,
            "form": None if why_not else self.form(),
            "openable": self._openable(),
            "talks": self.talks,
            "may_comment": user.has_perm("attribution.comment", self.case),
            **self._points(),
            "crumb": {"label": self.hypothesis.code, "url": self.hypothesis.get_absolute_url()},
        }
        return super().get_context_data(**{**context, **kwargs})

    def _why_not(self, standing: Standing, *, is_newest: bool, decided: bool) -> list[str]:
        """Why there is no form here for this reader, in sentences."""
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

    def _changed_now(self, standing: Standing | None) -> list[Difference]:
        """What differs between the frozen text and what is in the file now."""
        if standing is not None:
            return standing.differences
        if self.hypothesis.is_withdrawn:
            return []
        before = content_of(self.submission)
        return differences(before, snapshot_of(self.hypothesis), self.request.user)

    def _known(self) -> dict[str, Any]:
        """What this reader knows: earlier versions they decided on or opened, and this one."""
        user = self.request.user
        decided = since_decided(self.submission, user)
        known = [decided, since_looked(self.submission, user, decided)]
        return {
            "known": [item for item in known if item],
            "last_look": look_at(self.submission, user),
        }

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
