"""The review page: what was submitted, what changed since, and the decision at its end."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from casefiles.cases.views.base import CaseMixin, CasePage
from evidence.attribution.checklist import checklist_of
from evidence.attribution.deciding import content_of, obstacles, roles_for_deciding
from evidence.attribution.forms import DecisionForm
from evidence.attribution.frozen import Frozen, frozen_of
from evidence.attribution.frozen_pages import (
    PAGE,
    FrozenPage,
    note_opened,
    pages_for,
    unopened,
)
from evidence.attribution.looks import Since, look_at, since_decided, since_looked
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

    @cached_property
    def frozen(self) -> Frozen:
        return frozen_of(self.submission, self.request.user)

    @cached_property
    def pages(self) -> list[FrozenPage]:
        """Of its exhibits; those that no review page shows by itself have to be opened."""
        frozen = self.frozen
        return pages_for(self.submission, frozen.data, self.request.user, frozen.hidden)

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.hypothesis, self.request.user)

    @property
    def is_newest(self) -> bool:
        newest = self.standing.submission
        return newest is not None and newest.pk == self.submission.pk

    @cached_property
    def changes_now(self) -> list[Difference]:
        """What differs between the frozen text and what is in the file now."""
        if self.is_newest:
            return self.standing.differences
        if self.hypothesis.is_withdrawn:
            return []
        before = content_of(self.submission)
        return differences(before, snapshot_of(self.hypothesis), self.request.user)

    @cached_property
    def known(self) -> list[Since]:
        """What this reader knows: earlier versions they decided on or opened."""
        user = self.request.user
        decided = since_decided(self.submission, user)
        known = [decided, since_looked(self.submission, user, decided)]
        return [item for item in known if item]

    @cached_property
    def changed(self) -> set[str]:
        return changed_in(self.changes_now, *(item.changes for item in self.known))

    def shown(self, numbers: Collection[str]) -> dict[str, Any]:
        """Some of its exhibits, with what their templates ask for."""
        parts = parts_of(self.frozen.data)
        return {
            "submission": self.submission,
            "hypothesis": self.hypothesis,
            "frozen": self.frozen.only(numbers),
            "whole": self.frozen,
            "pages": self.pages if len(self.pages) > 1 else [],
            "changed": self.changed,
            "words": {key: words for key, (_path, words) in parts.items()},
            "talks": self.talks,
            "may_comment": self.request.user.has_perm("attribution.comment", self.case),
        }

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
        first = self.pages[0].exhibits
        later = [number for page in self.pages[1:] for number in page.exhibits]
        moved = [number for number in later if number in self.changed][:PAGE]
        return [*moved, *first]

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


class SubmissionExhibits(OfSubmission, CasePage):
    """A page of the exhibits of a large matrix, or all of them; who opened it is kept."""

    template_name = "attribution/submission_exhibits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self._chosen()
        note_opened(self.submission, chosen, self.request.user)
        self.pages = [replace(page, is_opened=page.is_opened or page in chosen)
                      for page in self.pages]  # fmt: skip
        context = {
            **self.shown([number for page in chosen for number in page.exhibits]),
            "page": Paginator(self.pages, 1).get_page(chosen[0].number),
            "chosen": chosen[0],
            "is_all": len(chosen) == len(self.pages),
            "left": unopened(self.pages),
            "crumb": {"label": _("%(code)s, version %(number)d") % {
                "code": self.hypothesis.code, "number": self.submission.number}, "url": self.url},
        }  # fmt: skip
        return super().get_context_data(**{**context, **kwargs})

    def _chosen(self) -> list[FrozenPage]:
        asked = self.request.GET.get("page", "")
        if asked == "all":
            return self.pages
        return list(Paginator(self.pages, 1).get_page(asked))
