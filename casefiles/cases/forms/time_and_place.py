"""The boxes of whatever happened at a time and a place: see `DatedRecord` and `PlacedRecord`."""

from typing import Any

from django import forms

from casefiles.cases.models.incidents import zone_names

#: Fields of a DatedRecord and, after them, of a PlacedRecord, in the order in which they are asked.
TIME = [
    "earliest_date",
    "earliest_time",
    "latest_date",
    "latest_time",
    "zone",
    "precision",
    "date_note",
]
PLACE = ["place_name", "latitude", "longitude", "precision_m"]


class ZoneInput(forms.TextInput):
    """A text box that proposes the names of time zones; works without proposals as well."""

    template_name = "cases/widgets/zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["zones"] = sorted(zone_names())
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_zones"
        return context
