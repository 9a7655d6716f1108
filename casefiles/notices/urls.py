from django.urls import path

from casefiles.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="notice_list"),
    path("notices/read/", views.AllRead.as_view(), name="notices_read"),
    path("notices/<uuid:pk>/", views.NoticeOpen.as_view(), name="notice_open"),
    path("notices/<uuid:pk>/read/", views.NoticeRead.as_view(), name="notice_read"),
    path("account/notices/", views.MailSettings.as_view(), name="settings"),
]
