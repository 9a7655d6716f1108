"""The page after signing in: what waits for me, and what became of what I sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from casefiles.cases.models import CaseFile, LeadReplacement
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
            **kwargs,
        )

    def lead_proposals(self) -> int:
        """How many replacements of a lead wait for this administrator."""
        user = self.request.user
        if not user.has_perm("cases.replace_lead"):
            return 0
        waiting = LeadReplacement.objects.filter(confirmed_by=None, refused_at=None)
        return waiting.exclude(proposed_by=user).exclude(nominee=user).count()


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
