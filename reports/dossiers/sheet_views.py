"""The custody sheet of an exhibit: the form that asks for one, its progress, its file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from evidence.exhibits.models import Exhibit
from reports.dossiers.forms import SheetForm
from reports.dossiers.models import CustodySheet
from reports.dossiers.views import (
    DossierDetailView,
    DossierDownloadView,
    DossierMixin,
    DossierRetryView,
    FreezingView,
)


class SheetCreateView(FreezingView):
    """Freezes the custody log of the exhibit in the address."""

    permission = "dossiers.request"
    tab = "evidence"
    form_class = SheetForm
    heading = _("Make the custody sheet")
    submit_label = _("Freeze and make it")
    lead = _("The custody log as it stands now, its gaps among its entries, as a PDF to be printed, "
             "signed and filed.")  # fmt: skip

    def fetch(self) -> None:
        seen = Exhibit.objects.visible_to(self.request.user).filter(case=self.case)
        self.exhibit = get_object_or_404(seen.select_related("case"), pk=self.kwargs["pk"])
        if not self.request.user.has_perm("dossiers.request_sheet", self.exhibit):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"case": self.case, "user": self.request.user, "exhibit": self.exhibit}
        return {**super().get_form_kwargs(), **given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": self.exhibit.number, "url": self.exhibit.get_absolute_url()}
        return super().get_context_data(crumb=crumb, **kwargs)

    def get_cancel_url(self) -> str:
        return self.exhibit.get_absolute_url()

    def act(self, form: SheetForm) -> None:
        self.object = form.save()

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class SheetMixin(DossierMixin):
    """One sheet of an exhibit that the user sees."""

    model = CustodySheet
    right = "dossiers.download_sheet"
    noun = "sheet"


class SheetDetailView(SheetMixin, DossierDetailView):
    template_name = "dossiers/sheet_detail.html"


class SheetDownloadView(SheetMixin, DossierDownloadView):
    """Hands out the file, after the reading is on record."""


class SheetRetryView(SheetMixin, DossierRetryView):
    permission = "dossiers.request"
