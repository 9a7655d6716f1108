"""Taking in many files at once, and what came of it."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View

from casefiles.cases.views.base import CaseMixin, CasePage, RecordCreateView
from evidence.exhibits.forms import IntakeForm
from evidence.exhibits.looks import put_covers
from evidence.exhibits.models import Exhibit, ExhibitFile, Inspection, Intake, Upload
from evidence.exhibits.remarks import put_remarks
from evidence.exhibits.services.receiving import give_up
from evidence.exhibits.unattached import waiting_for
from evidence.exhibits.views.base import ReceivesFilesMixin


class IntakeCreate(ReceivesFilesMixin, RecordCreateView):
    form_class = IntakeForm
    template_name = "exhibits/intake.html"
    tab = "evidence"
    heading = _("Take in files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        named, ticked = context["form"].named, context["form"].ticked
        waiting = waiting_for(self.request.user, self.case)
        # Those of a draft as they stood in it; they were sent side by side, in no order.
        place = {pk: number for number, pk in enumerate(ticked)}
        waiting.sort(key=lambda each: place.get(each.id, len(place)))
        return {
            **context,
            "crumb": {"label": _("Evidence"), "url": self.get_cancel_url()},
            "earlier": [each for each in waiting if each.id not in named],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "throw_away" not in request.POST:
            return super().post(request, *args, **kwargs)
        # Without our script; with it, nothing else on the page is lost over this.
        ticked = request.POST.getlist("earlier")
        for upload in Upload.objects.visible_to(request.user).filter(case=self.case):
            if str(upload.pk) in ticked:
                give_up(upload)
        return redirect(request.path)

    def get_initial(self) -> dict[str, Any]:
        return {
            "collector": str(self.request.user),
            "collected_on": timezone.localdate(),
            "provider_code": self.case.exhibit_provider_code,
            "language": self.case.exhibit_language,
            "confidentiality": self.case.exhibit_confidentiality or self.case.confidentiality,
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


class UploadsWaiting(CaseMixin, View):
    """For our script: what this user has sent to this case and not attached, and how it begins."""

    permission = "cases.write_records"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        uploads = [
            {"url": reverse("exhibits:upload_detail", args=[self.case.pk, each.id]), **asdict(each)}
            for each in waiting_for(request.user, self.case)
        ]
        return JsonResponse({"uploads": uploads})


class IntakeDetail(CasePage):
    """What one intake made, for those who see all of it."""

    template_name = "exhibits/intake_detail.html"
    tab = "evidence"

    def fetch(self) -> None:
        seen = Intake.objects.visible_to(self.request.user).filter(case=self.case)
        self.intake = get_object_or_404(seen.select_related("actor"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        made = Exhibit.objects.filter(intake_item__intake=self.intake)
        rows = made.order_by("intake_item__position").with_listing().prefetch_related("files")
        exhibits: list[Any] = list(rows)
        put_remarks(exhibits)
        files = ExhibitFile.objects.current().filter(exhibit__in=made)
        return super().get_context_data(
            intake=self.intake, exhibits=exhibits,
            has_covers=put_covers(exhibits, self.case, to=self.request.user),
            remarked=sum(bool(each.remarks) for each in exhibits),
            waiting=files.exclude(Exists(Inspection.objects.filter(file=OuterRef("pk")))).count(),
            **kwargs,
        )  # fmt: skip
