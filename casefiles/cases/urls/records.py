"""The facts of a case that are entered by hand."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms import findings as finding_forms
from casefiles.cases.forms import incidents as incident_forms
from casefiles.cases.forms import parties as party_forms
from casefiles.cases.forms import relations as relation_forms
from casefiles.cases.models import (
    AccessObstacle,
    CasualtyFigure,
    Incident,
    IncidentFact,
    OpenQuestion,
    Party,
    Position,
    Recommendation,
    Relation,
    Source,
    WithheldNameReader,
)
from casefiles.cases.views import chain, findings, incidents, parties, relations
from casefiles.cases.views.records import record_views

INCIDENTS = (_("Incidents"), "cases:incident_list")
SOURCES = (_("Sources"), "cases:source_list")
PARTIES = (_("Parties"), "cases:party_list")
FINDINGS = (_("Obstacles, questions, recommendations"), "cases:findings")

_incidents = [
    path("cases/<uuid:case>/incidents/", incidents.IncidentList.as_view(), name="incident_list"),
    *record_views(
        Incident, incident_forms.IncidentForm, "incident", "incidents", home=INCIDENTS,
        add=_("Add an incident"), change=_("Change the incident"), detail=incidents.IncidentPage,
        lead=_("Something that happened at one time and place. Two strikes are two incidents."),
    ),
    *record_views(
        IncidentFact, incident_forms.IncidentFactForm, "fact", "incidents", home=INCIDENTS,
        parent="incident", add=_("Add a fact"), change=_("Change the fact"),
    ),
    *record_views(
        CasualtyFigure, incident_forms.CasualtyFigureForm, "casualty", "incidents",
        home=INCIDENTS, parent="incident", folder="casualties",
        add=_("Add a casualty figure"), change=_("Change the casualty figure"),
        lead=_("One figure of one source. Figures of different sources stand side by side."),
    ),
    path("cases/<uuid:case>/sources/", incidents.SourceList.as_view(), name="source_list"),
    *record_views(
        Source, incident_forms.SourceForm, "source", "incidents", home=SOURCES,
        add=_("Add a source"), change=_("Change the source"),
        create=incidents.SourceCreatePage, detail=incidents.SourcePage,
        lead=_("Who says it: a report, a statement, a publication. The item itself, with its "
               "file, belongs under Evidence."),
    ),
]  # fmt: skip

_parties = [
    path("cases/<uuid:case>/parties/", parties.PartyList.as_view(), name="party_list"),
    path("cases/<uuid:case>/chain-of-command/", chain.ChainPage.as_view(), name="chain"),
    *record_views(
        Party, party_forms.PartyForm, "party", "parties", home=PARTIES, folder="parties",
        add=_("Add a party"), change=_("Change the party"), detail=parties.PartyPage,
    ),
    path(
        "cases/<uuid:case>/parties/<uuid:pk>/open-name/", parties.PartyOpenName.as_view(),
        name="party_open_name",
    ),
    *record_views(
        Relation, relation_forms.RelationForm, "relation", "parties", home=PARTIES,
        parent="from_party", add=_("Add a relation"), change=_("Change the relation"),
        detail=relations.RelationPage,
        lead=_("Who stands to whom, since when, and who says so."),
    ),
    *record_views(
        Position, party_forms.PositionForm, "position", "parties", home=PARTIES, parent="party",
        add=_("Add a position"), change=_("Change the position"), detail=parties.PositionPage,
        lead=_("What a party itself says. It is dated, and never becomes a finding."),
    ),
    *record_views(
        WithheldNameReader, party_forms.WithheldReaderForm, "withheld_reader", "parties",
        home=PARTIES, parent="party", verbs=("create", "withdraw"),
        add=_("Name a reader of a sealed name"), change="",
        create=parties.ReaderCreatePage, withdraw=parties.ReaderWithdrawPage,
        lead=_("The reader can open the name from now on. Each opening is logged."),
    ),
]  # fmt: skip

_findings = [
    path("cases/<uuid:case>/findings/", findings.Findings.as_view(), name="findings"),
    *record_views(
        AccessObstacle, finding_forms.AccessObstacleForm, "obstacle", "findings", home=FINDINGS,
        listed=True, add=_("Add an access obstacle"), change=_("Change the access obstacle"),
        lead=_("Access refused or information withheld. Every dossier prints it."),
    ),
    *record_views(
        OpenQuestion, finding_forms.OpenQuestionForm, "open_question", "findings", home=FINDINGS,
        listed=True, add=_("Add an open question"), change=_("Change the open question"),
    ),
    *record_views(
        Recommendation, finding_forms.RecommendationForm, "recommendation", "findings",
        home=FINDINGS, listed=True,
        add=_("Add a recommendation"), change=_("Change the recommendation"),
    ),
]  # fmt: skip

record_urls: list[URLPattern] = [*_incidents, *_parties, *_findings]
