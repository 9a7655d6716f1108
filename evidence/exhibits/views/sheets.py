"""Many exhibits at once: the template, sending a sheet, its check, and the export."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from casefiles.audit.services import log_reading
from casefiles.cases.views.base import CaseActionView, CaseFormView, CaseMixin, CasePage
from evidence.exhibits.forms.sheets import LogSheetForm, SheetForm
from evidence.exhibits.models import Exhibit, ReceivedSheet
from evidence.exhibits.services.sheets import (
    discard_sheet,
    log_sheet,
    receive_sheet,
    rows_of_sheet,
)
from evidence.exhibits.serving import SHUT
from evidence.exhibits.sheets.checking import CheckedRow, check_sheet
from evidence.exhibits.sheets.columns import COLUMNS
from evidence.exhibits.sheets.export import export_csv
from evidence.exhibits.sheets.tables import MOST_ROWS
from evidence.exhibits.sheets.template import template_csv, template_xlsx

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Only ever saved: a sheet is no page of ours."""
    return HttpResponse(content, headers={
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
        **SHUT,
    })  # fmt: skip


class SheetTemplate(CasePage):
    """The empty sheet, as CSV or, with ?as=xlsx, with lists to choose from."""

    permission = "cases.write_records"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("as") == "xlsx":
            return as_file(template_xlsx(), XLSX, "exhibits-template.xlsx")
        return as_file(template_csv(), CSV, "exhibits-template.csv")


class SheetExport(CasePage):
    """The exhibits that the user may see, as a sheet; the reading is logged first."""

    permission = "exhibits.export_sheet"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        log_reading(self.case, by=request.user, what="exhibits as a sheet")
        return as_file(export_csv(self.case, by=request.user), CSV, "exhibits.csv")


class SheetCreate(CaseFormView):
    form_class = SheetForm
    tab = "evidence"
    template_name = "exhibits/sheet_form.html"
    heading = _("Log many exhibits from a sheet")
    submit_label = _("Check this sheet")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_export = self.request.user.has_perm("exhibits.export_sheet", self.case)
        return super().get_context_data(
            columns=COLUMNS, may_export=may_export, most_rows=MOST_ROWS, **kwargs
        )

    def act(self, form: Any) -> None:
        content = form.cleaned_data["sheet"].read()
        self.sheet = receive_sheet(content, self.case, by=self.request.user)

    def get_success_url(self) -> str:
        return self.sheet.get_absolute_url()

    def get_cancel_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])


class SheetMixin(CaseMixin):
    """A sheet that this user sent."""

    permission = "cases.write_records"
    tab = "evidence"

    def fetch(self) -> None:
        own = ReceivedSheet.objects.visible_to(self.request.user).filter(case=self.case)
        self.sheet = get_object_or_404(own, pk=self.kwargs["pk"])


class SheetDetail(SheetMixin, CaseFormView):
    """What each row would log; once it has been logged, what it became."""

    form_class = LogSheetForm
    heading = _("Check of the sheet")

    def get_template_names(self) -> list[str]:
        if self.sheet.logged_at:
            return ["exhibits/sheet_made.html"]
        if self.rows is None:
            return ["exhibits/sheet_gone.html"]
        return ["exhibits/sheet_detail.html"]

    @cached_property
    def rows(self) -> list[CheckedRow] | None:
        """The rows as the case stands now; None once they are no longer kept."""
        try:
            rows = rows_of_sheet(self.sheet)
        except ValidationError:
            return None
        return check_sheet(rows, self.case, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = self._made() if self.sheet.logged_at else self._check()
        return super().get_context_data(sheet=self.sheet, **shown, **kwargs)

    def _made(self) -> dict[str, Any]:
        page = Paginator(self.sheet.made, PAGE).get_page(self.request.GET.get("page"))
        seen = Exhibit.objects.visible_to(self.request.user).filter(case=self.case)
        return {
            "page": page,
            "exhibits": seen.filter(pk__in=list(page)),
            "count": len(self.sheet.made),
        }

    def _check(self) -> dict[str, Any]:
        rows = self.rows or []
        wrong = [row for row in rows if row.errors]
        # Where something is wrong, that is what one came to see; the rest is one click away.
        only_wrong = bool(wrong) and self.request.GET.get("rows") != "all"
        page = Paginator(wrong if only_wrong else rows, PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "count": len(rows),
            "wrong_count": len(wrong),
            "problem_count": sum(len(some) for row in wrong for some in row.errors.values()),
            "only_wrong": only_wrong,
        }

    def act(self, form: Any) -> None:
        made = log_sheet(self.sheet, by=self.request.user, reason=form.cleaned_data["reason"])
        if not made:
            messages.info(
                self.request, _("This sheet had been logged already; nothing was doubled.")
            )

    def get_success_url(self) -> str:
        return self.sheet.get_absolute_url()

    def get_cancel_url(self) -> str:
        return reverse("exhibits:sheet_create", args=[self.case.pk])


class SheetDiscard(SheetMixin, CaseActionView):
    """Throws away what was sent and not logged."""

    def act(self) -> None:
        discard_sheet(self.sheet)
        messages.success(self.request, _("The sheet was thrown away. Nothing of it was saved."))

    def get_success_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])
