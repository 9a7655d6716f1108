"""Incidents, what is said of them, casualty figures and the sources of all three."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.forms.time_and_place import PLACE, TIME, ZoneInput
from casefiles.cases.models import CasualtyFigure, Incident, IncidentFact, Source
from casefiles.cases.models.casualties import BREAKDOWN


class SourceForm(CaseRecordForm):
    url = forms.URLField(
        label=_("Address"), required=False, max_length=200, assume_scheme="https",
        help_text=_("Kept as text. The server never opens it."),
    )  # fmt: skip

    class Meta:
        model = Source
        fields = ["code", "title", "published_on", "published_note", "url"]


class IncidentForm(CaseRecordForm):
    fieldsets: list[Any] = [
        (_("What"), ["code", "title", "description"]),
        (
            _("When"),
            TIME,
            _("A range between the first and the last moment at which it may have begun. "
              "Where one moment is known, write it in both."),
        ),
        (
            _("Where"),
            PLACE,
            _("Give a point only if it is known, and how exactly. A point that is known to "
              "200 metres is not a point that is known."),
        ),
    ]  # fmt: skip

    class Meta:
        model = Incident
        fields = ["code", "title", "description", *TIME, *PLACE]
        widgets = {"zone": ZoneInput}


class IncidentFactForm(CaseRecordForm):
    class Meta:
        model = IncidentFact
        fields = ["incident", "text", "source", "source_note"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "text": _("One sentence that can be true or false by itself. What a party says of "
                      "itself is a position; what we conclude belongs under Attribution."),
        }  # fmt: skip


class CasualtyFigureForm(CaseRecordForm):
    fieldsets: list[Any] = [
        (_("Whose figure"), ["incident", "source", "as_of"]),
        (
            _("How many"),
            ["outcome", "minimum", "best", "maximum", "basis", "status"],
            _("Copy what the source says. “At least 53” is a minimum alone; “87” is a best figure. "
              "An empty box means that the source does not say, a 0 that it says none."),
        ),
        (_("Who they were, if the source says"), list(BREAKDOWN)),
    ]  # fmt: skip

    class Meta:
        model = CasualtyFigure
        fields = [
            "incident", "source", "as_of", "outcome", "minimum", "best", "maximum", "basis",
            "status", *BREAKDOWN, "note",
        ]  # fmt: skip
        help_texts = {
            "basis": _("How the source came to its figure."),
            "as_of": _("The day for which the source gives it."),
            "source": _("Each source keeps its own figure; none replaces another's."),
        }
