"""The checklist of a case: read by all its members, written by its lead."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import CasePage, RecordCreateView, footer_of
from evidence.attribution.checklist import checklist_of
from evidence.attribution.forms import ChecklistForm
from evidence.attribution.models import Checklist
from evidence.attribution.views.questions import TAB


class ChecklistDetail(CasePage):
    template_name = "attribution/checklist_detail.html"
    permission = "attribution.view"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Checklist.objects.current().filter(case=self.case).first()
        change = own.changes().select_related("actor").last() if own else None
        ids = own and [self.case.pk, own._meta.label_lower, own.pk]
        return super().get_context_data(
            items=checklist_of(self.case), is_own=own is not None,
            may_edit=self.request.user.has_perm("attribution.edit_checklist", self.case),
            last_change=footer_of(change),
            history_url=reverse("cases:record_history", args=ids) if ids else "",
            **kwargs,
        )  # fmt: skip


class ChecklistUpdate(RecordCreateView):
    """One a case: the first visit makes it out of the product's own items."""

    form_class = ChecklistForm
    permission = "attribution.edit_checklist"
    tab = TAB
    heading = gettext_lazy("Edit the review checklist")
    lead = gettext_lazy("What reviewers answer with each decision. Earlier decisions keep theirs.")
    submit_label = gettext_lazy("Save checklist")

    def get_form_kwargs(self) -> dict[str, Any]:
        known = Checklist.objects.current().filter(case=self.case).first()
        return {**super().get_form_kwargs(), "instance": known}

    def get_cancel_url(self) -> str:
        return reverse("attribution:checklist_detail", args=[self.case.pk])
