"""Addresses of a record's verbs, for rows of lists."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def record_url(record: Any, noun: str, verb: str, room: str = "cases") -> str:
    """`/cases/<case>/facts/<id>/edit/` of a record: its noun's route for this verb."""
    return reverse(f"{room}:{noun}_{verb}", args=[record.case_id, record.pk])
