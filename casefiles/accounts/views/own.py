"""A person's own account: language and password."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from casefiles.accounts.forms import LanguageForm, PasswordForm
from casefiles.accounts.services import choose_language, set_own_password


class AnsweringFormView(FormView):
    """A refused form answers 422, so that programs and tests can tell it from a shown one."""

    request: Any  # only the signed-in come here

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AccountView(AnsweringFormView):
    template_name = "accounts/account.html"
    form_class = LanguageForm

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.request.user.language}

    def form_valid(self, form: Any) -> HttpResponse:
        choose_language(self.request.user, form.cleaned_data["language"])
        messages.success(self.request, _("Saved."))
        return redirect("accounts:account")


class PasswordChangeView(AnsweringFormView):
    template_name = "accounts/password_change.html"
    form_class = PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # Someone at an unlocked screen must not be able to try passwords one by one.
        if not ratelimit.consume(request, action="change_password", user=request.user):
            return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        set_own_password(self.request.user, form.cleaned_data["new"])
        update_session_auth_hash(self.request, self.request.user)
        messages.success(
            self.request, _("Your password is changed. Any other place is signed out.")
        )
        return redirect(reverse("accounts:account"))
