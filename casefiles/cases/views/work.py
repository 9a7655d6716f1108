"""The page after signing in: what waits for me, and what became of what I sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.generic import TemplateView

from casefiles.cases.models import CaseFile, Draft, LeadReplacement
from casefiles.cases.registers import NEWS, SENT, WAITING, WorkItem, WorkKind


class MyWorkView(TemplateView):
    template_name = "cases/my_work.html"
    request: Any  # only the signed-in come here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        waiting, news, sent = (_gather(sources, user) for sources in (WAITING, NEWS, SENT))
        filters = WorkFilter(self.request.GET, [*waiting, *news, *sent])
        return super().get_context_data(
            waiting=by_case(chosen(waiting, filters)),
            news=by_case(chosen(news, filters)),
            sent=by_case(chosen(sent, filters)),
            filters=filters,
            # Already gathered: the top bar need not count again.
            my_work_count=len(waiting),
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


def chosen(items: list[WorkItem], filters: "WorkFilter") -> list[WorkItem]:
    """Those of the case and of the kind that were asked for."""
    case, kind = filters.chosen["case"], filters.chosen["kind"]
    return [
        item
        for item in items
        if (not case or str(item.case.pk) == case) and (not kind or item.kind == kind)
    ]


class WorkFilter(forms.Form):
    """Offers only what there is to choose from; a choice that is gone by now chooses nothing."""

    case = forms.ChoiceField(label=_lazy("Case"), required=False)
    kind = forms.ChoiceField(label=_lazy("Why it waits"), required=False)

    def __init__(self, data: Any, items: list[WorkItem]) -> None:
        cases = {str(item.case.pk): item.case.reference for item in items}
        kinds = [kind for kind in WorkKind if any(item.kind == kind for item in items)]
        self.choices: dict[str, list[tuple[str, Any]]] = {
            "case": sorted(cases.items(), key=lambda pair: pair[1]),
            "kind": [(kind.value, kind.label) for kind in kinds],
        }
        self.chosen = {
            name: value if (value := data.get(name, "")) in dict(choices) else ""
            for name, choices in self.choices.items()
        }
        super().__init__(initial=self.chosen)
        for name, choices in self.choices.items():
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def is_useful(self) -> bool:
        """There is more than one thing to choose from."""
        return any(len(choices) > 1 for choices in self.choices.values())


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
             "points": item.points, "in_hand": item.in_hand, "at": item.since,
             "since": _waiting_time(item.since)}
        )  # fmt: skip
    return [{"case": case, "items": tasks} for case, tasks in groups.items()]
