"""Views of records that belong to a case: fetch what is visible, check the right, call, redirect."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from casefiles.audit import database_full
from casefiles.audit.models import Change
from casefiles.cases.dates import day_text
from casefiles.cases.forms.recorded import ReasonForm
from casefiles.cases.models import CaseFile
from casefiles.cases.registers import RECORD_PANELS, tabs_for
from casefiles.cases.services.records import withdraw
from casefiles.cases.views.drafts import KeepsDraft
from casefiles.cases.vocabulary import Role


class CaseMixin:
    """Every view of a case: 404 for outsiders, 403 without `permission`, tabs and header."""

    permission = "cases.view_case"
    tab = "overview"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visible = CaseFile.objects.visible_to(request.user)
        self.case = get_object_or_404(visible, pk=kwargs["case"])
        self.fetch()
        if not request.user.has_perm(self.permission, self.case):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def fetch(self) -> None:
        """Fetches the record through `visible_to`, before rights are asked: 404 before 403."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = self.case.roles_of(self.request.user)
        tabs = [
            {"label": tab.label, "url": reverse(tab.url_name, args=[self.case.pk]),
             "active": tab.name == self.tab}
            for tab in tabs_for(self.case, self.request.user)
        ]  # fmt: skip
        frame = {
            "case": self.case,
            "case_tabs": tabs,
            "my_roles": [Role(role).label for role in Role if role in roles],
            "may_write": self.request.user.has_perm("cases.write_records", self.case),
        }
        # TemplateView hands over the ids of the address as well, under `case` and `pk`.
        return super().get_context_data(**{**kwargs, **frame})  # type: ignore[misc]


class CasePage(CaseMixin, TemplateView):
    """A page of the case that shows something."""


class RecordMixin(CaseMixin):
    """A view of one record: `model`, fetched as `self.object`."""

    model: Any

    def fetch(self) -> None:
        visible = self.model.objects.visible_to(self.request.user)
        self.object = get_object_or_404(visible.filter(case=self.case), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)


class RecordDetailView(RecordMixin, TemplateView):
    """Shows one record: its own template, or the general one from `summary()`."""

    template_name = "cases/record_detail.html"
    # Names of the routes behind "Change" and "Withdraw"; empty where a record has none.
    update_route = ""
    withdraw_route = ""
    write_permission = "cases.write_records"

    def summary(self) -> list[tuple[str, Any]]:
        """(label, value) pairs of every filled field a form shows, in order."""
        return field_pairs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.object.changes().select_related("actor")
        panels = [
            {"template": panel.template, **panel.context(self.object, self.request.user)}
            for panel in sorted(RECORD_PANELS, key=lambda panel: panel.order)
        ]
        return super().get_context_data(
            summary=self.summary(),
            kind_label=self.object._meta.verbose_name,
            last_change=footer_of(changes.last()),
            withdrawal=changes.filter(action="withdraw").last(),
            history_url=reverse("cases:record_history", args=[
                self.case.pk, self.object._meta.label_lower, self.object.pk]),
            record_panels=panels,
            **{**self.action_urls(), **kwargs},
        )  # fmt: skip

    def action_urls(self) -> dict[str, str]:
        """`update_url` and `withdraw_url` for those who may; a withdrawn record has neither."""
        may_write = self.request.user.has_perm(self.write_permission, self.case)
        if self.object.is_withdrawn or not may_write:
            return {}
        routes = {"update_url": self.update_route, "withdraw_url": self.withdraw_route}
        return {
            name: reverse(route, args=[self.case.pk, self.object.pk])
            for name, route in routes.items() if route
        }  # fmt: skip


def footer_of(change: Change | None) -> dict[str, Any] | None:
    """What the foot of every record's page says of its last change."""
    if change is None:
        return None
    return {"actor": change.actor, "time": change.at, "reason": change.reason}


def field_pairs(obj: models.Model, leave_out: Collection[str] = ()) -> list[tuple[str, Any]]:
    """(label, shown value) of each editable field that holds something; sealed text stays sealed."""
    pairs = []
    for field in obj._meta.concrete_fields:
        if not field.editable or field.name in leave_out:
            continue
        display = getattr(obj, f"get_{field.name}_display", None)
        value = display() if display else getattr(obj, field.name)
        if value not in (None, "") and str(value):
            pairs.append((str(capfirst(field.verbose_name)), shown(value)))
    return pairs


def shown(value: Any) -> Any:
    """A value as a page shows it: yes or no, the day in words, a record as a link to its page."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime | time):
        return value
    if isinstance(value, date):
        return day_text(value)
    if hasattr(value, "get_absolute_url"):
        return format_html('<a href="{}"><bdi>{}</bdi></a>', value.get_absolute_url(), value)
    return value


class CaseFormView(CaseMixin, KeepsDraft, FormView):
    """A page of the case with one form. `act(form)` calls one service; its errors return to it."""

    template_name = "cases/record_form.html"
    permission = "cases.write_records"
    heading: Any = ""
    submit_label: Any = ""
    lead: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        texts = {"heading": self.heading, "submit_label": self.submit_label, "lead": self.lead,
                 "cancel_url": self.get_cancel_url()}  # fmt: skip
        return {**texts, **context}

    def get_cancel_url(self) -> str:
        return self.case.get_absolute_url()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        except OperationalError as error:
            # Inside of a transaction only its rollback undoes all: a middleware answers then.
            if connection.in_atomic_block or not database_full.is_full(error):
                raise
            form.add_error(None, database_full.advice())
            return self.render_to_response(self.get_context_data(form=form), status=503)
        self.forget_draft()
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """422, so that programs and tests can tell a refused form from a shown one."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def act(self, form: Any) -> None:
        raise NotImplementedError


class RecordCreateView(CaseFormView):
    """Adds one record: `form_class` is a RecordedForm."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": self.case, "user": self.request.user}

    def act(self, form: Any) -> None:
        self.object = form.save()
        if form.was_posted_before:
            messages.info(self.request, _("This form had been sent already; nothing was doubled."))
        else:
            messages.success(self.request, self.saved_text(form))

    def saved_text(self, form: Any) -> str:
        return _("Saved: %s.") % self.object

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class RecordUpdateView(RecordMixin, CaseFormView):
    """Changes one record. A withdrawn one stays as it is."""

    submit_label: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        form = super().get_form_kwargs()
        return {**form, "case": self.case, "user": self.request.user, "instance": self.object}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> None:
        if self.object.is_withdrawn:
            raise ValidationError(_("This was withdrawn and is kept as it is."))
        form.save()
        messages.success(self.request, _("Saved: %s.") % self.object)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class RecordWithdrawView(RecordMixin, CaseFormView):
    """Asks why, then takes one record out of use; nothing is deleted."""

    form_class = ReasonForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {
            "heading": _("Withdraw %s") % self.object,
            "submit_label": _("Withdraw"),
            "lead": _("It will no longer count. It stays readable with its history."),
            "is_destructive": True,
        }
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: Any) -> None:
        withdraw(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Withdrawn. It stays in the history."))

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class CaseActionView(CaseMixin, TemplateView):
    """A POST-only verb."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.get_success_url())

    def act(self) -> None:
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.case.get_absolute_url()
