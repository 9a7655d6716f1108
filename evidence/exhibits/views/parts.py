"""What hangs off an exhibit: grades, derivations, named readers, citations."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.views.base import RecordCreateView, RecordWithdrawView
from evidence.exhibits.forms import (
    CitationForm,
    DerivationForm,
    ReaderForm,
)
from evidence.exhibits.models import Citation, Derivation, ExhibitReader
from evidence.exhibits.services.citations import is_citing
from evidence.exhibits.services.readers import withdraw_reader
from evidence.exhibits.views.base import ExhibitPartCreateView


class DerivationCreate(ExhibitPartCreateView):
    form_class = DerivationForm
    heading = _("Say what it derives from")
    lead = _("What repeats or rests on another exhibit adds no independent source.")


class ReaderCreate(ExhibitPartCreateView):
    form_class = ReaderForm
    right = "exhibits.name_readers"
    heading = _("Name a reader")


class PartWithdraw(RecordWithdrawView):
    """Takes back something that hangs off an exhibit; `right` is asked on that exhibit."""

    tab = "evidence"
    permission = "cases.view_case"
    right = "exhibits.write"

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm(self.right, self.object):
            raise PermissionDenied


class DerivationWithdraw(PartWithdraw):
    model = Derivation


class ReaderWithdraw(PartWithdraw):
    """Removing oneself leads back to the list: the exhibit itself is out of sight then."""

    model = ExhibitReader
    right = "exhibits.name_readers"

    def act(self, form: Any) -> None:
        withdraw_reader(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Withdrawn. It stays in the history."))

    def get_success_url(self) -> str:
        exhibit = self.object.exhibit
        if self.request.user.has_perm("exhibits.view", exhibit):
            return exhibit.get_absolute_url()
        return reverse("exhibits:exhibit_list", args=[self.case.pk])


class CitationWithdraw(PartWithdraw):
    model = Citation


class CitationCreate(RecordCreateView):
    """Cites an exhibit for a record of the case: `label` and `pk` of the address name it."""

    form_class = CitationForm
    tab = "evidence"
    template_name = "exhibits/part_form.html"
    heading = _("Cite an exhibit")
    submit_label = _("Cite this exhibit")

    def fetch(self) -> None:
        try:
            model: Any = apps.get_model(self.kwargs["label"])
        except (LookupError, ValueError):
            raise Http404 from None
        if not is_citing(model):
            raise Http404
        seen = model.objects.visible_to(self.request.user).filter(case=self.case)
        self.target = get_object_or_404(seen, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "target": self.target}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": str(self.target), "url": self.get_cancel_url()}
        return super().get_context_data(crumb=crumb, **kwargs)

    def get_success_url(self) -> str:
        return self.get_cancel_url()

    def get_cancel_url(self) -> str:
        page = getattr(self.target, "get_absolute_url", self.case.get_absolute_url)
        return page()
