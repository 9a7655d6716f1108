"""Who belongs to a case, and the two administrators who replace a lost lead."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from casefiles.cases.forms.casefile import LeadProposalForm, MemberForm
from casefiles.cases.forms.recorded import ReasonForm
from casefiles.cases.models import LeadReplacement, Membership
from casefiles.cases.services.cases import (
    add_member,
    confirm_lead,
    end_membership,
    propose_lead,
    refuse_lead,
)
from casefiles.cases.views.base import CaseFormView, CasePage


class MemberListView(CasePage):
    """Everyone in the case may see who else is."""

    template_name = "cases/member_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Membership.objects.visible_to(self.request.user).filter(case=self.case)
        rows = rows.select_related("user")
        return super().get_context_data(
            members=rows.current().order_by("user__name", "role"),
            ended=rows.exclude(withdrawn_at=None).order_by("-withdrawn_at"),
            may_manage=self.request.user.has_perm("cases.manage_members", self.case),
            **kwargs,
        )


class MemberCreateView(CaseFormView):
    form_class = MemberForm
    permission = "cases.manage_members"
    template_name = "cases/member_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {
            "heading": _("Add a member"),
            "submit_label": _("Add to the case"),
            "lead": _("They see the case at once, less what is kept to named readers."),
        }
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: MemberForm) -> None:
        person, role = form.cleaned_data["person"], form.cleaned_data["role"]
        if person == self.request.user:
            raise ValidationError(_("Nobody adds themselves to a role. Ask another lead."))
        add_member(
            self.case, person, role, by=self.request.user, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("%s belongs to the case now.") % person)

    def get_success_url(self) -> str:
        return reverse("cases:member_list", args=[self.case.pk])

    get_cancel_url = get_success_url


class MemberEndView(CaseFormView):
    """Asks why, then ends one role of one person, at once."""

    form_class = ReasonForm
    permission = "cases.manage_members"
    template_name = "cases/member_form.html"

    def fetch(self) -> None:
        rows = Membership.objects.visible_to(self.request.user).filter(case=self.case)
        self.membership = get_object_or_404(rows.select_related("user"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        role = self.membership.get_role_display()
        texts = {
            "heading": _("End a role"),
            "submit_label": _("End the role"),
            "lead": _("%(person)s will not be %(role)s from this moment on. What they wrote stays.")
            % {"person": self.membership.user, "role": role},
            "is_destructive": True,
        }
        return super().get_context_data(**{**texts, **kwargs})

    def act(self, form: ReasonForm) -> None:
        end_membership(self.membership, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("The role has ended."))

    def get_success_url(self) -> str:
        # Whoever ended their own last role sees the case no more.
        visible = Membership.objects.of(self.request.user).filter(case=self.case).exists()
        return reverse("cases:member_list", args=[self.case.pk]) if visible else "/"

    def get_cancel_url(self) -> str:
        return reverse("cases:member_list", args=[self.case.pk])


class AdministratorMixin:
    """403 for everyone but administrators. These pages show references, never what is in a case."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("cases.replace_lead"):
            raise PermissionDenied(_("Lost leads are replaced by administrators."))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class LeadListView(AdministratorMixin, TemplateView):
    template_name = "cases/lead_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LeadReplacement.objects.select_related(
            "case", "nominee", "proposed_by", "confirmed_by"
        )
        tried, form = kwargs.pop("tried", None), kwargs.pop("form", None)
        pending = [
            {"proposal": row, "is_mine": self.request.user in (row.proposed_by, row.nominee),
             "is_open": row.pk == tried,
             "form": form if row.pk == tried else ReasonForm(auto_id=f"r{row.pk}_%s"),
             "proposed": row.changes().filter(action="propose_lead").first()}
            for row in rows.filter(confirmed_by=None, refused_at=None)
        ]  # fmt: skip
        decided = rows.exclude(confirmed_by=None, refused_at=None)
        return super().get_context_data(pending=pending, decided=decided, **kwargs)


class LeadProposeView(AdministratorMixin, FormView):
    template_name = "cases/lead_propose.html"
    form_class = LeadProposalForm

    def form_valid(self, form: LeadProposalForm) -> HttpResponse:
        try:
            propose_lead(**form.cleaned_data, by=self.request.user)
        except (PermissionDenied, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, PermissionDenied) else error)
            return self.form_invalid(form)
        messages.success(self.request, _("Proposed. A second administrator has to confirm it."))
        return redirect("cases:lead_list")

    def form_invalid(self, form: LeadProposalForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class LeadDecideView(LeadListView):
    """A POST-only verb: the second administrator confirms or refuses a proposal."""

    http_method_names = ["post"]
    decision = "confirm"

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        proposal = get_object_or_404(LeadReplacement, pk=pk)
        form = ReasonForm(request.POST, auto_id=f"r{pk}_%s")
        if not form.is_valid():
            context = self.get_context_data(tried=pk, form=form)
            return self.render_to_response(context, status=422)
        decide = confirm_lead if self.decision == "confirm" else refuse_lead
        change = decide(proposal, by=request.user, reason=form.cleaned_data["reason"])
        text = _("Decided.") if change else _("This was decided before; nothing was changed.")
        messages.success(request, text)
        return redirect("cases:lead_list")
