from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casefiles.notices.models import Frequency


class MailForm(forms.Form):
    frequency = forms.ChoiceField(
        label=_("A message when something waits for you"), choices=Frequency,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frequency"].help_text = _(
            "Soon means at most one message in %(minutes)d minutes. Once a day means after "
            "%(hour)02d:00 UTC."
        ) % {"minutes": settings.MAIL_MINUTES, "hour": settings.MAIL_HOUR}
