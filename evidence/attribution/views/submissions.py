"""One submission as a reader is given it: the frozen text, what changed since, and its pages."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from casefiles.cases.views.base import CaseMixin, CasePage
from evidence.attribution.checklist import checklist_of
from evidence.attribution.deciding import content_of, roles_for_deciding
from evidence.attribution.forms import DecisionForm
from evidence.attribution.frozen import Frozen, frozen_of
from evidence.attribution.frozen_pages import FrozenPage, note_opened, pages_for, unopened
from evidence.attribution.looks import Since, since_decided, since_looked
from evidence.attribution.models import Submission
from evidence.attribution.parts import parts_of
from evidence.attribution.review_summary import changed_in
from evidence.attribution.services.reviews import OPEN_TO
from evidence.attribution.snapshot import Difference, differences, snapshot_of
from evidence.attribution.standing import Standing, standing_of
from evidence.attribution.talk import Talk, talks_on
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


class SubmissionExhibits(OfSubmission, CasePage):
    """A page of the exhibits of a large matrix, or all of them; who opened it is kept."""

    template_name = "attribution/submission_exhibits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self._chosen()
        note_opened(self.submission, chosen, self.request.user)
        self.pages = [replace(page, is_opened=page.is_opened or page in chosen)
                      for page in self.pages]  # fmt: skip
        numbers = [number for page in chosen for number in page.exhibits]
        context = {
            **self.shown(numbers),
            "told": self._told(set(numbers)),
            "page": Paginator(self.pages, 1).get_page(chosen[0].number),
            "chosen": chosen[0],
            "is_all": len(chosen) == len(self.pages),
            "left": unopened(self.pages),
            "crumb": {"label": _("%(code)s, version %(number)d") % {
                "code": self.hypothesis.code, "number": self.submission.number}, "url": self.url},
        }  # fmt: skip
        return super().get_context_data(**{**context, **kwargs})

    def _told(self, numbers: set[str]) -> list[tuple[str, list[Difference]]]:
        """What changed of these exhibits, since when."""
        lists = [(_("Changed since it was submitted"), self.changes_now)]
        lists += [
            (_("Changed since version %d") % item.submission.number, item.changes)
            for item in self.known
        ]
        found = [(title, [each for each in changes if each.exhibit in numbers])
                 for title, changes in lists]  # fmt: skip
        return [(title, changes) for title, changes in found if changes]

    def _chosen(self) -> list[FrozenPage]:
        asked = self.request.GET.get("page", "")
        if asked == "all":
            return self.pages
        return list(Paginator(self.pages, 1).get_page(asked))
