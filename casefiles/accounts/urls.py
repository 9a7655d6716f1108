from django.urls import path

from casefiles.accounts.views import own, people

app_name = "accounts"

PEOPLE = "administration/accounts/"

urlpatterns = [
    path("account/", own.AccountView.as_view(), name="account"),
    path("account/password/", own.PasswordChangeView.as_view(), name="password_change"),
    path(PEOPLE, people.PersonListView.as_view(), name="person_list"),
    path(f"{PEOPLE}new/", people.PersonCreateView.as_view(), name="person_create"),
    path(f"{PEOPLE}<uuid:pk>/", people.PersonDetailView.as_view(), name="person_detail"),
    path(f"{PEOPLE}<uuid:pk>/change/", people.PersonUpdateView.as_view(), name="person_update"),
    *(
        path(
            f"{PEOPLE}<uuid:pk>/{name.replace('_', '-')}/",
            people.PersonActView.as_view(act_name=name),
            name=f"person_{name}",
        )
        for name in people.ACTS
    ),
]
