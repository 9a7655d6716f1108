from django.urls import path

from evidence.witnesses import views

app_name = "witnesses"
CASE = "cases/<uuid:case>/"

urlpatterns = [
    path(f"{CASE}witnesses/", views.WitnessList.as_view(), name="witness_list"),
    path(f"{CASE}witnesses/new/", views.WitnessCreate.as_view(), name="witness_create"),
    path(f"{CASE}witnesses/<uuid:pk>/", views.WitnessDetail.as_view(), name="witness_detail"),
    path(f"{CASE}witnesses/<uuid:pk>/edit/", views.WitnessUpdate.as_view(), name="witness_update"),
    path(f"{CASE}witnesses/<uuid:pk>/withdraw/", views.WitnessWithdraw.as_view(), name="witness_withdraw"),
    path(f"{CASE}witnesses/<uuid:pk>/consent/", views.ConsentMatrix.as_view(), name="consent_update"),
    path(f"{CASE}witnesses/<uuid:pk>/statements/new/", views.StatementCreate.as_view(), name="statement_create"),
    path(f"{CASE}statements/<uuid:pk>/", views.StatementDetail.as_view(), name="statement_detail"),
    path(f"{CASE}statements/<uuid:pk>/edit/", views.StatementUpdate.as_view(), name="statement_update"),
    path(f"{CASE}statements/<uuid:pk>/withdraw/", views.StatementWithdraw.as_view(), name="statement_withdraw"),
    path(f"{CASE}statements/<uuid:pk>/open/", views.StatementOpen.as_view(), name="statement_open"),
    path(f"{CASE}statements/<uuid:pk>/readers/new/", views.ReaderCreate.as_view(), name="reader_create"),
    path(f"{CASE}statements/readers/<uuid:pk>/end/", views.ReaderWithdraw.as_view(), name="reader_withdraw"),
]  # fmt: skip
