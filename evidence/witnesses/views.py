"""Pages of witnesses, their statements and their consent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.views.base import (
    CaseFormView,
    CaseMixin,
    CasePage,
    RecordCreateView,
    RecordDetailView,
    RecordMixin,
    RecordUpdateView,
    RecordWithdrawView,
)
from evidence.witnesses.forms import (
    ConsentMatrixForm,
    StatementForm,
    StatementReaderForm,
    WitnessForm,
)
from evidence.witnesses.models import Statement, StatementReader, Witness
from evidence.witnesses.services import open_details, set_consents
from evidence.witnesses.vocabulary import Purpose

NO_NAME = gettext_lazy(
    "There is no field for a name here, and there must be none: a case knows a witness by a code "
    "only. Keep names, addresses, telephone numbers and anything that would identify the person "
    "out of every text."
)


class WitnessMixin(CaseMixin):
    tab = "witnesses"
    permission = "witnesses.view"


class Writing(WitnessMixin):
    """To write about witnesses one must also be allowed to see them."""

    permission = "cases.write_records"

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("witnesses.view", self.case):
            raise PermissionDenied


class WitnessList(WitnessMixin, CasePage):
    template_name = "witnesses/witness_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Witness.objects.visible_to(self.request.user).filter(case=self.case)
        seen = Statement.objects.visible_to(self.request.user).current().filter(case=self.case)
        held: dict[Any, int] = {}
        for witness_id in seen.values_list("witness", flat=True):
            held[witness_id] = held.get(witness_id, 0) + 1
        witnesses = [
            {"witness": row, "statements": held.get(row.pk, 0),
             "granted": sum(c.in_force(_today()) for c in row.consents.all() if not c.is_withdrawn)}
            for row in rows.prefetch_related("consents")
        ]  # fmt: skip
        context = {"witnesses": witnesses, "purposes": len(Purpose)}
        return super().get_context_data(**context, **kwargs)


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


class WitnessCreate(Writing, RecordCreateView):
    form_class = WitnessForm
    template_name = "witnesses/witness_form.html"
    heading = gettext_lazy("Add a witness")
    submit_label = gettext_lazy("Give the next code")
    lead = NO_NAME

    def get_cancel_url(self) -> str:
        return reverse("witnesses:witness_list", args=[self.case.pk])


class WitnessDetail(WitnessMixin, RecordDetailView):
    model = Witness
    template_name = "witnesses/witness_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statements = Statement.objects.visible_to(self.request.user).filter(witness=self.object)
        recorded = {row.purpose: row for row in self.object.consents.current()}
        context = {
            "statements": statements.current(),
            "consents": [{"purpose": p.label, "consent": recorded.get(p)} for p in Purpose],
        }
        return super().get_context_data(**context, **kwargs)


class WitnessUpdate(Writing, RecordUpdateView):
    model = Witness
    form_class = WitnessForm
    template_name = "witnesses/witness_form.html"
    heading = gettext_lazy("Change the witness's entry")
    submit_label = gettext_lazy("Save")
    lead = NO_NAME


class WitnessWithdraw(Writing, RecordWithdrawView):
    model = Witness


class ConsentMatrix(RecordMixin, Writing, CaseFormView):
    """All twelve purposes on one page: no answer means no use."""

    model = Witness
    form_class = ConsentMatrixForm
    template_name = "witnesses/consent_form.html"
    heading = gettext_lazy("Consent, purpose by purpose")
    submit_label = gettext_lazy("Save the answers")

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"witness": self.object, "user": self.request.user, "case": self.case}
        return {**super().get_form_kwargs(), **own}

    def act(self, form: ConsentMatrixForm) -> None:
        number = set_consents(
            self.case, form.changed, by=self.request.user, reason=form.reason_given
        )
        messages.success(self.request, _("Answers changed: %d.") % number)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    get_cancel_url = get_success_url


class StatementCreate(RecordMixin, Writing, RecordCreateView):
    """Under its witness: `object` is the witness until the form is saved."""

    model = Witness
    form_class = StatementForm
    template_name = "witnesses/statement_form.html"
    heading = gettext_lazy("Add a statement")
    submit_label = gettext_lazy("Save the statement")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "witness": self.object}

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class StatementDetail(WitnessMixin, RecordDetailView):
    model = Statement
    template_name = "witnesses/statement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        links = self.object.recordings.visible_to(user).current().select_related("exhibit")
        context = {
            "recordings": links,
            "readers": self.object.readers.current().select_related("user"),
            "may_open": user.has_perm("witnesses.open_details", self.object),
            "may_name_readers": user.has_perm("witnesses.name_readers", self.case),
        }
        return super().get_context_data(**context, **kwargs)


class StatementUpdate(Writing, RecordUpdateView):
    model = Statement
    form_class = StatementForm
    template_name = "witnesses/statement_form.html"
    heading = gettext_lazy("Change the statement's data")
    submit_label = gettext_lazy("Save")


class StatementWithdraw(Writing, RecordWithdrawView):
    model = Statement


class StatementOpen(WitnessMixin, RecordDetailView):
    """POST only: what is sealed is shown once, after the reading was written down."""

    model = Statement
    http_method_names = ["post"]
    template_name = "witnesses/statement_open.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        details = open_details(self.object, by=request.user)
        return self.render_to_response(self.get_context_data(details=details))


class ReaderCreate(RecordMixin, WitnessMixin, RecordCreateView):
    model = Statement
    permission = "witnesses.name_readers"
    form_class = StatementReaderForm
    heading = gettext_lazy("Name a reader of this statement")
    submit_label = gettext_lazy("Name the reader")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "statement": self.object}

    def get_success_url(self) -> str:
        return self.object.statement.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class ReaderWithdraw(WitnessMixin, RecordWithdrawView):
    model = StatementReader
    permission = "witnesses.name_readers"

    def fetch(self) -> None:
        readers = StatementReader.objects.visible_to(self.request.user).current()
        self.object = get_object_or_404(readers.filter(case=self.case), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("witnesses:witness_list", args=[self.case.pk])

    def get_cancel_url(self) -> str:
        return self.object.statement.get_absolute_url()
