"""What the forms of the facts of a case share: days that cannot be misread, and limits."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casefiles.cases.forms.recorded import RecordedForm
from casefiles.cases.models import CaseRecord, Party, Source

# No 03/07/2019: one reader takes it for the third of July, another for the seventh of March.
DAY_FORMATS = ["%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S"]
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 1_000_000_000


class CaseRecordForm(RecordedForm):
    """A RecordedForm whose days, times and long texts are checked in words a newcomer follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                ask_for_choice(field)
            elif isinstance(field, forms.IntegerField) and not field.widget.is_hidden:
                ask_for_number(field)
            elif isinstance(field, forms.DateField):
                ask_for_day(field)
            elif isinstance(field, forms.TimeField):
                ask_for_time(field, self.get_initial_for_field(field, name))
            elif isinstance(field.widget, forms.Textarea) and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))

    def save(self, commit: bool = True) -> Any:
        """Two people who take one short name at the same instant: the second is told so."""
        try:
            with transaction.atomic():
                self._hold_what_it_rests_on()
                return super().save(commit)
        except IntegrityError:
            self.instance.validate_constraints()
            raise

    def _hold_what_it_rests_on(self) -> None:
        """Locks the chosen records, so that none is withdrawn while this one comes to rest on it."""
        for name in self.changed_data:
            chosen = self.cleaned_data.get(name)
            if not isinstance(chosen, CaseRecord):
                continue
            rows = type(chosen).objects.select_for_update(of=("self",), no_key=True)
            if rows.get(pk=chosen.pk).is_withdrawn:
                raise ValidationError({name: _("This was withdrawn meanwhile. Choose another.")})


def ask_for_choice(field: forms.ChoiceField) -> None:
    """Short names with what they stand for; the empty choice in words."""
    empty = _("Choose…") if field.required else _("none")
    if not isinstance(field, forms.ModelChoiceField):
        offered: Any = field.choices
        field.choices = [(code, label if code else empty) for code, label in offered]
        return
    if field.empty_label is not None:
        field.empty_label = empty
    if field.queryset.model in (Party, Source):
        field.label_from_instance = long_name  # type: ignore[method-assign]


def long_name(obj: Party | Source) -> str:
    return f"{obj.code} – {obj.name if isinstance(obj, Party) else obj.title}"


def ask_for_number(field: forms.IntegerField) -> None:
    """A text box, for a number box silently drops what it cannot read, such as “87 or so”."""
    if isinstance(field, forms.DecimalField):
        mode = "text"  # a phone's number pad may lack the minus
        field.error_messages["invalid"] = _("Write a number such as 32.83472.")
    else:
        mode = "numeric"
        field.error_messages["invalid"] = _("Write a whole number such as 53, without other signs.")
        field.validators.append(MaxValueValidator(LARGEST_NUMBER, _("This number is too large.")))
    field.widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "size": 12})


def ask_for_day(field: forms.DateField) -> None:
    """A text box, for a date picker silently drops a day that was typed by half."""
    field.input_formats = DAY_FORMATS
    field.widget = forms.DateInput(format=DAY_FORMATS[0], attrs={"autocomplete": "off", "size": 12})
    hint = _("Year-month-day, such as 2019-07-02.")
    field.help_text = f"{field.help_text} {hint}" if field.help_text else hint
    field.error_messages["invalid"] = _("Write the day as 2019-07-02 or 2 July 2019.")


def ask_for_time(field: forms.TimeField, shown: Any) -> None:
    """24 hours; seconds stay where they were given."""
    field.input_formats = TIME_FORMATS
    given = TIME_FORMATS[1] if getattr(shown, "second", 0) else TIME_FORMATS[0]
    field.widget = forms.TimeInput(format=given, attrs={"autocomplete": "off", "size": 12})
    field.help_text = _("24 hours, such as 23:30. Leave empty while unknown.")
    field.error_messages["invalid"] = _("Write the time as 23:30.")
