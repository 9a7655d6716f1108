"""The register of dossiers, the form that asks for one, its progress, its file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from django_htmx.http import HttpResponseClientRefresh

from casefiles.audit.services import log_reading
from casefiles.cases.views.base import CaseActionView, CaseFormView, CaseMixin, CasePage
from casefiles.jobs.views import progress_of
from evidence.exhibits.models.fixity import with_checks
from evidence.exhibits.reading import Damaged, OutOfReach
from evidence.exhibits.serving import send_file
from reports.dossiers.forms import DossierForm
from reports.dossiers.models import Audience, CustodySheet, Dossier
from reports.dossiers.preview import preview
from reports.dossiers.services import retry_rendering


class DossierListView(CasePage):
    """The register: every dossier that was ever asked for, whatever became of it."""

    template_name = "dossiers/dossier_list.html"
    permission = "dossiers.view"
    tab = "dossiers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Dossier.objects.visible_to(self.request.user).filter(case=self.case)
        return super().get_context_data(
            dossiers=rows.select_related("job", "file", "requested_by"),
            sheets=CustodySheet.objects.visible_to(self.request.user)
            .filter(case=self.case)
            .select_related("job", "file", "requested_by", "exhibit"),
            may_request=self.request.user.has_perm("dossiers.request", self.case),
            **kwargs,
        )


class FreezingView(CaseFormView):
    """Its service opens the only transaction: one state of the database for all that it reads."""

    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)


class DossierCreateView(FreezingView):
    template_name = "dossiers/dossier_form.html"
    permission = "dossiers.request"
    tab = "dossiers"
    form_class = DossierForm
    heading = gettext_lazy("Ask for a dossier")
    submit_label = gettext_lazy("Freeze and make it")

    def get_initial(self) -> dict[str, Any]:
        return {"audience": chosen_audience(self.request)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": self.case, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audience = chosen_audience(self.request)
        return super().get_context_data(
            preview=preview(self.case, audience, by=self.request.user),
            audience_label=Audience(audience).label,
            audiences=Audience.choices,
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "dossiers/_preview.html", self.get_context_data(form=None))
        return super().get(request, *args, **kwargs)

    def get_cancel_url(self) -> str:
        return reverse("dossiers:dossier_list", args=[self.case.pk])

    def act(self, form: DossierForm) -> None:
        self.object = form.save()

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


def chosen_audience(request: HttpRequest) -> str:
    """The audience asked about, in the form or in the address; our own counsel if none."""
    asked = request.POST.get("audience") or request.GET.get("audience")
    return asked if asked in Audience.values else Audience.INTERNAL


class DossierMixin(CaseMixin):
    """One dossier of the case, fetched before any right is asked for."""

    model: Any = Dossier
    permission = "dossiers.view"
    tab = "dossiers"
    right = "dossiers.download"
    noun = "dossier"

    def fetch(self) -> None:
        rows = self.model.objects.visible_to(self.request.user).filter(case=self.case)
        related = rows.select_related("case", "job", "file", "requested_by")
        self.object = get_object_or_404(related, pk=self.kwargs["pk"])


class DossierDetailView(DossierMixin, TemplateView):
    """Progress while it is made; then what was made, and how to verify it."""

    template_name = "dossiers/dossier_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.htmx:  # type: ignore[attr-defined]
            return super().get(request, *args, **kwargs)
        if self.object.job.is_finished:
            return HttpResponseClientRefresh()
        return render(request, "components/progress.html", self._progress())

    def _progress(self) -> dict[str, Any]:
        found = progress_of(self.object.job)
        return {**found, "poll_url": found["poll_url"] and self.object.get_absolute_url()}

    def _file(self) -> Any:
        """Its file with the newest check of the stored bytes; None before it is made."""
        file = getattr(self.object, "file", None)
        return file and with_checks(type(file).objects.filter(pk=file.pk)).get()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, own = self.request.user, [self.case.pk, self.object.pk]
        return super().get_context_data(
            dossier=self.object,
            file=self._file(),
            download_url=reverse(f"dossiers:{self.noun}_download", args=own),
            retry_url=reverse(f"dossiers:{self.noun}_retry", args=own),
            may_download=user.has_perm(self.right, self.object),
            may_retry=self.object.can_be_retried and user.has_perm("dossiers.request", self.case),
            **self._progress(),
            **kwargs,
        )


class DossierDownloadView(DossierMixin, View):
    """Hands out the file, after the reading is on record."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.right, self.object):
            raise PermissionDenied
        file = getattr(self.object, "file", None)
        if file is None:
            messages.info(request, _("There is no file yet."))
            return redirect(self.object)
        log_reading(self.object, by=request.user, what=f"{self.noun} file")
        try:
            return send_file(request, file, self.headers())
        except OutOfReach:
            messages.error(request, _(
                "The server that keeps the files does not answer now, so the file is not handed "
                "out. Try again in some minutes."
            ))  # fmt: skip
            return redirect(self.object)
        except Damaged:
            messages.error(request, _(
                "The stored file is not the one on record, so it is not handed out. Tell whoever "
                "runs this server; you can ask for a new document meanwhile."
            ))  # fmt: skip
            return redirect(self.object)

    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{self.object.file_name}"',
        }


class DossierRetryView(DossierMixin, CaseActionView):
    permission = "dossiers.request"

    def act(self) -> None:
        retry_rendering(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
