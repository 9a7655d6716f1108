from allauth.account import views as account
from django.urls import include, path

from casefiles.config import health

handler500 = "casefiles.audit.database_full.server_error"

urlpatterns = [
    path("", include("casefiles.cases.urls")),
    path("", include("casefiles.accounts.urls")),
    path("", include("casefiles.jobs.urls")),
    path("", include("casefiles.notices.urls")),
    path("", include("evidence.exhibits.urls")),
    path("", include("evidence.witnesses.urls")),
    path("", include("evidence.attribution.urls")),
    path("", include("reports.dossiers.urls")),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
]
