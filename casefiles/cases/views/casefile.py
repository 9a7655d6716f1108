"""The case itself: the list of them, opening one, its overview, its way to approval."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from casefiles.cases.figures import figure_strip
from casefiles.cases.forms.casefile import CaseForm, CaseUpdateForm
from casefiles.cases.forms.recorded import ReasonForm
from casefiles.cases.models import CaseFile, CasualtyFigure, Incident
from casefiles.cases.registers import PANELS, WEAKNESSES
from casefiles.cases.services.workflow import TRANSITIONS, move_case, moves_open_to
from casefiles.cases.views.base import CaseFormView, CasePage, footer_of
from casefiles.cases.views.drafts import KeepsDraft
from casefiles.cases.vocabulary import Role

DESTRUCTIVE = {"return", "withdraw"}


class CaseListView(TemplateView):
    template_name = "cases/case_list.html"
    request: Any  # only the signed-in come here

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        roles: dict[Any, list[str]] = {}
        for row in user.memberships.current().order_by("role"):
            roles.setdefault(row.case_id, []).append(str(Role(row.role).label))
        cases = [
            {"case": case, "roles": roles.get(case.pk, [])}
            for case in CaseFile.objects.visible_to(user)
        ]
        return super().get_context_data(cases=cases, **kwargs)


class CaseCreateView(KeepsDraft, FormView):
    template_name = "cases/case_create.html"
    form_class = CaseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("cases.create_case"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": None, "user": self.request.user}

    def form_valid(self, form: CaseForm) -> HttpResponse:
        case = form.save()
        if form.was_posted_before:
            messages.info(self.request, _("This form had been sent already; nothing was doubled."))
        else:
            messages.success(self.request, _("The case is open, and you lead it."))
        self.forget_draft()
        return redirect(case)

    def form_invalid(self, form: CaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CaseUpdateView(CaseFormView):
    form_class = CaseUpdateForm
    permission = "cases.change_case"

    def get_form_kwargs(self) -> dict[str, Any]:
        form = super().get_form_kwargs()
        return {**form, "case": None, "user": self.request.user, "instance": self.case}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {"heading": _("Change the case"), "submit_label": _("Save")}
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: CaseUpdateForm) -> None:
        form.save()
        messages.success(self.request, _("Saved."))

    def get_success_url(self) -> str:
        return self.case.get_absolute_url()


class CaseDetailView(CasePage):
    """The overview: figures, incidents, what the rooms say, what is weak, what can be done."""

    template_name = "cases/case_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, case = self.request.user, self.case
        figures = CasualtyFigure.objects.visible_to(user).current().filter(case=case)
        return super().get_context_data(
            figures=figure_strip(figures.select_related("source", "incident")),
            incidents=self.timeline(),
            panels=self.panels(),
            weaknesses=[one for source in WEAKNESSES for one in source(case, user)],
            moves=self.moves(kwargs.pop("tried", ""), kwargs.pop("form", None)),
            last_step=self.last_step(),
            members=case.members().order_by("user__name"),
            may_change=user.has_perm("cases.change_case", case),
            last_change=footer_of(case.changes().select_related("actor").last()),
            history_url=reverse(
                "cases:record_history", args=[case.pk, case._meta.label_lower, case.pk]
            ),
            **kwargs,
        )

    def timeline(self) -> list[dict[str, Any]]:
        rows = Incident.objects.visible_to(self.request.user).current().filter(case=self.case)
        return [
            {"when": row.told, "title": str(row), "text": row.place_name,
             "url": row.get_absolute_url()}
            for row in rows
        ]  # fmt: skip

    def panels(self) -> list[str]:
        """Each room's part, rendered. Its template finds its values by name and in `panel`."""
        parts: list[str] = []
        for panel in sorted(PANELS, key=lambda panel: panel.order):
            own = panel.context(self.case, self.request.user)
            context = {**own, "panel": own, "case": self.case}
            parts.append(render_to_string(panel.template, context, self.request))
        return parts

    def moves(self, tried: str, form: ReasonForm | None) -> list[dict[str, Any]]:
        """What can be done now, and what was just tried, so that its refusal is shown."""
        lines = moves_open_to(self.case, self.request.user)
        if tried and TRANSITIONS[tried] not in lines:
            lines.append(TRANSITIONS[tried])
        return [
            {"name": line.name, "label": line.label, "is_open": line.name == tried,
             "is_destructive": line.name in DESTRUCTIVE,
             "url": reverse(f"cases:case_{line.name}", args=[self.case.pk]),
             "form": form if line.name == tried else ReasonForm(auto_id=f"{line.name}_%s")}
            for line in lines
        ]  # fmt: skip

    def last_step(self) -> Any:
        """The change that brought the case into its present state, with its reason."""
        moves = self.case.changes().filter(action__in=TRANSITIONS).select_related("actor")
        return moves.order_by("sequence").last()


class CaseMoveView(CaseDetailView):
    """A POST-only verb of the workflow; a refused one shows the overview with what was typed."""

    http_method_names = ["post"]
    move_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.permission = TRANSITIONS[self.move_name].permission
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST, auto_id=f"{self.move_name}_%s")
        if not form.is_valid():
            return self.refused(form)
        try:
            reason = form.cleaned_data["reason"]
            move_case(self.case, self.move_name, by=request.user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
            return self.refused(form)
        messages.success(request, _("Done: the case is now %s.") % self.case.get_state_display())
        return redirect(self.case)

    def refused(self, form: ReasonForm) -> HttpResponse:
        context = self.get_context_data(tried=self.move_name, form=form)
        return self.render_to_response(context, status=422)
