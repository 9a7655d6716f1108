"""Pages of witnesses, their statements and their consent."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
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
from evidence.witnesses.consents import ConsentMatrixForm
from evidence.witnesses.forms import StatementForm, StatementReaderForm, WitnessForm
from evidence.witnesses.models import Statement, StatementReader, Witness
from evidence.witnesses.services import end_reader, open_details, sealed_labels, set_consents
from evidence.witnesses.vocabulary import Purpose


class WitnessMixin(CaseMixin):
    """Observers meet no witnesses: 403 before anything is fetched, so that nothing is told."""

    tab = "witnesses"
    permission = "witnesses.view"

    def fetch(self) -> None:
        if not self.request.user.has_perm("witnesses.view", self.case):
            raise PermissionDenied
        super().fetch()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"url": reverse("witnesses:witness_list", args=[self.case.pk]),
                 "label": _("Witnesses")}  # fmt: skip
        return super().get_context_data(**{"crumb": crumb, **kwargs})


class Writing(WitnessMixin):
    """To write about witnesses one must also be allowed to see them."""

    permission = "cases.write_records"


def witness_crumb(witness: Witness) -> dict[str, str]:
    return {"url": witness.get_absolute_url(), "label": witness.code}


class WitnessList(WitnessMixin, CasePage):
    template_name = "witnesses/witness_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        rows = Witness.objects.visible_to(user).current().filter(case=self.case)
        seen = Statement.objects.visible_to(user).current().filter(case=self.case)
        held = Counter(seen.values_list("witness", flat=True))
        witnesses = [
            {"witness": row, "statements": held[row.pk], "granted": _granted(row, today)}
            for row in rows.prefetch_related("consents")
        ]
        context = {"witnesses": witnesses, "purposes": len(Purpose)}
        return super().get_context_data(**context, **kwargs)


def _granted(witness: Witness, day: date) -> int:
    """For how many purposes what the witness said may be used on that day."""
    return sum(row.in_force(day) for row in witness.consents.all() if not row.is_withdrawn)


class WitnessCreate(Writing, RecordCreateView):
    form_class = WitnessForm
    template_name = "witnesses/witness_form.html"
    heading = gettext_lazy("Add a witness")
    submit_label = gettext_lazy("Give the next code")

    def get_cancel_url(self) -> str:
        return reverse("witnesses:witness_list", args=[self.case.pk])


class WitnessDetail(WitnessMixin, RecordDetailView):
    model = Witness
    template_name = "witnesses/witness_detail.html"
    update_route = "witnesses:witness_update"
    withdraw_route = "witnesses:witness_withdraw"

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


class WitnessWithdraw(Writing, RecordWithdrawView):
    """The code stays in the history; nothing the witness allowed may be used any more."""

    model = Witness


class ConsentMatrix(Writing, RecordMixin, CaseFormView):
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
            self.object, form.changed, version=form.cleaned_data["version"],
            by=self.request.user, reason=form.reason_given,
        )  # fmt: skip
        if number:
            messages.success(self.request, _("Answers recorded: %d.") % number)
        else:
            messages.info(self.request, _("Nothing differed from what is recorded."))

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    get_cancel_url = get_success_url


class StatementCreate(Writing, RecordMixin, RecordCreateView):
    """Under its witness: `object` is the witness until the form is saved."""

    model = Witness
    form_class = StatementForm
    template_name = "witnesses/statement_form.html"
    heading = gettext_lazy("Add a statement")
    submit_label = gettext_lazy("Save the statement")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "witness": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumb=witness_crumb(self.object), **kwargs)

    def get_cancel_url(self) -> str:
        return self.object.get_absolute_url()


class StatementDetail(WitnessMixin, RecordDetailView):
    model = Statement
    template_name = "witnesses/statement_detail.html"
    update_route = "witnesses:statement_update"
    withdraw_route = "witnesses:statement_withdraw"

    def summary(self) -> list[tuple[str, Any]]:
        """What is readable; the sealed parts stand in a list of their own."""
        parts = {capfirst(label) for label, _held in sealed_labels(self.object)}
        return [pair for pair in super().summary() if pair[0] not in parts]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        links = self.object.recordings.visible_to(user).current().select_related("exhibit")
        context = {
            "recordings": links,
            "readers": self.object.readers.current().select_related("user"),
            "sealed": sealed_labels(self.object),
            "crumb": witness_crumb(self.object.witness),
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
        try:
            details = open_details(self.object, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.object)
        crumb = {"url": self.object.get_absolute_url(), "label": str(self.object)}
        return self.render_to_response(self.get_context_data(details=details, crumb=crumb))


class ReaderCreate(WitnessMixin, RecordMixin, RecordCreateView):
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

    def act(self, form: Any) -> None:
        end_reader(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("This reader no longer sees the statement."))

    def get_success_url(self) -> str:
        """The list: whoever ended their own sight has no statement to return to."""
        return reverse("witnesses:witness_list", args=[self.case.pk])

    def get_cancel_url(self) -> str:
        return self.object.statement.get_absolute_url()
