"""What views of exhibits share beyond those of every case."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casefiles.cases.views.base import RecordCreateView
from evidence.exhibits.models import Exhibit


class ReceivesFilesMixin:
    """A view that stores files: its service has the only transaction, so the file is written
    before that opens, and what a failed commit leaves is removed once it has failed."""

    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ExhibitPartCreateView(RecordCreateView):
    """Adds something to one exhibit, the `pk` of the address. `right` is asked on the exhibit."""

    template_name = "exhibits/part_form.html"
    permission = "cases.view_case"
    tab = "evidence"
    right = "exhibits.write"

    def fetch(self) -> None:
        seen = Exhibit.objects.visible_to(self.request.user).filter(case=self.case)
        self.exhibit = get_object_or_404(seen.select_related("case"), pk=self.kwargs["pk"])
        if not self.request.user.has_perm(self.right, self.exhibit):
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.new_part()}

    def new_part(self) -> Any:
        """The unsaved row that the form fills."""
        model = self.form_class._meta.model  # type: ignore[union-attr]
        return model(case=self.case, exhibit=self.exhibit)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": self.exhibit.number, "url": self.exhibit.get_absolute_url()}
        return super().get_context_data(exhibit=self.exhibit, crumb=crumb, **kwargs)

    def act(self, form: Any) -> None:
        if self.exhibit.is_withdrawn:
            raise ValidationError(_("This exhibit was withdrawn and is kept as it is."))
        super().act(form)

    def get_success_url(self) -> str:
        return self.exhibit.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.exhibit.get_absolute_url()
