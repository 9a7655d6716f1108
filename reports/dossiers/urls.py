from django.urls import path

from reports.dossiers import views

app_name = "dossiers"

urlpatterns = [
    path("cases/<uuid:case>/dossiers/", views.DossierListView.as_view(), name="dossier_list"),
    path(
        "cases/<uuid:case>/dossiers/new/", views.DossierCreateView.as_view(), name="dossier_create"
    ),
    path(
        "cases/<uuid:case>/dossiers/<uuid:pk>/",
        views.DossierDetailView.as_view(),
        name="dossier_detail",
    ),
    path(
        "cases/<uuid:case>/dossiers/<uuid:pk>/download/",
        views.DossierDownloadView.as_view(),
        name="dossier_download",
    ),
    path(
        "cases/<uuid:case>/dossiers/<uuid:pk>/retry/",
        views.DossierRetryView.as_view(),
        name="dossier_retry",
    ),
]
