"""Between a form and its draft: what of it is kept, and how it comes back into the boxes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from casefiles.audit.models import Change
from casefiles.cases.forms.recorded import RecordedForm

# Hidden, but part of what the writer saw: which record it becomes, on which version it is based.
IDENTITY = ("token", "version")


def typed_in(form: RecordedForm, posted: Any) -> str:
    """The boxes of a form as they were sent, without files and without what the page adds."""
    kept = QueryDict(mutable=True)
    names = {form.add_prefix(name) for name, field in form.fields.items() if _is_kept(name, field)}
    for key, values in posted.lists():
        # A box of several parts; or one that the page makes, and that is no field of the form.
        if key in names or key.rpartition("_")[0] in names or key.startswith(form.loose_boxes):
            kept.setlist(key, values)
    return kept.urlencode()


def _is_kept(name: str, field: forms.Field) -> bool:
    if name in IDENTITY:
        return True
    return not field.widget.is_hidden and not isinstance(field.widget, forms.FileInput)


def fill(form: RecordedForm, content: str) -> None:
    """Puts a draft into the boxes of a form that nobody has sent yet."""
    typed = form.drafted = QueryDict(content)
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if _is_kept(name, field) and not field.widget.value_omitted_from_data(
            typed, MultiValueDict(), key
        ):
            form.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), key)


def is_saved(form: RecordedForm, content: str) -> bool:
    """Whether the new record that a draft was to become exists already."""
    if not form.is_new:
        return False
    pk = form.id_in(QueryDict(content).get(form.add_prefix("token"), ""))
    return pk is not None and form._meta.model._default_manager.filter(pk=pk).exists()


def newer_change(form: RecordedForm, content: str) -> Change | None:
    """The last change of the record that its draft does not know of."""
    if form.is_new:
        return None
    based_on = QueryDict(content).get(form.add_prefix("version"), "")
    if not (based_on.isascii() and based_on.isdigit() and len(based_on) < 19):
        return None
    newer = form.instance.changes().filter(sequence__gt=int(based_on))
    return newer.select_related("actor").last()
