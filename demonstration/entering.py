"""Types a record of the fixture into the form that a person would fill."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.forms import BaseForm

WHY = "loaded with the demonstration"


class FixtureError(Exception):
    """A record of the fixture that its form refuses, in the form's words."""


def enter(form_class: type, data: dict[str, Any], **given: Any) -> Any:
    """Fills `form_class` as its page shows it, then with `data`; saves; gives the record.

    `given` goes to the form: case, user, and what its page would add. FixtureError for a key that the
    form has no field for, so that nothing of the fixture is silently left out, and for what
    the form itself refuses.
    """
    form = filled(form_class, data, **given)
    if not form.is_valid():
        raise FixtureError(f"{form_class.__name__} {data}: {form.errors.as_text()}")
    return form.save()  # type: ignore[attr-defined]


def filled(form_class: type, data: dict[str, Any], **given: Any) -> BaseForm:
    """The form with these values typed in, not yet checked."""
    shown = form_class(**given)
    if unknown := set(data) - set(shown.fields):
        raise FixtureError(f"{form_class.__name__} has no field for {', '.join(sorted(unknown))}")
    before = {
        name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()
    }
    values = {**before, **({"reason": WHY} if "reason" in shown.fields else {}), **data}
    return form_class(
        {name: posted(value) for name, value in values.items() if _is_sent(value)}, **given
    )


def _is_sent(value: Any) -> bool:
    """A browser sends nothing for an empty choice or an unticked box."""
    return value is not None and value is not False


def posted(value: Any) -> Any:
    """The value as a browser would send it."""
    if isinstance(value, list | tuple):
        return [posted(item) for item in value]
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return "on" if value is True else str(value)
