from django.urls import URLPattern

app_name = "exhibits"

urlpatterns: list[URLPattern] = []
