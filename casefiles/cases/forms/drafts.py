"""Between a form and its draft: what of it is kept, and how it comes back into the boxes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from casefiles.cases.forms.kept import KeptForm


def typed_in(form: KeptForm, posted: Any) -> str:
    """The boxes of a form as they were sent, without files and without what the page adds."""
    kept = QueryDict(mutable=True)
    names = {form.add_prefix(name) for name in form.fields if _is_kept(form, name)}
    for key, values in posted.lists():
        # A box of several parts; or one that the page makes, and that is no field of the form.
        if key in names or key.rpartition("_")[0] in names or key.startswith(form.loose_boxes):
            kept.setlist(key, values)
    return kept.urlencode()


def _is_kept(form: KeptForm, name: str) -> bool:
    widget = form.fields[name].widget
    return name in form.identity or not (widget.is_hidden or isinstance(widget, forms.FileInput))


def fill(form: KeptForm, content: str) -> None:
    """Puts a draft into the boxes of a form that nobody has sent yet."""
    typed = form.drafted = QueryDict(content)
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if _is_kept(form, name) and not field.widget.value_omitted_from_data(
            typed, MultiValueDict(), key
        ):
            form.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), key)
