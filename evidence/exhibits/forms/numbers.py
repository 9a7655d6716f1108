"""Choosing exhibits by typing their numbers, however many a case has."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.numbers import find_numbers, split_numbers

MOST = 200


class NumbersInput(forms.TextInput):
    """A line of numbers; where our script runs, exhibits are suggested by number and title."""

    class Media:
        js = [Script("js/numbers.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or ""
        return sent if isinstance(sent, str) else ", ".join(map(str, sent))


class ExhibitNumbersField(forms.CharField):
    """Exhibits by their numbers; its value is a list of them, as typed.

    `queryset` is narrowed by the form to what its user may see: a number beyond that is unknown.
    The form calls `of_case()` in its __init__. An exhibit's id is taken for its number, so that
    links can fill the field in.
    """

    widget = NumbersInput
    many = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 5000)
        super().__init__(*args, **kwargs)
        self.queryset: Any = Exhibit.objects.all()
        self._case: CaseFile | None = None

    @property
    def case(self) -> CaseFile | None:
        return self._case

    @case.setter
    def case(self, case: CaseFile) -> None:
        self.of_case(case)

    def of_case(self, case: CaseFile) -> None:
        self._case = case
        self.widget.attrs |= {
            "autocomplete": "off",
            "dir": "auto",
            "data-suggest": reverse("exhibits:exhibit_suggest", args=[case.pk]),
        } | ({"data-many": ""} if self.many else {})

    def clean(self, value: Any) -> Any:
        typed = split_numbers(super().clean(value))
        if len(typed) > (MOST if self.many else 1):
            raise ValidationError(self._too_many())
        assert self.case is not None
        found = find_numbers(self.queryset, self.case, [each for each in typed if not _id(each)])
        by_id = self.queryset.in_bulk(list(filter(None, map(_id, typed))))
        exhibits = {each: found.get(each) or by_id.get(_id(each)) for each in typed}
        unknown = [each for each, exhibit in exhibits.items() if exhibit is None]
        if unknown:
            raise ValidationError(
                _("No exhibit of this case that you see and that is in use has the number %s.")
                % ", ".join(each[:40] for each in unknown)
            )
        return self._value([exhibit for exhibit in exhibits.values() if exhibit is not None])

    def _value(self, exhibits: list[Exhibit]) -> Any:
        return list(dict.fromkeys(exhibits))

    def _too_many(self) -> str:
        return _("At most %d numbers fit here.") % MOST

    def prepare_value(self, value: Any) -> Any:
        """What is chosen already, exhibits or ids of them, is shown as numbers."""
        values = value if isinstance(value, list | tuple) else [value]
        values = [each.pk if isinstance(each, Exhibit) else each for each in values]
        pks = [each for each in values if isinstance(each, UUID) or _id(str(each or ""))]
        if not pks:
            # An empty list would stand in the box as "[]".
            return value or ""
        rows = self.queryset.filter(pk__in=pks).order_by("sequence", "number")
        return ", ".join(rows.values_list("number", flat=True))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ExhibitNumberField(ExhibitNumbersField):
    """One exhibit by its number; its value is the exhibit, or None."""

    many = False

    def _value(self, exhibits: list[Exhibit]) -> Any:
        return exhibits[0] if exhibits else None

    def _too_many(self) -> str:
        return _("Only one number fits here.")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
