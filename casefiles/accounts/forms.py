import unicodedata
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.likeness import alike_person, why_alike
from casefiles.accounts.models import User

# Invisible, and needed to write some languages.
JOINERS = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"}


class SignInForm(LoginForm):
    """allauth's form with our labels; what it checks and how it is throttled stay allauth's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["login"], self.fields["password"]
        address.label = _("E-mail address")
        password.help_text = _("Forgotten? Whoever runs this server can set a new one.")
        for field in (address, password):
            field.widget.attrs.pop("placeholder", None)
        address.widget.attrs["autofocus"] = True


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("Current password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("New password"), strip=False, max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. Four or five words that do not belong together are "
                    "strong and can be remembered."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(_("This is not your current password."))
        return old

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("The two new passwords differ. Type the same one twice."))
        if cleaned.get("new") and cleaned["new"] == cleaned.get("old"):
            self.add_error("new", _("This is your current password. Choose another one."))
        return cleaned


class ReasonForm(forms.Form):
    """For acts that take nothing but a reason in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Goes into the account's history, with your name."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        return _readable(self.cleaned_data["reason"].replace("\r\n", "\n"), besides="\n\t")


class PersonForm(ReasonForm):
    """Who an account belongs to. `person` is the account being changed, or None for a new one."""

    name = forms.CharField(
        label=_("Name"), max_length=120,
        help_text=_("As it shall stand in histories and decisions, also years from now."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Only this person's own: they sign in with it.")
    )
    field_order = ["name", "email", "reason"]

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = _readable(self.cleaned_data["name"])
        others = User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()
        if other := alike_person(name, others.values_list("name", flat=True)):
            raise ValidationError(why_alike(name, other))
        return name

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        holder = User.objects.filter(email__iexact=email).first()
        if holder and holder != self.person:
            raise ValidationError(_("An account with this address exists already."))
        return email


def _readable(text: str, besides: str = "") -> str:
    """NFC text. ValidationError for what is not seen and can make text read as another."""
    text = unicodedata.normalize("NFC", text)
    allowed = {*JOINERS, *besides}
    if any(not (letter.isprintable() or letter in allowed) for letter in text):
        raise ValidationError(_("Remove the invisible characters: they can deceive a reader."))
    return text
