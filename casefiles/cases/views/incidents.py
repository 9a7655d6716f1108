"""Incidents with their facts and figures, and the sources these come from."""

from typing import Any

from django.db.models import Prefetch
from django.utils.http import url_has_allowed_host_and_scheme

from casefiles.cases.figures import by_outcome, figure_strip
from casefiles.cases.models import CasualtyFigure, Incident, IncidentFact, Source
from casefiles.cases.services.withdrawals import rests_on
from casefiles.cases.views.base import CasePage
from casefiles.cases.views.parties import positions_seen_by
from casefiles.cases.views.records import CreatePage, DetailPage


class IncidentList(CasePage):
    template_name = "cases/incident_list.html"
    tab = "incidents"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Incident.objects.visible_to(self.request.user).filter(case=self.case)
        incidents = [
            {"incident": incident, "figures": figure_strip(incident.casualties.all())}
            for incident in rows.current().prefetch_related(*parts())
        ]
        return super().get_context_data(
            incidents=incidents, withdrawn=rows.exclude(withdrawn_at=None), **kwargs
        )


def parts() -> list[Prefetch]:
    """Facts and figures still in use, with their sources, in two queries."""
    return [
        Prefetch("facts", IncidentFact.objects.current().select_related("source")),
        Prefetch("casualties", CasualtyFigure.objects.current().select_related("source")),
    ]


class IncidentPage(DetailPage):
    template_name = "cases/incident_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = by_outcome(self.object.casualties.current().select_related("source"))
        positions = positions_seen_by(self.request.user).filter(incident=self.object)
        return super().get_context_data(
            facts=self.object.facts.current().select_related("source"),
            casualties=figures,
            figures=figure_strip(figures),
            positions=positions,
            **kwargs,
        )


class SourceList(CasePage):
    template_name = "cases/source_list.html"
    tab = "incidents"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Source.objects.visible_to(self.request.user).filter(case=self.case)
        return super().get_context_data(
            sources=rows.current(), withdrawn=rows.exclude(withdrawn_at=None), **kwargs
        )


class SourcePage(DetailPage):
    template_name = "cases/source_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        records, more = rests_on(self.object, user=self.request.user)
        return super().get_context_data(used_by=records, used_elsewhere=more, **kwargs)


class SourceCreatePage(CreatePage):
    """Returns to the form for which a source was missing, if the address names one (`?then=`)."""

    def then(self) -> str:
        """A page of this case; anything else would let a stranger's link lead away."""
        back = self.request.GET.get("then", "")
        inside = back.startswith(f"/cases/{self.case.pk}/")
        return back if inside and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""

    def get_success_url(self) -> str:
        return self.then() or super().get_success_url()

    def get_cancel_url(self) -> str:
        return self.then() or super().get_cancel_url()
