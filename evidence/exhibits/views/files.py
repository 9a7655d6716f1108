"""Files: adding, taking away, and the name that one came with."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from casefiles.audit.services import log_reading
from casefiles.cases.views.base import RecordMixin, RecordUpdateView, RecordWithdrawView
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.forms import FilePartForm, FilesForm
from evidence.exhibits.inspection.words import advice, label
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.names import spelled_name
from evidence.exhibits.quarantine import held_because
from evidence.exhibits.reading import Damaged, OutOfReach
from evidence.exhibits.services.fixity import note_refused
from evidence.exhibits.serving import send_file
from evidence.exhibits.views.base import ExhibitPartCreateView, ReceivesFilesMixin


class FileCreate(ReceivesFilesMixin, ExhibitPartCreateView):
    form_class = FilesForm
    heading = _("Add files")
    submit_label = _("Add files")

    def saved_text(self, form: Any) -> str:
        count = len(form.new_files)
        return ngettext("%d file was added.", "%d files were added.", count) % count


class FileMixin(RecordMixin):
    """One file of an exhibit that the user sees and has the `right` to."""

    model = ExhibitFile
    tab = "evidence"
    right = ""

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm(self.right, self.object):
            raise PermissionDenied


class FileDownload(FileMixin, TemplateView):
    """Sends what was taken in, or a range of it, to be saved and never shown. HEAD is not served.

    The page of this view says that the bytes are no longer those on record, or out of reach.
    """

    right = "exhibits.download"
    http_method_names = ["get"]
    template_name = "exhibits/file_damaged.html"

    def fetch(self) -> None:
        """Asked on the exhibit: whoever may take files away is told why one of them is held."""
        RecordMixin.fetch(self)
        if not self.request.user.has_perm(self.right, self.object.exhibit):
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if held := held_because(self.object):
            self.template_name = "exhibits/file_held.html"
            words = {"why": label(held), "advice": advice(held)}
            context = self.get_context_data(exhibit=self.object.exhibit, **words)
            return self.render_to_response(context, status=403)
        log_reading(self.object, by=request.user, what="download")
        try:
            return send_file(request, self.object, self.headers())
        except Damaged as error:
            is_away = isinstance(error, OutOfReach)
            if not is_away:
                note_refused(self.object, by=request.user)
            context = self.get_context_data(exhibit=self.object.exhibit, is_away=is_away)
            return self.render_to_response(context, status=503 if is_away else 500)

    def headers(self) -> dict[str, str]:
        """Whatever the bytes claim to be, no browser opens them in our name."""
        return {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": content_disposition_header(True, self.object.download_name)
            or "",
        }


class FileName(FileMixin, TemplateView):
    """Opens the sealed name of a file, once, on the page that answers."""

    right = "exhibits.open_original_name"
    http_method_names = ["post"]
    template_name = "exhibits/file_name.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log_reading(self.object, by=request.user, what="original name")
        try:
            name = spelled_name(unseal(self.object, "original_name"))
        except KeyDestroyed:
            name = ""
        context = self.get_context_data(name=name, exhibit=self.object.exhibit)
        return self.render_to_response(context)


class FileUpdate(FileMixin, RecordUpdateView):
    """Which part of a web capture a file is."""

    right = "exhibits.write"
    form_class = FilePartForm
    template_name = "exhibits/part_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exhibit = self.object.exhibit
        crumb = {"label": exhibit.number, "url": exhibit.get_absolute_url()}
        heading = _("What file %(position)s of %(exhibit)s shows") % {
            "position": self.object.position, "exhibit": exhibit}  # fmt: skip
        return super().get_context_data(heading=heading, crumb=crumb, exhibit=exhibit, **kwargs)


class FileWithdraw(FileMixin, RecordWithdrawView):
    right = "exhibits.write"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("It will no longer be offered. The stored bytes and their custody stay.")
        heading = _("Withdraw file %(position)s of %(exhibit)s") % {
            "position": self.object.position, "exhibit": self.object.exhibit}  # fmt: skip
        return super().get_context_data(heading=heading, lead=lead, **kwargs)
