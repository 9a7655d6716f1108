"""Pasted links, and what is recorded of the capture of each. Nothing here opens an address."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from casefiles.audit.services import log_reading
from casefiles.cases.views.base import RecordCreateView, RecordMixin, RecordUpdateView
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.forms.captures import CaptureForm, LinksForm
from evidence.exhibits.models import WebCapture
from evidence.exhibits.views.base import ExhibitPartCreateView
from evidence.exhibits.views.prefilled import StartsFilled


class LinkCreate(StartsFilled, RecordCreateView):
    form_class = LinksForm
    template_name = "exhibits/link_form.html"
    tab = "evidence"
    heading = gettext_lazy("Paste links")
    submit_label = gettext_lazy("Log these links")
    lead = gettext_lazy("Each link becomes an exhibit that waits for its capture: the page source "
                        "and a full-page capture that shows date and time. Capture them with your "
                        "own tools and attach the files; the server never goes there.")  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Evidence"), "url": self.get_cancel_url()}
        return super().get_context_data(crumb=crumb, **kwargs)

    def act(self, form: Any) -> None:
        self.object = form.save()
        if form.was_posted_before:
            messages.info(self.request, _("This form had been sent already; nothing was doubled."))
            return
        count, first, last = len(form.made), form.made[0], form.made[-1]
        text = ngettext("%(count)d link was logged, as %(first)s.",
                        "%(count)d links were logged, as %(first)s to %(last)s.", count)  # fmt: skip
        told = text % {"count": count, "first": first, "last": last}
        messages.success(self.request, told)
        if form.doubles:
            messages.warning(self.request, " ".join([_("Left out:"), *form.doubles]))

    def get_success_url(self) -> str:
        return f"{self.get_cancel_url()}?lacks=capture"

    def get_cancel_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])


class CaptureCreate(ExhibitPartCreateView):
    """For an exhibit from the web that was logged without its address."""

    form_class = CaptureForm
    heading = gettext_lazy("Record the capture")
    submit_label = gettext_lazy("Save the capture")


class CaptureUpdate(RecordUpdateView):
    model = WebCapture
    form_class = CaptureForm
    template_name = "exhibits/part_form.html"
    tab = "evidence"
    heading = gettext_lazy("Change what is recorded of the capture")
    submit_label = gettext_lazy("Save the capture")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exhibit = self.object.exhibit
        crumb = {"label": exhibit.number, "url": exhibit.get_absolute_url()}
        return super().get_context_data(crumb=crumb, exhibit=exhibit, **kwargs)


class CaptureOpen(RecordMixin, TemplateView):
    """POST only: the address and identity from which a page was opened, once, after the log."""

    model = WebCapture
    http_method_names = ["post"]
    template_name = "exhibits/capture_open.html"
    tab = "evidence"

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("exhibits.open_collection", self.object):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log_reading(self.object, by=request.user, what="collection identity")
        details = [
            (self._label(name), self._open(name)) for name in ("ip_used", "virtual_identity")
        ]
        context = self.get_context_data(details=details, exhibit=self.object.exhibit)
        return self.render_to_response(context)

    def _label(self, name: str) -> Any:
        field: Any = WebCapture._meta.get_field(name)
        return field.verbose_name

    def _open(self, name: str) -> str:
        try:
            return unseal(self.object, name)
        except KeyDestroyed:
            return _("erased for good")
