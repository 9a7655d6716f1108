"""The lead's list of what reviewers are asked, and its items inside a decision's form."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.attribution.checklist import Checked, default_items, is_bare_no
from evidence.attribution.forms.single import SingleForm
from evidence.attribution.models import Checklist
from evidence.attribution.services import write_checklist
from evidence.attribution.vocabulary import CheckAnswer, DecisionKind

MOST_ITEMS, LONGEST = 30, 300
TEMPLATE = "attribution/check_field.html"


class ChecklistForm(SingleForm):
    met = gettext_lazy(
        "Someone wrote a checklist after you opened the form. What you typed is kept below: "
        "open the checklist in another tab and compare, then reload this form."
    )

    class Meta:
        model = Checklist
        fields = ["items"]
        widgets = {"items": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.initial.setdefault("items", "\n".join(default_items()))

    def clean_items(self) -> str:
        """One a line, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["items"].splitlines())
        items = list(dict.fromkeys(line for line in lines if line))
        if not items or len(items) > MOST_ITEMS:
            raise ValidationError(_("Write at least one item, and at most %d.") % MOST_ITEMS)
        if long := [item for item in items if len(item) > LONGEST]:
            raise ValidationError(
                _("Shorten this to %(most)d characters: %(item)s")
                % {"most": LONGEST, "item": long[0]}
            )
        return "\n".join(items)

    def save_new(self) -> Any:
        return self._write()

    save_change = save_new

    def _write(self) -> Any:
        items = self.cleaned_data["items"]
        return write_checklist(self.instance.case, items, by=self.user, reason=self.reason_given)


class ChecklistMixin(forms.Form):
    """The fields of a checklist; a field is named by its item, so that a changed one is empty."""

    def add_items(self, items: list[str]) -> None:
        self.items = items
        for item in items:
            key = key_of(item)
            self.fields[f"check_{key}"] = forms.ChoiceField(  # type: ignore[call-arg]  # the stubs lack template_name
                label=item, required=False, choices=CheckAnswer.choices,
                widget=forms.RadioSelect(attrs={"class": "rate-row"}), template_name=TEMPLATE,
            )  # fmt: skip
            self.fields[f"note_{key}"] = forms.CharField(  # type: ignore[call-arg]  # the stubs lack template_name
                label=_("Note"), required=False, max_length=2000,
                widget=forms.TextInput,
                help_text=item, template_name=TEMPLATE,
            )  # fmt: skip

    @property
    def item_fields(self) -> list[str]:
        return [f"{part}_{key_of(item)}" for item in self.items for part in ("check", "note")]

    def clean_checklist(self, cleaned: dict[str, Any]) -> list[Checked]:
        """What was answered; an approval's missing answers are marked at their items."""
        found = []
        for item in self.items:
            key = key_of(item)
            each = Checked(
                item=item,
                answer=cleaned.get(f"check_{key}", ""),
                note=cleaned.get(f"note_{key}", ""),
            )
            found.append(each)
            if cleaned.get("kind") != DecisionKind.APPROVE or f"check_{key}" in self.errors:
                continue
            if not each["answer"]:
                self.add_error(f"check_{key}", _("Answer this before you approve."))
            elif is_bare_no(each):
                self.add_error(f"note_{key}", _("Say why you approve although the answer is no."))
        return found


def key_of(item: str) -> str:
    return hashlib.sha256(item.encode()).hexdigest()[:12]
