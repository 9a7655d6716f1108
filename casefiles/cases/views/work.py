"""The page after signing in: what waits for me, and what became of what I sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from casefiles.cases.models import CaseFile, Draft, LeadReplacement
from casefiles.cases.registers import SENT, WAITING, WorkItem


class MyWorkView(TemplateView):
    template_name = "cases/my_work.html"
    request: Any  # only the signed-in come here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            waiting=by_case(_gather(WAITING, user)),
            sent=by_case(_gather(SENT, user)),
            has_cases=CaseFile.objects.visible_to(user).exists(),
            lead_proposals=self.lead_proposals(),
            drafts=own_drafts(user),
            **kwargs,
        )

    def lead_proposals(self) -> int:
        """How many replacements of a lead wait for this administrator."""
        user = self.request.user
        if not user.has_perm("cases.replace_lead"):
            return 0
        waiting = LeadReplacement.objects.filter(confirmed_by=None, refused_at=None)
        return waiting.exclude(proposed_by=user).exclude(nominee=user).count()


def own_drafts(user: Any) -> list[dict[str, Any]]:
    """Forms that this user began and did not save: which, in what case, since when."""
    drafts = Draft.objects.visible_to(user).select_related("case").order_by("-updated_at")
    return [
        {"draft": draft, "form": _form_at(draft.address), "url": f"{draft.address}?draft=on"}
        for draft in drafts
    ]


def _form_at(address: str) -> Any:
    """The heading of the form at an address, in the reader's language."""
    try:
        view: Any = resolve(address).func
    except Resolver404:
        return ""
    heading = view.view_initkwargs.get("heading") or getattr(view.view_class, "heading", "")
    return heading or _("A form")


def _gather(sources: list[Callable[[Any], list[WorkItem]]], user: Any) -> list[WorkItem]:
    return [item for source in sources for item in source(user)]


def _waiting_time(since: datetime) -> str:
    if timezone.now() - since < timedelta(minutes=1):
        return _("just now")
    return _("for %s") % timesince(since, depth=1)


def by_case(items: list[WorkItem]) -> list[dict[str, Any]]:
    """One group a case; what came first stands first, within the groups and among them."""
    groups: dict[CaseFile, list[dict[str, Any]]] = {}
    for item in sorted(items, key=lambda item: item.since):
        groups.setdefault(item.case, []).append(
            {"title": item.text, "hint": item.why, "url": item.url, "state": item.state,
             "since": _waiting_time(item.since)}
        )  # fmt: skip
    return [{"case": case, "items": tasks} for case, tasks in groups.items()]
