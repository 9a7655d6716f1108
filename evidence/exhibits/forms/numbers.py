"""Exhibits named by their numbers: a list of boxes to tick ends where a case has thousands."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.exhibits.models import Exhibit
from evidence.exhibits.numbers import find_numbers, split_numbers


class ExhibitNumbers(forms.CharField):
    """`TAJ-UN-0001, UN-2`; its value is a list of exhibits of `case` out of `queryset`.

    RecordedForm narrows `queryset` to what the user sees, in use. A number that is hidden gets
    the same answer as one that nobody gave.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.queryset: Any = Exhibit.objects.all()
        self.case: Any = None
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return ", ".join(exhibit.number for exhibit in value)

    def clean(self, value: Any) -> list[Exhibit]:  # type: ignore[override]
        typed = split_numbers(super().clean(value) or "")
        found = find_numbers(self.queryset, self.case, typed) if typed else {}
        if missing := [each for each in typed if found[each] is None]:
            raise ValidationError(
                _("No exhibit in use that you may see has the number %s. Write numbers such as "
                  "TAJ-UN-0001, with commas between them.") % ", ".join(missing)
            )  # fmt: skip
        return list({each.pk: each for each in found.values() if each}.values())

    def has_changed(self, initial: Iterable[Exhibit] | None, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
