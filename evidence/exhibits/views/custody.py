"""Entries of the custody log, and the physical item of an exhibit."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from casefiles.audit.services import log_reading
from casefiles.cases.forms.time_and_place import PLACE, TIME
from casefiles.cases.views.base import (
    RecordDetailView,
    RecordMixin,
    RecordUpdateView,
    RecordWithdrawView,
    field_pairs,
)
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.forms import CustodyForm, PhysicalItemForm
from evidence.exhibits.forms.custody import NEEDS
from evidence.exhibits.models import Citation, CustodyEvent, PhysicalItem
from evidence.exhibits.views.base import ExhibitPartCreateView


class CustodyCreate(ExhibitPartCreateView):
    """First asks what happened, then for what that needs; `?corrects=` names a wrong entry."""

    form_class = CustodyForm
    heading = gettext_lazy("Add to the custody log")
    submit_label = gettext_lazy("Add to the log")
    lead = gettext_lazy("An entry can never be changed afterwards. An error is corrected by "
                        "another entry, and both stay readable.")  # fmt: skip

    def fetch(self) -> None:
        super().fetch()
        self.wrong = None
        if wanted := self.request.GET.get("corrects"):
            try:
                events = CustodyEvent.objects.filter(exhibit=self.exhibit)
                self.wrong = get_object_or_404(events, pk=wanted)
            except ValidationError:
                raise Http404 from None
        kind = self.request.GET.get("kind", "")
        self.kind = kind if kind in NEEDS else ""

    def saved_text(self, form: Any) -> str:
        return _("Entry %d stands in the custody log.") % self.object.sequence

    def get_template_names(self) -> list[str]:
        asks_first = self.request.method == "GET" and not self.kind and not self.wrong
        return ["exhibits/custody_kinds.html"] if asks_first else ["exhibits/part_form.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        given["instance"].corrects = self.wrong
        return {**given, "kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words: dict[str, Any] = {}
        if self.wrong:
            words["heading"] = _("Correct entry %d") % self.wrong.sequence
        elif self.kind:
            needs = NEEDS[self.kind]  # type: ignore[index]
            label = dict(CustodyEvent._meta.get_field("kind").flatchoices)[self.kind]
            words = {"heading": _("Custody: %s") % label, "lead": needs.hint}
        kinds = [{"code": kind.value, "label": kind.label, "hint": needs.hint}
                 for kind, needs in NEEDS.items()]  # fmt: skip
        return super().get_context_data(kinds=kinds, **words, **kwargs)


class ItemCreate(ExhibitPartCreateView):
    form_class = PhysicalItemForm
    heading = gettext_lazy("Record the physical item")
    submit_label = gettext_lazy("Save the item")
    lead = gettext_lazy("What it is in the hand: who found it, where and when, how it was packed. "
                        "Who had it since stands in the custody log.")  # fmt: skip


class ItemMixin:
    """The way up from every page of an item."""

    model = PhysicalItem
    tab = "evidence"
    object: PhysicalItem

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exhibit = self.object.exhibit
        crumb = {"label": exhibit.number, "url": exhibit.get_absolute_url()}
        return super().get_context_data(**{"crumb": crumb, "exhibit": exhibit, **kwargs})  # type: ignore[misc]


class ItemDetail(ItemMixin, RecordDetailView):
    template_name = "exhibits/item_detail.html"
    update_route = "exhibits:item_update"
    withdraw_route = "exhibits:item_withdraw"

    def summary(self) -> list[tuple[str, Any]]:
        return item_pairs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            holding=Chronicle.of(self.object.exhibit).holding,
            may_open_finder=bool(self.object.finder)
            and user.has_perm("exhibits.open_finder", self.object),
            **kwargs,
        )


# Shown in sentences of their own; the sealed name on no page.
TOLD = ("finder", *TIME, *PLACE, "exhibit")


def item_pairs(item: PhysicalItem) -> list[tuple[str, Any]]:
    return field_pairs(item, TOLD)


def item_context(item: PhysicalItem | None, user: Any) -> dict[str, Any]:
    """What the exhibit's page says of its physical item."""
    if item is None:
        return {"item": None}
    shown = Citation.objects.current().of(item).visible_to(user).select_related("exhibit")
    return {"item": item, "item_rows": item_pairs(item), "item_shown_by": list(shown)}


class ItemUpdate(ItemMixin, RecordUpdateView):
    form_class = PhysicalItemForm
    template_name = "exhibits/part_form.html"
    heading = gettext_lazy("Change the physical item")


class ItemWithdraw(ItemMixin, RecordWithdrawView):
    def get_success_url(self) -> str:
        return self.object.exhibit.get_absolute_url()


class ItemFinder(ItemMixin, RecordMixin, TemplateView):
    """Opens the sealed name of the finder, once, on the page that answers."""

    http_method_names = ["post"]
    template_name = "exhibits/item_finder.html"

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("exhibits.open_finder", self.object):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log_reading(self.object, by=request.user, what="name of the finder")
        try:
            name = unseal(self.object, "finder")
        except KeyDestroyed:
            name = ""
        return self.render_to_response(self.get_context_data(name=name))
