"""What was withdrawn is kept as it is: no service writes to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_in_use(obj: Any) -> None:
    """ValidationError if the record was withdrawn."""
    if obj.is_withdrawn:
        raise ValidationError(_("This was withdrawn and is kept as it is."))
