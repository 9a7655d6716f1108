"""The case itself: its overview, members, workflow and history."""

from django.urls import URLPattern, path

from casefiles.cases.services.workflow import TRANSITIONS
from casefiles.cases.views import casefile, history, members, work

_cases = [
    path("", work.MyWorkView.as_view(), name="my_work"),
    path("cases/", casefile.CaseListView.as_view(), name="case_list"),
    path("cases/new/", casefile.CaseCreateView.as_view(), name="case_create"),
    path("cases/<uuid:case>/", casefile.CaseDetailView.as_view(), name="case_detail"),
    path("cases/<uuid:case>/change/", casefile.CaseUpdateView.as_view(), name="case_update"),
]

_workflow = [
    path(
        f"cases/<uuid:case>/{name.replace('_', '-')}/",
        casefile.CaseMoveView.as_view(move_name=name),
        name=f"case_{name}",
    )
    for name in TRANSITIONS
]

_members = [
    path("cases/<uuid:case>/members/", members.MemberListView.as_view(), name="member_list"),
    path(
        "cases/<uuid:case>/members/new/", members.MemberCreateView.as_view(), name="member_create"
    ),
    path(
        "cases/<uuid:case>/members/<uuid:pk>/end/",
        members.MemberEndView.as_view(),
        name="member_end",
    ),
]

_leads = [
    path("administration/leads/", members.LeadListView.as_view(), name="lead_list"),
    path("administration/leads/new/", members.LeadProposeView.as_view(), name="lead_propose"),
    path(
        "administration/leads/<uuid:pk>/confirm/",
        members.LeadDecideView.as_view(decision="confirm"),
        name="lead_confirm",
    ),
    path(
        "administration/leads/<uuid:pk>/refuse/",
        members.LeadDecideView.as_view(decision="refuse"),
        name="lead_refuse",
    ),
]

_history = [
    path("cases/<uuid:case>/history/", history.HistoryView.as_view(), name="history"),
    path(
        "cases/<uuid:case>/history/<str:label>/<uuid:pk>/",
        history.RecordHistoryView.as_view(),
        name="record_history",
    ),
]

casefile_urls: list[URLPattern] = [*_cases, *_workflow, *_members, *_leads, *_history]
