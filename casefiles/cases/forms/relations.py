"""The form of a relation: between whom, for which days it is cited, and who says so."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casefiles.cases.forms.records import CaseRecordForm
from casefiles.cases.models import Relation
from casefiles.cases.partial_days import PartialDay, read


class PartialDayField(forms.CharField):
    """A day as exactly as it is known, typed as text."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "size": 24})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.typed if isinstance(value, PartialDay) else value

    def clean(self, value: Any) -> Any:
        return read(super().clean(value))


class RelationForm(CaseRecordForm):
    first_cited = PartialDayField(
        label=_("First cited"),
        help_text=_("First day for which a source states this relation, as exactly as it is known: "
                    "2019-07-02, 2019-07 or 2019; 2019-07-02~ for “about”."),
    )  # fmt: skip
    last_cited = PartialDayField(
        label=_("Last cited"),
        help_text=_("Last day for which a source states it. Not its end, unless you say so below."),
    )

    fieldsets = [
        (_("Who stands to whom"), ["from_party", "kind", "to_party", "role"]),
        (
            _("For which days"),
            ["first_cited", "first_is_start", "last_cited", "last_is_end"],
            _("The chain of command of a day shows what is cited for it. A source that describes "
              "one day cites that day; one that says “is” cites the day it was published."),
        ),
        (
            _("Who says so, and how sure it is"),
            ["status", "confidence", "source", "note"],
            _("A relation can also cite exhibits, from its own page once it is saved. Without a "
              "source and without an exhibit it is marked as resting on nothing."),
        ),
    ]  # fmt: skip

    class Meta:
        model = Relation
        fields = ["from_party", "kind", "to_party", "role", "first_cited", "first_is_start",
                  "last_cited", "last_is_end", "status", "confidence", "source", "note"]  # fmt: skip
        help_texts = {
            "status": _("Documented: a source states it. Assessed: we conclude it. Alleged: a "
                        "party or one source claims it. Disputed: sources contradict each other."),
            "source": _("Leave empty only for what the case itself assesses."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.initial["first_cited"] = self.instance.first and self.instance.first.typed
            self.initial["last_cited"] = self.instance.last and self.instance.last.typed

    def clean(self) -> dict[str, Any]:
        """Each day goes into its two columns and its precision; the field keeps the outer end."""
        cleaned = super().clean()
        for name, flag in (("first_cited", "first_is_start"), ("last_cited", "last_is_end")):
            if name not in cleaned:  # refused in words already
                cleaned.pop(flag, None)
        self.instance.first = cleaned.get("first_cited")
        self.instance.last = cleaned.get("last_cited")
        outer = {"first_cited": self.instance.first_cited, "last_cited": self.instance.last_cited}
        return {**cleaned, **{name: day for name, day in outer.items() if name in cleaned}}


class ChainDayForm(forms.Form):
    """Which day's chain of command to show."""

    day = forms.CharField(label=_("Day"), max_length=40, required=False,
                          widget=forms.TextInput(attrs={"autocomplete": "off", "size": 12}))  # fmt: skip

    def clean_day(self) -> date | None:
        """ValidationError for what is no day, or only a month or a year."""
        found = read(self.cleaned_data["day"])
        if found is not None and found.earliest != found.latest:
            raise ValidationError(_("Give one whole day, such as 2019-07-02."))
        return found.earliest if found else None
