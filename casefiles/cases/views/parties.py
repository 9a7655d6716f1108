"""Parties, their relations and positions, and the opening of a withheld name."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from casefiles.cases.models import (
    Party,
    Position,
    PositionAccused,
    WithheldNameReader,
)
from casefiles.cases.relation_rows import incident_day, relations_seen_by, told
from casefiles.cases.services.parties import open_name
from casefiles.cases.spans import axis_of
from casefiles.cases.views.base import CasePage, RecordMixin, field_pairs
from casefiles.cases.views.records import CreatePage, DetailPage, WithdrawPage


def positions_seen_by(user: Any) -> Any:
    """Positions still in use, each with `blamed`: those it accuses now."""
    accused = PositionAccused.objects.current().select_related("party")
    rows = Position.objects.visible_to(user).current()
    return rows.select_related("party", "incident", "source").prefetch_related(
        Prefetch("accused", accused, to_attr="blamed")
    )


class PartyList(CasePage):
    template_name = "cases/party_list.html"
    tab = "parties"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = Party.objects.visible_to(user).filter(case=self.case)
        return super().get_context_data(
            parties=rows.current(),
            withdrawn=rows.exclude(withdrawn_at=None),
            relations=told(relations_seen_by(user).filter(case=self.case), user, None, None),
            positions=positions_seen_by(user).filter(case=self.case),
            **kwargs,
        )


class PartyPage(DetailPage):
    template_name = "cases/party_detail.html"

    def summary(self) -> list[tuple[str, Any]]:
        """Without the seal: the page says in words whether there is a name under it."""
        return field_pairs(self.object, leave_out={"sealed_name"})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, party = self.request.user, self.object
        readers = WithheldNameReader.objects.visible_to(user).current().filter(party=party)
        return super().get_context_data(
            **self._relations(),
            positions=positions_seen_by(user).filter(party=party),
            readers=readers.select_related("user").order_by("user__name"),
            may_name_readers=user.has_perm("cases.name_readers", self.case),
            may_open_name=bool(party.sealed_name) and party.name_open_to(user),
            **kwargs,
        )

    def _relations(self) -> dict[str, Any]:
        """In both directions, over one axis of time."""
        user, party = self.request.user, self.object
        rows = list(relations_seen_by(user).filter(Q(from_party=party) | Q(to_party=party)))
        incident = incident_day(self.case, user)
        day = incident.earliest_date if incident else None
        axis = axis_of(rows, day)
        rows = told(rows, user, day, axis)
        ways = {
            _("From it to others"): [row for row in rows if row.from_party_id == party.pk],
            _("From others to it"): [row for row in rows if row.to_party_id == party.pk],
        }
        return {
            "ways": [(label, found) for label, found in ways.items() if found],
            "axis": axis,
            "incident": incident,
            "mark": axis.mark(day) if axis and day else None,
        }


class PositionPage(DetailPage):
    template_name = "cases/position_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accused = self.object.accused.current().select_related("party")
        return super().get_context_data(accused=accused, **kwargs)


class PartyOpenName(RecordMixin, TemplateView):
    """Shows a sealed name once, to a named reader, after the opening was logged.

    The answer to the POST itself: the name is never in an address, a session or a message.
    """

    http_method_names = ["post"]
    model = Party
    tab = "parties"
    template_name = "cases/party_name.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            name = open_name(self.object, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.object.get_absolute_url())
        response = self.render_to_response(self.get_context_data(sealed_text=name))
        response.headers["Cache-Control"] = "no-store"
        return response


class ReaderCreatePage(CreatePage):
    permission = "cases.name_readers"


class ReaderWithdrawPage(WithdrawPage):
    permission = "cases.name_readers"
