"""A form of a new exhibit begins with what the case and the writer's last entry imply, and says so."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from evidence.exhibits.defaults import Start, starting_with
from evidence.exhibits.models import Exhibit


class StartsFilled:
    """`?like=<id>` takes the provenance of an exhibit that the user sees in this case."""

    request: Any
    case: Any

    @cached_property
    def start(self) -> Start:
        return starting_with(self.case, self.request.user, self._asked())

    def _asked(self) -> Exhibit | None:
        try:
            asked = UUID(self.request.GET.get("like", ""))
        except ValueError:
            return None
        seen = Exhibit.objects.visible_to(self.request.user).current()
        return seen.filter(case=self.case, pk=asked).first()

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.start.values}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        if not form.is_bound and not (form.draft and form.draft.is_open):
            context |= {"start": self.start, "prefilled": _told(form, self.start)}
            if self.start.last and not self.start.like:
                address = reverse("exhibits:exhibit_create", args=[self.case.pk])
                context["as_last_url"] = f"{address}?like={self.start.last.pk}"
        return context


def _told(form: Any, start: Start) -> list[tuple[str, Any]]:
    """(label, value in words) of what was filled in, in the order of the form."""
    told = []
    for name in form.fields:
        value = form.initial.get(name) if name in start.values else None
        if value not in (None, "", False, []) and not form[name].is_hidden:
            told.append((form[name].label, _words(form.fields[name], value)))
    return told


def _words(field: Any, value: Any) -> Any:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(each) for each in field.queryset.filter(pk__in=value))  # type: ignore[union-attr]
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.filter(pk=value).first() or ""  # type: ignore[union-attr]
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value)  # type: ignore[arg-type]
    return "✓" if value is True else value
