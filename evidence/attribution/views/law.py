"""A qualification: its page, its elements in one form, and a counsel's word on its wording."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefiles.cases.views.base import CaseFormView, RecordDetailView, RecordMixin
from evidence.attribution.forms import ElementsForm, QualificationForm, WordingForm
from evidence.attribution.law.authors import obstacles, unseen
from evidence.attribution.law.changes import changes_since
from evidence.attribution.law.readings import Reading
from evidence.attribution.law.showing import Shown, facts, shown
from evidence.attribution.models import LegalQualification, WordingDecision
from evidence.attribution.services import decide_wording
from evidence.attribution.views.attached import (
    ChangedOfHypothesis,
    NewOfHypothesis,
    WithdrawnOfHypothesis,
)
from evidence.attribution.views.questions import TAB
from evidence.attribution.vocabulary import WordingKind
from evidence.exhibits.cites import with_cites


class QualificationCreate(NewOfHypothesis):
    form_class = QualificationForm
    heading = gettext_lazy("Add what it may amount to in law")
    submit_label = gettext_lazy("Save qualification")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class QualificationUpdate(ChangedOfHypothesis):
    model = LegalQualification
    form_class = QualificationForm
    heading = gettext_lazy("Change what it may amount to in law")

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    get_cancel_url = get_success_url


class QualificationWithdraw(WithdrawnOfHypothesis):
    model = LegalQualification


class QualificationDetail(RecordDetailView):
    """The sentence, its elements with what each rests on, and who decided on its wording."""

    model = LegalQualification
    template_name = "attribution/qualification_detail.html"
    permission = "attribution.view"
    write_permission = "attribution.write"
    update_route = "attribution:qualification_update"
    withdraw_route = "attribution:qualification_withdraw"
    tab = TAB

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, hypothesis = self.request.user, self.object.hypothesis
        law = shown([self.object], user)[0]
        with_cites([self.object], user)
        why_not = self.why_not(law.reading)
        hidden = set(unseen(law.reading, user))
        decided = reversed(law.reading.decisions)
        context = {
            "law": law,
            "hypothesis": hypothesis,
            "facts": facts(law.reading.provision) if law.reading.provision else [],
            "crumb": {"label": hypothesis.code, "url": f"{hypothesis.get_absolute_url()}#law"},
            "assess_url": self.assess_url(law),
            "decisions": [
                {"row": row, "changes": changes_since(row, law.reading, hidden)} for row in decided
            ],
            "is_counsel": user.has_perm("attribution.settle_wording", self.case),
            "why_not": why_not,
            "wording_form": None if why_not else self.wording_form(law.reading),
        }
        return super().get_context_data(**{**context, **kwargs})

    def assess_url(self, law: Shown) -> str:
        may_write = self.request.user.has_perm("attribution.write", self.case)
        if not law.elements or self.object.is_withdrawn or not may_write:
            return ""
        return reverse("attribution:qualification_assess", args=[self.case.pk, self.object.pk])

    def why_not(self, reading: Reading) -> list[str]:
        """Why there is no form here for this reader, in sentences."""
        if self.object.is_withdrawn:
            return [_("This was withdrawn and is kept as it is.")]
        if not reading.is_proposed:
            return [_("“Constitutes” is not proposed here: there is nothing to decide.")]
        if found := obstacles(reading, self.request.user):
            return found
        if reading.refusal:
            return [_("Exactly this was refused. The author has to change it first.")]
        return []

    def wording_form(self, reading: Reading, data: Any = None) -> WordingForm:
        kinds = [WordingKind.REFUSE] if reading.approval else list(WordingKind)
        return WordingForm(data, kinds=list(kinds), initial={"digest": reading.digest})


class QualificationDecide(QualificationDetail):
    """POST: one counsel's word. Refused as the service says, with what was typed kept."""

    http_method_names = ["post"]
    permission = "attribution.settle_wording"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reading = shown([self.object], request.user)[0].reading
        if found := obstacles(reading, request.user):
            raise PermissionDenied(" ".join(found))
        form = self.wording_form(reading, request.POST)
        if not form.is_valid():
            return self._again(form)
        try:
            decision = decide_wording(self.object, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._again(form)
        messages.success(request, self._said(decision))
        return redirect(self.object.get_absolute_url() + "#wording")

    def _again(self, form: WordingForm) -> HttpResponse:
        """The page as it is now, with what was typed; the digest becomes that of this page."""
        context = self.get_context_data(refused=form)
        if now := context["wording_form"]:
            form.data = {**form.data.dict(), "digest": now.initial["digest"]}  # type: ignore[attr-defined]
            context["wording_form"] = form
        return self.render_to_response(context, status=422)

    def _said(self, decision: WordingDecision) -> str:
        if decision.kind == WordingKind.APPROVE:
            return _("Approved. It reads “constitutes” as long as nothing of it changes.")
        return _("Refused. It reads “may amount to”; the author sees your reasons.")


class QualificationAssess(RecordMixin, CaseFormView):
    """Every element in one form, quick to go through by keyboard."""

    model = LegalQualification
    template_name = "attribution/qualification_assess.html"
    permission = "attribution.write"
    tab = TAB

    def get_form(self, form_class: Any = None) -> ElementsForm:
        if not self.shown.elements:
            raise Http404
        return ElementsForm(
            self.request.POST or None, qualification=self.object, elements=self.shown.elements,
            user=self.request.user,
        )  # fmt: skip

    @property
    def shown(self) -> Shown:
        return shown([self.object], self.request.user)[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": self.object.hypothesis.code, "url": self.object.get_absolute_url()}
        return super().get_context_data(crumb=crumb, law=self.shown, **kwargs)

    def act(self, form: Any) -> None:
        count = form.save()
        text = ngettext("%d element was written.", "%d elements were written.", count)
        messages.success(self.request, text % count)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    get_cancel_url = get_success_url
