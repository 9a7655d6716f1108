"""The four pages of a simple kind of record, written once: create, show, change, withdraw.

A room says what is special about a kind in one call and spreads the result in its URLs:

    urlpatterns = [
        *record_views(
            Incident, IncidentForm, "incident", "incidents",   # model, form, noun, tab
            add=_("Add an incident"), change=_("Change the incident"),
            home=(_("Incidents"), "cases:incident_list"),      # the way up: label and route
            detail=IncidentPage,                               # a view of one's own, if any
        ),
        *record_views(
            IncidentFact, IncidentFactForm, "fact", "incidents",
            add=_("Add a fact"), change=_("Change the fact"),
            home=(_("Incidents"), "cases:incident_list"),
            parent="incident",                                 # a field: its page is the way up
        ),
    ]

gives `fact_create`, `fact_detail`, `fact_update`, `fact_withdraw` under `/cases/<case>/facts/`.
With `parent`, `fact_create` takes `?incident=<id>` and chooses it in the form; whoever saves
returns to the parent's page, at `#fact-<id>`. With `listed=True` they return to `home` likewise.
Namespaces other than "cases" pass `room=`.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin

from casefiles.cases.models import CaseFile
from casefiles.cases.services.withdrawals import parts_of, withdraw_with_parts
from casefiles.cases.views.base import (
    RecordCreateView,
    RecordDetailView,
    RecordUpdateView,
    RecordWithdrawView,
)


class KindMixin:
    """What `record_views` tells each view of its kind of record."""

    room = "cases"
    noun = ""
    parent = ""
    listed = False
    home: tuple[Any, str] = ("", "")
    model: Any = None
    case: CaseFile
    request: Any

    def way_up(self, record: Any = None) -> dict[str, str]:
        """The page above: the parent's, or the list. As a label and an address."""
        above = getattr(record, self.parent) if record and self.parent else self.asked_parent()
        if above:
            return {"label": str(above), "url": above.get_absolute_url()}
        label, route = self.home
        return {"label": label, "url": reverse(route, args=[self.case.pk])}

    def asked_parent(self) -> Any:
        """The parent named in the address, if this user sees it in this case."""
        if not self.parent:
            return None
        try:
            asked = UUID(self.request.GET.get(self.parent, ""))
        except ValueError:
            return None
        above = self.model._meta.get_field(self.parent).related_model
        return above.objects.visible_to(self.request.user).filter(
            case=self.case, withdrawn_at=None, pk=asked
        ).first()  # fmt: skip

    def after(self, record: Any) -> str:
        """Where to go once `record` was saved."""
        if self.parent or self.listed:
            return f"{self.way_up(record)['url']}#{self.noun}-{record.pk}"
        return record.get_absolute_url()

    def route(self, verb: str) -> str:
        return f"{self.room}:{self.noun}_{verb}"


class FormPage(KindMixin, TemplateResponseMixin):
    """Adds to a form page its way up and the way to a source that is not there yet."""

    template_name = "cases/sourced_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.setdefault("crumb", self.crumb())
        sources = context["form"].fields.get("source")
        if sources:
            context["add_source_url"] = reverse("cases:source_create", args=[self.case.pk])
            context["has_sources"] = sources.queryset.exists()
        return context

    def crumb(self) -> dict[str, str]:
        """From a new record to the page above, from an old one to its own."""
        record = getattr(self, "object", None)
        if record is None:
            return self.way_up()
        return {"label": str(record), "url": record.get_absolute_url()}


class CreatePage(FormPage, RecordCreateView):
    def get_initial(self) -> dict[str, Any]:
        above = self.asked_parent()
        return {**super().get_initial(), **({self.parent: above.pk} if above else {})}

    def get_cancel_url(self) -> str:
        return self.way_up()["url"]

    def get_success_url(self) -> str:
        return self.after(self.object)


class UpdatePage(FormPage, RecordUpdateView):
    def get_success_url(self) -> str:
        return self.after(self.object)


class DetailPage(KindMixin, RecordDetailView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = self.way_up(self.object)
        return super().get_context_data(**{"crumb": crumb, **kwargs})

    def action_urls(self) -> dict[str, str]:
        self.update_route, self.withdraw_route = self.route("update"), self.route("withdraw")
        return super().action_urls()


class WithdrawPage(KindMixin, RecordWithdrawView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts: dict[str, Any] = {
            "crumb": {"label": str(self.object), "url": self.object.get_absolute_url()}
        }
        parts = len(parts_of(self.object))
        if parts:
            texts["lead"] = _(
                "It will no longer count, nor will the %(count)d records that are part of it. "
                "All stay readable with their history."
            ) % {"count": parts}
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        withdraw_with_parts(self.object, by=self.request.user, reason=reason)
        messages.success(self.request, _("Withdrawn. It stays in the history."))

    def get_success_url(self) -> str:
        return self.way_up(self.object)["url"] if self.parent else self.object.get_absolute_url()


def record_views(
    model: Any, form: Any, noun: str, tab: str, *, add: Any, change: Any, home: tuple[Any, str],
    parent: str = "", listed: bool = False, room: str = "cases", folder: str = "", lead: Any = "",
    create: type[CreatePage] = CreatePage, detail: type[DetailPage] = DetailPage,
    update: type[UpdatePage] = UpdatePage, withdraw: type[WithdrawPage] = WithdrawPage,
    verbs: tuple[str, ...] = ("create", "detail", "update", "withdraw"),
) -> list[URLPattern]:  # fmt: skip
    """Views and addresses of one kind of record; see the head of this file for an example.

    `folder` is the part of the address if it is not the noun with an s; `verbs` those wanted.
    """
    kind = {"model": model, "tab": tab, "room": room, "noun": noun, "parent": parent,
            "listed": listed, "home": home}  # fmt: skip
    form_page = {**kind, "form_class": form, "lead": lead}
    base = f"cases/<uuid:case>/{folder or noun.replace('_', '-') + 's'}/"
    record = f"{base}<uuid:pk>/"
    pages = {
        "create": (f"{base}new/", create.as_view(**form_page, heading=add)),
        "detail": (record, detail.as_view(**kind)),
        "update": (f"{record}edit/", update.as_view(**form_page, heading=change)),
        "withdraw": (f"{record}withdraw/", withdraw.as_view(**kind)),
    }
    return [path(*pages[verb], name=f"{noun}_{verb}") for verb in verbs]
