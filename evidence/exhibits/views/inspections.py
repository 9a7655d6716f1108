"""What was found in a file, its pictures, its metadata; asking again; letting a held file go."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from casefiles.audit.services import log_reading, was_logged
from casefiles.cases.forms.casefile import ReasonForm
from casefiles.cases.views.base import CaseActionView, CaseFormView, CaseMixin
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.inspection import metadata
from evidence.exhibits.inspection.asking import ask_for_inspection
from evidence.exhibits.inspection.words import advice
from evidence.exhibits.looks import looks_of
from evidence.exhibits.models import ExhibitFile, Inspection, Rendition
from evidence.exhibits.quarantine import held_because, with_scans
from evidence.exhibits.reading import Damaged
from evidence.exhibits.services.quarantine import release
from evidence.exhibits.serving import send_file
from evidence.exhibits.views.files import FileMixin
from evidence.exhibits.vocabulary import InspectionKind

# Only what we have encoded ourselves is ever opened by a browser.
INLINE = {"image/webp"}


class FileLook(FileMixin, TemplateView):
    """One file, large, and every look that was taken into it. Of what is graphic nothing sharp
    is fetched before it is asked for (`?show=1`)."""

    right = "exhibits.view"
    template_name = "exhibits/file_look.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, file = self.request.user, self.object
        look = looks_of(
            with_scans(ExhibitFile.objects.filter(pk=file.pk).select_related("exhibit"))
        )[0]
        rows = Inspection.objects.filter(file=file).select_related("release__actor")
        in_use = not (file.is_withdrawn or file.exhibit.is_withdrawn)
        return super().get_context_data(
            exhibit=file.exhibit,
            look=look,
            rows=[(row, advice(row.outcome)) for row in rows.order_by("-attempt", "made_at")],
            may_see_preview=user.has_perm("exhibits.see_preview", file),
            may_download=user.has_perm("exhibits.download", file),
            may_open_metadata=user.has_perm("exhibits.open_metadata", file),
            may_change=in_use and user.has_perm("exhibits.write", file),
            may_release=in_use and bool(look.held) and user.has_perm("exhibits.release", file),
            is_shown=not file.exhibit.is_graphic or self.request.GET.get("show") == "1",
            **kwargs,
        )


class RenditionShow(CaseMixin, TemplateView):
    """The bytes of a preview, to be shown in a page of ours. The page here says that they are not
    those on record."""

    tab = "evidence"
    http_method_names = ["get"]
    template_name = "exhibits/file_damaged.html"

    def fetch(self) -> None:
        seen = Rendition.objects.visible_to(self.request.user).filter(inspection__case=self.case)
        rows = seen.select_related("inspection__file__exhibit")
        self.object = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not self.request.user.has_perm("exhibits.see_preview", self.object):
            raise PermissionDenied
        if self.object.media_type not in INLINE:
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # The list that shows it may have logged all of its pictures in one entry.
        if not was_logged(self.object, by=request.user, entry=request.GET.get("logged", "")):
            log_reading(self.object, by=request.user, what="preview")
        try:
            return send_file(request, self.object, self.headers())
        except Damaged:
            context = self.get_context_data(object=self.object, exhibit=self.object.exhibit)
            return self.render_to_response(context, status=500)

    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": self.object.media_type,
            "Content-Disposition": "inline",
        }


class FileMetadata(FileMixin, TemplateView):
    """Opens what a file says of itself, once, on the page that answers."""

    right = "exhibits.open_metadata"
    http_method_names = ["post"]
    template_name = "exhibits/file_metadata.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if held_because(self.object):
            raise PermissionDenied
        log_reading(self.object, by=request.user, what="embedded metadata")
        looks = Inspection.objects.filter(file=self.object, kind=InspectionKind.METADATA)
        row = looks.order_by("-attempt").first()
        try:
            groups = metadata.shown(unseal(row, "metadata")) if row else []
        except KeyDestroyed:
            groups = []
        context = self.get_context_data(row=row, groups=groups, exhibit=self.object.exhibit)
        return self.render_to_response(context)


class FileInspect(FileMixin, CaseActionView):
    """Has a worker look into one file again; what was found before stays."""

    right = "exhibits.write"

    def act(self) -> None:
        ask_for_inspection(self.object, again=True)
        messages.success(self.request, _("A worker looks into it. What it finds will stand here."))

    def get_success_url(self) -> str:
        return self.object.exhibit.get_absolute_url()


class FileRelease(FileMixin, CaseFormView):
    """A lead lets a held file go, and says why."""

    right = "exhibits.release"
    permission = "cases.view_case"
    form_class = ReasonForm
    heading = gettext_lazy("Release a file from quarantine")
    submit_label = gettext_lazy("Release it")
    lead = gettext_lazy(
        "Whoever may take files of this case away can then download it, harmful or not. Your "
        "reason stands in the custody log for good."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_destructive=True, **kwargs)

    def act(self, form: Any) -> None:
        release(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Released. It stands in the custody log."))

    def get_success_url(self) -> str:
        return self.object.exhibit.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.get_success_url()
