"""The chain of command as it stood on one day: a drawing, and the same as a list."""

from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from casefiles.cases.chain.day import Chain, chain_on, party_row, relation_row, told_downward
from casefiles.cases.chain.drawing import drawing
from casefiles.cases.forms.relations import ChainDayForm
from casefiles.cases.models import Incident, Party
from casefiles.cases.relation_rows import incident_day, relations_seen_by, told
from casefiles.cases.views.base import CasePage


class ChainPage(CasePage):
    """`?day=` any day; `?incident=` its day; `?around=` parties, with those joined to them."""

    template_name = "cases/chain.html"
    tab = "parties"

    @cached_property
    def incident(self) -> Incident | None:
        """The one that is asked for, else the first of the case whose day is known."""
        seen = Incident.objects.visible_to(self.request.user).current().filter(case=self.case)
        asked = _ids(self.request.GET.getlist("incident"))
        return seen.filter(pk__in=asked).first() or incident_day(self.case, self.request.user)

    def day_form(self) -> ChainDayForm:
        """With the day that is shown; a day nobody could read stays in its box, with the error."""
        default = self.incident and self.incident.earliest_date
        asked = ChainDayForm(self.request.GET)
        shown = asked.cleaned_data["day"] if asked.is_valid() else None
        self.day = shown or default
        if asked.is_valid():
            return ChainDayForm(initial={"day": self.day and self.day.isoformat()})
        return asked

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        form = self.day_form()
        day = self.day
        parties = list(Party.objects.visible_to(user).current().filter(case=self.case))
        asked = _ids(self.request.GET.getlist("around"))
        around = [party for party in parties if party.pk in asked]
        incidents = Incident.objects.visible_to(user).current().filter(case=self.case)
        context: dict[str, Any] = {
            "day": day,
            "form": form,
            "incident": self.incident,
            "is_its_day": self.incident is not None and self.incident.earliest_date == day,
            "incidents": incidents.exclude(earliest_date=None),
            "around": around,
        }
        if day:
            rows = told(relations_seen_by(user).filter(case=self.case), user, day, None)
            chain = chain_on(day, rows, parties, {party.pk for party in around})
            context |= _shown(chain, {party.pk for party in around})
        return super().get_context_data(**context, **kwargs)


def _shown(chain: Chain, marked: set[UUID]) -> dict[str, Any]:
    boxes = [
        {**party_row(party), "url": party.get_absolute_url(), "here": party.pk in marked}
        for party in chain.parties
    ]
    return {
        "chain": chain,
        "drawing": drawing(boxes, [relation_row(row, chain.day) for row in chain.shown]),
        "said": told_downward(chain),
    }


def _ids(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue  # a torn address shows the whole case's chain
    return found
