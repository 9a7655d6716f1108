"""The answer to one thing that speaks against a finding."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.attribution.contrary import Item
from evidence.attribution.forms.single import SingleForm
from evidence.attribution.models import ContraryAnswer, Hypothesis
from evidence.attribution.services import answer_contrary


class ContraryAnswerForm(SingleForm):
    """Carries the digest of what its author saw: an answer to something else is refused."""

    met = gettext_lazy(
        "Someone answered this after you opened the form. What you typed is kept below: open the "
        "hypothesis in another tab and compare, then reload this form."
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    class Meta:
        model = ContraryAnswer
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, hypothesis: Hypothesis, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hypothesis, self.item = hypothesis, item
        self.fields["seen"].initial = item.digest
        if self.is_new:
            # Checked before it is saved; the service sets them anew.
            self.instance.hypothesis, self.instance.author = hypothesis, self.user
            setattr(self.instance, f"{item.kind}_id", item.pk)

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.item.digest:
            self.data = {**self.data.dict(), self.add_prefix("seen"): self.item.digest}
            self.add_error(
                "text",
                _("What you answer was changed after you opened it. Your answer is kept: look at "
                  "what it says now, then save it again."),
            )  # fmt: skip
        return seen

    def save_new(self) -> Any:
        return self._answer()

    def save_change(self) -> Any:
        return self._answer()

    def _answer(self) -> Any:
        return answer_contrary(
            self.hypothesis, self.item.kind, self.item.pk, self.cleaned_data["text"],
            seen=self.cleaned_data["seen"], by=self.user, reason=self.reason_given,
        )  # fmt: skip
