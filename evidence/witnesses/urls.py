from django.urls import path

from evidence.witnesses import views

app_name = "witnesses"
CASE = "cases/<uuid:case>/"
WITNESS = f"{CASE}witnesses/<uuid:pk>/"
STATEMENT = f"{CASE}statements/<uuid:pk>/"

urlpatterns = [
    path(f"{CASE}witnesses/", views.WitnessList.as_view(), name="witness_list"),
    path(f"{CASE}witnesses/new/", views.WitnessCreate.as_view(), name="witness_create"),
    path(WITNESS, views.WitnessDetail.as_view(), name="witness_detail"),
    path(f"{WITNESS}edit/", views.WitnessUpdate.as_view(), name="witness_update"),
    path(f"{WITNESS}withdraw/", views.WitnessWithdraw.as_view(), name="witness_withdraw"),
    path(f"{WITNESS}consent/", views.ConsentMatrix.as_view(), name="consent_update"),
    path(f"{WITNESS}statements/new/", views.StatementCreate.as_view(), name="statement_create"),
    path(STATEMENT, views.StatementDetail.as_view(), name="statement_detail"),
    path(f"{STATEMENT}edit/", views.StatementUpdate.as_view(), name="statement_update"),
    path(f"{STATEMENT}withdraw/", views.StatementWithdraw.as_view(), name="statement_withdraw"),
    path(f"{STATEMENT}open/", views.StatementOpen.as_view(), name="statement_open"),
    path(f"{STATEMENT}readers/new/", views.ReaderCreate.as_view(), name="reader_create"),
    path(f"{CASE}statements/readers/<uuid:pk>/end/", views.ReaderWithdraw.as_view(), name="reader_withdraw"),
]  # fmt: skip
