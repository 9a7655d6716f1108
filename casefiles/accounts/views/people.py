"""Administration of accounts. An administrator sees accounts, and no case by that."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from casefiles.accounts import services
from casefiles.accounts.forms import PersonForm, ReasonForm
from casefiles.accounts.models import User
from casefiles.accounts.views.acts import ACTS
from casefiles.accounts.views.own import AnsweringFormView
from casefiles.audit.history import entries

SHOWN_CHANGES = 50


class ManagerMixin:
    """403 for everyone but administrators."""

    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("accounts.manage_accounts"):
            raise PermissionDenied(_("Accounts are managed by administrators."))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class PersonMixin(ManagerMixin):
    """A view of one person's account; accounts of services are nobody's to change."""

    kwargs: dict[str, Any]

    @property
    def person(self) -> User:
        if not hasattr(self, "_person"):
            people = User.objects.filter(is_service=False)
            self._person = get_object_or_404(people, pk=self.kwargs["pk"])
        return self._person

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, **kwargs)  # type: ignore[misc]


class PersonListView(ManagerMixin, TemplateView):
    template_name = "accounts/person_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = User.objects.filter(is_service=False).order_by("-is_active", "name", "email")
        return super().get_context_data(people=people, **kwargs)


class PersonCreateView(ManagerMixin, AnsweringFormView):
    template_name = "accounts/person_form.html"
    form_class = PersonForm

    def form_valid(self, form: PersonForm) -> HttpResponse:
        person, password = services.invite(**form.cleaned_data, by=self.request.user)
        return show_password(self.request, person, password)


class PersonUpdateView(PersonMixin, AnsweringFormView):
    template_name = "accounts/person_form.html"
    form_class = PersonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.person}

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.person.name, "email": self.person.email}

    def form_valid(self, form: PersonForm) -> HttpResponse:
        services.change_account(
            self.person, by=self.request.user, action="rename_account", **form.cleaned_data
        )
        messages.success(self.request, _("Saved."))
        return redirect("accounts:person_detail", self.person.pk)


class PersonDetailView(PersonMixin, TemplateView):
    """One account, what can be done with it, and what was done."""

    template_name = "accounts/person_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.person.changes().select_related("actor", "content_type")
        newest = list(changes.order_by("-sequence")[:SHOWN_CHANGES])
        open_act, form = kwargs.pop("open_act", ""), kwargs.pop("form", None)
        acts = [
            {"name": name, "act": act, "is_open": name == open_act,
             "form": form if name == open_act else ReasonForm(auto_id=f"{name}_%s")}
            for name, act in ACTS.items() if name == open_act or act.offered(self.person, self.request.user)
        ]  # fmt: skip
        return super().get_context_data(acts=acts, entries=entries(newest), **kwargs)


class PersonActView(PersonDetailView):
    """A POST-only verb with a reason; a refused one shows the page with what was typed."""

    http_method_names = ["post"]
    act_name = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST, auto_id=f"{self.act_name}_%s")
        if not form.is_valid():
            return self._refused(form)
        try:
            password = ACTS[self.act_name].carry_out(
                self.person, by=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._refused(form)
        if password:
            return show_password(request, self.person, password)
        messages.success(request, ACTS[self.act_name].done)
        return redirect("accounts:person_detail", self.person.pk)

    def _refused(self, form: ReasonForm) -> HttpResponse:
        context = self.get_context_data(open_act=self.act_name, form=form)
        return self.render_to_response(context, status=422)


def show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The only time it is shown; no page is stored, and the database has its hash only."""
    context = {"person": person, "password": password}
    return render(request, "accounts/person_password.html", context)
