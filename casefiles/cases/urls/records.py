"""The facts of a case that are entered by hand."""

from django.urls import URLPattern

record_urls: list[URLPattern] = []
