"""Origins of the case's information."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.views.base import (
    CasePage,
    RecordCreateView,
    RecordDetailView,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.exhibits.forms import OriginForm
from evidence.exhibits.lineage import MOST_BOXES, drawing, lineage_of
from evidence.exhibits.models import Exhibit, Origin
from evidence.exhibits.services.origins import withdraw_origin
from evidence.exhibits.sources import begun_at

ORIGINS = 100  # a page


class OriginList(CasePage):
    template_name = "exhibits/origin_list.html"
    tab = "evidence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        origins = Origin.objects.visible_to(user).filter(case=self.case)
        seen = Exhibit.objects.visible_to(user).current().filter(case=self.case)
        page = Paginator(origins.current(), ORIGINS).get_page(self.request.GET.get("page"))
        begun = begun_at([origin.pk for origin in page], seen, self.case)
        return super().get_context_data(
            page=page,
            origins=[(origin, begun.get(origin.pk)) for origin in page],
            withdrawn=origins.exclude(withdrawn_at=None)[:ORIGINS],
            **kwargs,
        )


class OriginPage:
    """The way up from every page of an origin."""

    model = Origin
    tab = "evidence"
    case: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Origins"), "url": reverse("exhibits:origin_list", args=[self.case.pk])}
        return super().get_context_data(**{"crumb": crumb, **kwargs})  # type: ignore[misc]


class OriginDetail(OriginPage, RecordDetailView):
    template_name = "exhibits/origin_detail.html"
    update_route = "exhibits:origin_update"
    withdraw_route = "exhibits:origin_withdraw"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = Exhibit.objects.visible_to(self.request.user).current().filter(origin=self.object)
        named = named.select_related("origin")
        lineage = lineage_of(named[:MOST_BOXES], self.request.user, downward=True)
        return super().get_context_data(exhibits=named, drawing=drawing(lineage), **kwargs)


class OriginCreate(OriginPage, RecordCreateView):
    form_class = OriginForm
    heading = _("Add an origin")

    def get_cancel_url(self) -> str:
        return reverse("exhibits:origin_list", args=[self.case.pk])


class OriginUpdate(OriginPage, RecordUpdateView):
    form_class = OriginForm
    heading = _("Change the origin")


class OriginWithdraw(OriginPage, RecordWithdrawView):
    def act(self, form: Any) -> None:
        withdraw_origin(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Withdrawn. It stays in the history."))
