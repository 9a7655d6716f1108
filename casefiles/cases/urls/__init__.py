"""Addresses of this room: the case itself, and the records that belong to it."""

from casefiles.cases.urls.casefile import casefile_urls
from casefiles.cases.urls.records import record_urls

app_name = "cases"

urlpatterns = [*casefile_urls, *record_urls]
