from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.sealing.fields import Sealed


class SealedTextarea(forms.Textarea):
    """Never renders what is stored."""

    def format_value(self, value: Any) -> str | None:
        return None if isinstance(value, Sealed | bytes) else super().format_value(value)


class SealedFormField(forms.CharField):
    """Write-only: typed text replaces what is sealed, an empty box keeps it."""

    widget = SealedTextarea(attrs={"rows": 2, "autocomplete": "off"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = _("Sealed once saved. Leave empty to keep what is stored.")
        self.help_text = f"{self.help_text} {kept}" if self.help_text else kept

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None
