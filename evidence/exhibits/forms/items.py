"""The physical item of an exhibit, in the order in which a finder tells it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.forms.time_and_place import PLACE, TIME, ZoneInput
from evidence.exhibits.models import PhysicalItem


class PhysicalItemForm(CaseRecordForm):
    fieldsets: list[Any] = [
        (
            _("Who found it"),
            ["found_by", "finder"],
            _("A finder may live where it was found. The name is sealed; the line above it is not."),
        ),
        (_("When"), TIME),
        (_("Where"), [*PLACE, "in_place"]),
        (_("How it was taken"), ["condition", "packaging", "seal", "why_collected", "risks"]),
    ]  # fmt: skip

    class Meta:
        model = PhysicalItem
        fields = [
            "found_by", "finder", *TIME, *PLACE, "in_place", "condition", "packaging", "seal",
            "why_collected", "risks",
        ]  # fmt: skip
        widgets = {
            "zone": ZoneInput,
            **{name: forms.Textarea(attrs={"rows": 2})
               for name in ("condition", "why_collected", "risks")},
        }  # fmt: skip
