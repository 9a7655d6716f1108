"""The case itself: its overview, members, workflow and history."""

from django.urls import URLPattern

casefile_urls: list[URLPattern] = []
