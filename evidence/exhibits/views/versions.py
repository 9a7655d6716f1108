"""Translations, redacted versions and derivatives: adding them, and the sealed translator."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from casefiles.audit.services import log_reading
from casefiles.cases.views.base import RecordCreateView, RecordMixin
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.forms import DerivativeForm, RedactionForm, TranslationForm
from evidence.exhibits.models import Derivation, Exhibit, ExhibitFile
from evidence.exhibits.views.base import ExhibitPartCreateView, ReceivesFilesMixin


class VersionCreate(ReceivesFilesMixin, ExhibitPartCreateView):
    """A new exhibit made from the one of the address."""

    def new_part(self) -> Exhibit:
        return Exhibit(case=self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "original": self.exhibit}

    def get_initial(self) -> dict[str, Any]:
        return {"confidentiality": self.exhibit.confidentiality, "kind": self.exhibit.kind}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class TranslationCreate(VersionCreate):
    form_class = TranslationForm
    submit_label = gettext_lazy("Log this translation")
    lead = gettext_lazy("A translation is an exhibit of its own, with a number and readers of its "
                        "own. It adds no source.")  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Add a translation of %s") % self.exhibit
        return super().get_context_data(heading=heading, **kwargs)


class RedactionCreate(VersionCreate):
    form_class = RedactionForm
    submit_label = gettext_lazy("Log this redacted version")
    lead = gettext_lazy("Make the redacted file outside of this program, by taking the words out "
                        "and not by covering them. It becomes an exhibit of its own; its number "
                        "ends in -R01 and so tells that an original exists, and no more.")  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "language": self.exhibit.language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = _("Add a redacted version of %s") % self.exhibit
        return super().get_context_data(heading=heading, **kwargs)


class DerivativeCreate(ReceivesFilesMixin, RecordCreateView):
    """Adds files that were made from one of the exhibit's."""

    form_class = DerivativeForm
    template_name = "exhibits/part_form.html"
    permission = "cases.view_case"
    tab = "evidence"
    submit_label = gettext_lazy("Add them")

    def fetch(self) -> None:
        seen = ExhibitFile.objects.visible_to(self.request.user).filter(case=self.case)
        self.parent = get_object_or_404(seen.select_related("exhibit__case"), pk=self.kwargs["pk"])
        if not self.request.user.has_perm("exhibits.write", self.parent):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        new = ExhibitFile(case=self.case, exhibit=self.parent.exhibit)
        return {**super().get_form_kwargs(), "instance": new, "parent": self.parent}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": self.parent.exhibit.number, "url": self.get_cancel_url()}
        heading = _("Add what was made from %s") % self.parent.download_name
        return super().get_context_data(crumb=crumb, heading=heading, **kwargs)

    def act(self, form: Any) -> None:
        if self.parent.is_withdrawn or self.parent.exhibit.is_withdrawn:
            raise ValidationError(_("This was withdrawn and is kept as it is."))
        super().act(form)

    def get_success_url(self) -> str:
        return self.get_cancel_url()

    def get_cancel_url(self) -> str:
        return self.parent.exhibit.get_absolute_url()


class TranslatorName(RecordMixin, TemplateView):
    """Opens the sealed name of a translator, once, on the page that answers."""

    model = Derivation
    tab = "evidence"
    http_method_names = ["post"]
    template_name = "exhibits/translator.html"

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("exhibits.open_original_name", self.object):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log_reading(self.object, by=request.user, what="translator")
        try:
            name = unseal(self.object, "translator")
        except KeyDestroyed:
            name = ""
        context = self.get_context_data(name=name, exhibit=self.object.exhibit)
        return self.render_to_response(context)
