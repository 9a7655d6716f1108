"""Exhibits named by their numbers: a list of boxes to tick ends where a case has thousands."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.exhibits.models import Exhibit


class ExhibitNumbers(forms.CharField):
    """`TAJ-UN-0001, TAJ-UN-0002`; its value is a list of exhibits out of `queryset`.

    RecordedForm narrows `queryset` to what the user sees, in use. A number that is hidden gets
    the same answer as one that nobody gave.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.queryset: Any = Exhibit.objects.all()
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return ", ".join(exhibit.number for exhibit in value)

    def clean(self, value: Any) -> list[Exhibit]:  # type: ignore[override]
        wanted = list(dict.fromkeys(re.split(r"[\s,;]+", (super().clean(value) or "").upper())))
        wanted = [number for number in wanted if number]
        found = {row.number.upper(): row for row in self.queryset.filter(number__in=wanted)}
        if missing := [number for number in wanted if number not in found]:
            raise ValidationError(
                _("No exhibit in use that you may see has the number %s. Write numbers such as "
                  "TAJ-UN-0001, with commas between them.") % ", ".join(missing)
            )  # fmt: skip
        return [found[number] for number in wanted]

    def has_changed(self, initial: Iterable[Exhibit] | None, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
