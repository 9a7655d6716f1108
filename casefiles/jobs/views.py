"""Pages that show one person's jobs: how far they are, why they failed, what they made."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django_htmx.http import HttpResponseClientRefresh

from casefiles.jobs.models import Job
from casefiles.jobs.services import retry

PER_PAGE = 30


def progress_of(job: Job) -> dict[str, Any]:
    """What `components/progress.html` shows of a job; it asks again until the job has ended."""
    waiting = _("Waiting for a worker")
    labels = {Job.State.QUEUED: waiting, Job.State.DONE: _("Finished"), Job.State.FAILED: ""}
    return {
        "state": job.state,
        "label": labels.get(Job.State(job.state), job.label or _("At work")),
        "step": job.step,
        "total": job.steps,
        "poll_url": "" if job.is_finished else reverse("jobs:job_detail", args=[job.pk]),
    }


class JobListView(TemplateView):
    template_name = "jobs/job_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        jobs = Paginator(Job.objects.visible_to(self.request.user), PER_PAGE)
        page = jobs.get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)


class JobDetailView(View):
    """One job. A page that watches it gets its progress alone, and reloads at the end."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        context = {"job": job, **progress_of(job)}
        if not request.htmx:  # type: ignore[attr-defined]
            return render(request, "jobs/job_detail.html", context)
        if job.is_finished:
            return HttpResponseClientRefresh()
        return render(request, "components/progress.html", context)


class JobRetryView(View):
    """A POST-only verb: a failed job starts over; any other stays as it is."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        if job.state == Job.State.FAILED:
            retry(job)
            messages.success(request, _("It starts over."))
        else:
            messages.info(request, _("Only a failed job can be tried again."))
        return redirect("jobs:job_detail", job.pk)
