"""What a form needs for its text to be kept on the server while it is typed."""

from typing import Any

from django import forms
from django.http import QueryDict

from casefiles.audit.models import Change


class KeptForm(forms.BaseForm):
    """A form whose views keep drafts of it; see `views/drafts.py`."""

    # Hidden, but part of what the writer saw: which record it becomes, on which version it is based.
    identity: tuple[str, ...] = ()

    # How the names of boxes begin that a page makes beside the fields; a draft keeps them too.
    loose_boxes: tuple[str, ...] = ()

    draft: Any = None  # what the page says of the draft of this form; views of drafts set it
    drafted = QueryDict()

    def is_saved(self, typed: QueryDict) -> bool:
        """Whether what a draft was to become is there already."""
        raise NotImplementedError

    def newer_change(self, typed: QueryDict) -> Change | None:
        """The last change of the record that a draft does not know of and cannot be saved over."""
        return None
