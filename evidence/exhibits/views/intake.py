"""Taking in many files at once, and what came of it."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casefiles.cases.views.base import CasePage, RecordCreateView
from evidence.exhibits.forms import IntakeForm
from evidence.exhibits.models import Exhibit, Intake
from evidence.exhibits.views.base import ReceivesFilesMixin


class IntakeCreate(ReceivesFilesMixin, RecordCreateView):
    form_class = IntakeForm
    template_name = "exhibits/intake.html"
    tab = "evidence"
    heading = _("Take in files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Evidence"), "url": self.get_cancel_url()}
        return super().get_context_data(crumb=crumb, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {
            "collector": str(self.request.user),
            "collected_on": timezone.localdate(),
            "confidentiality": self.case.confidentiality,
        }

    def act(self, form: Any) -> None:
        first = form.save()
        self.intake = Intake.objects.get(items__exhibit=first)
        if form.was_posted_before:
            messages.info(self.request, _("This form had been sent already; nothing was doubled."))
            return
        count = self.intake.items.count()
        said = ngettext("%d exhibit was made.", "%d exhibits were made.", count) % count
        messages.success(self.request, said)

    def get_success_url(self) -> str:
        return self.intake.get_absolute_url()

    def get_cancel_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])


class IntakeDetail(CasePage):
    """What one intake made, for those who see all of it."""

    template_name = "exhibits/intake_detail.html"
    tab = "evidence"

    def fetch(self) -> None:
        seen = Intake.objects.visible_to(self.request.user).filter(case=self.case)
        self.intake = get_object_or_404(seen.select_related("actor"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = Exhibit.objects.filter(intake_item__intake=self.intake).with_listing()
        return super().get_context_data(
            intake=self.intake, exhibits=made.order_by("intake_item__position"), **kwargs
        )
