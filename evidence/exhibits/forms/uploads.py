"""Names uploads in a form: a hidden field that our script fills, with the manifest in it."""

import json
import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.exhibits.services.uploads import Announced
from evidence.exhibits.tus import LONGEST_NAME

SHA256 = re.compile(r"[0-9a-f]{64}|")
MOST = 2000


class UploadsField(forms.Field):
    """`[{"id": "…", "size": 123, "sha256": "…", "name": "…"}, …]`, in the order of choosing.

    All but the id are those of the file as the sender has it, and may be left out. The value is
    a list of Announced.
    """

    widget = forms.HiddenInput

    def clean(self, data: Any) -> list[Announced]:
        if not data:
            return []
        try:
            lines = json.loads(data)
            found = [_line(each) for each in lines]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            found = None
        if found is None or not isinstance(lines, list) or len(found) > MOST:
            raise ValidationError(
                _("The list of sent files cannot be read. Reload the page and choose them again.")
            )
        return found


def _line(given: dict[str, Any]) -> Announced:
    size, sha256 = given.get("size"), given.get("sha256") or ""
    name = str(given.get("name") or "")[:LONGEST_NAME]
    if (size is not None and type(size) is not int) or not SHA256.fullmatch(sha256):
        raise ValueError
    return Announced(UUID(given["id"]), size, sha256, name)
