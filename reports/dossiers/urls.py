from django.urls import path

from reports.dossiers import sheet_views, views

app_name = "dossiers"
SHEET = "cases/<uuid:case>/custody-sheets/<uuid:pk>/"

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
    path(
        "cases/<uuid:case>/exhibits/<uuid:pk>/custody-sheets/new/",
        sheet_views.SheetCreateView.as_view(),
        name="sheet_create",
    ),
    path(f"{SHEET}", sheet_views.SheetDetailView.as_view(), name="sheet_detail"),
    path(f"{SHEET}download/", sheet_views.SheetDownloadView.as_view(), name="sheet_download"),
    path(f"{SHEET}retry/", sheet_views.SheetRetryView.as_view(), name="sheet_retry"),
]
