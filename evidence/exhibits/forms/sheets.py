"""Sending a sheet, and saying that it shall be logged."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.text import clean_text
from evidence.exhibits.sheets.tables import MOST_BYTES, MOST_ROWS

FROM_A_SHEET = "entered from a sheet"


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=gettext_lazy("Sheet"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a CSV or XLSX file. If you had chosen one, it did "
                                     "not arrive whole: send it again."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].help_text = _(
            "CSV or XLSX with the columns of the template, at most %(rows)d rows and %(size)s. "
            "You see what each row would log before anything is saved."
        ) % {"rows": MOST_ROWS, "size": filesizeformat(MOST_BYTES)}

    def clean_sheet(self) -> Any:
        file = self.cleaned_data["sheet"]
        if file.size > MOST_BYTES:
            limit = filesizeformat(MOST_BYTES)
            raise ValidationError(
                _("This file is larger than %s. Cut it into several sheets.") % limit
            )
        return file


class LogSheetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason for these entries"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            _("Goes into the history of each, with your name. Leave empty for “%s”.") % FROM_A_SHEET
        )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"]) or FROM_A_SHEET
