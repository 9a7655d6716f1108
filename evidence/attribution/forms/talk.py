"""Forms of comments: a new thread about a part, and what is said in one."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from evidence.attribution.forms.matrix import CleanTextMixin
from evidence.attribution.vocabulary import CommentKind

NAMES_NOBODY = gettext_lazy(
    "Whoever may see this part reads it, for good: it is never changed. Write no name of a witness "
    "or of a withheld actor, and nothing of an exhibit that others may not see."
)


class SaidForm(CleanTextMixin):
    """The comment's id travels with the form: sent twice, it is one."""

    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NAMES_NOBODY,
    )  # fmt: skip
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ThreadForm(SaidForm):
    part = forms.ChoiceField(
        label=gettext_lazy("About"), widget=forms.RadioSelect, required=False
    )  # the empty key is the whole

    def __init__(self, *args: Any, parts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["part"]
        field.choices = parts
        if len(parts) == 1:
            field.widget = forms.HiddenInput()
        self.order_fields(["part", "text"])


class ReplyForm(SaidForm):
    kind = forms.ChoiceField(label=gettext_lazy("What it does"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind, CommentKind(kind).label) for kind in kinds]
        field.initial = kinds[0]
        if len(kinds) == 1:
            field.widget = forms.HiddenInput()
