"""A record of which there is one, whose form makes it or changes it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from casefiles.cases.forms.recorded import RecordedForm


class SingleForm(RecordedForm):
    """Two people may open it while there is none; the second writes over nothing unseen."""

    met: str | Promise = ""  # what the second is told; what was typed stays in the form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.was_opened_as_new:
            self._meet_first_post()
        return cleaned

    @property
    def was_opened_as_new(self) -> bool:
        """There was none when the form was opened, and now there is one."""
        return not self.is_new and bool(self.data.get(self.add_prefix("token")))

    def clean_version(self) -> int | None:
        """A form opened as new has no version: it writes over nothing, see `_meet_first_post`."""
        return None if self.was_opened_as_new else super().clean_version()

    def _meet_first_post(self) -> None:
        """The same again is the same post; anything else was written without seeing the first."""
        self.errors.pop("reason", None)
        if set(self.changed_data) & set(self._meta.fields or ()):
            raise ValidationError(str(self.met))
        self.was_posted_before = True
