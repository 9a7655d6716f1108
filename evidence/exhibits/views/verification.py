"""What was verified of an exhibit, and what is claimed and known of time and place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from casefiles.cases.views.base import RecordDetailView, RecordUpdateView
from evidence.exhibits.forms import TimePlaceForm, VerificationForm
from evidence.exhibits.models import TimePlace, Verification, VerificationSupport
from evidence.exhibits.services.verification import withdraw_verification
from evidence.exhibits.views.base import ExhibitPartCreateView
from evidence.exhibits.views.parts import PartWithdraw
from evidence.exhibits.vocabulary import Aspect, TimePlaceKind


class OfAnExhibit:
    """The way up from the page of a record that hangs off an exhibit."""

    tab = "evidence"
    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exhibit = self.object.exhibit
        crumb = {"label": exhibit.number, "url": exhibit.get_absolute_url()}
        return super().get_context_data(**{"crumb": crumb, **kwargs})  # type: ignore[misc]


class VerificationCreate(ExhibitPartCreateView):
    form_class = VerificationForm
    heading = _("Record a verification")
    submit_label = _("Save this verification")
    lead = _("Source, item and content are three questions: a genuine video of a known author may "
             "still show another day. You are its analyst.")  # fmt: skip

    def get_initial(self) -> dict[str, Any]:
        aspect = self.request.GET.get("aspect", "")
        return {"aspect": aspect} if aspect in Aspect else {}


class VerificationDetail(OfAnExhibit, RecordDetailView):
    model = Verification
    template_name = "exhibits/verification_detail.html"
    update_route = "exhibits:verification_update"
    withdraw_route = "exhibits:verification_withdraw"

    def action_urls(self) -> dict[str, str]:
        """Others withdraw it or add their own; nobody rewrites an analyst's words."""
        urls = super().action_urls()
        if not self.request.user.has_perm("exhibits.change_verification", self.object):
            urls.pop("update_url", None)
        return urls

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        supports = VerificationSupport.objects.visible_to(user).current()
        return super().get_context_data(
            supports=supports.filter(verification=self.object).select_related("exhibit"),
            rests_on_it=self.object.times_and_places.current(),
            **kwargs,
        )


class VerificationUpdate(OfAnExhibit, RecordUpdateView):
    model = Verification
    form_class = VerificationForm
    heading = _("Change the verification")

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("exhibits.change_verification", self.object):
            raise PermissionDenied


class VerificationWithdraw(PartWithdraw):
    model = Verification

    def act(self, form: Any) -> None:
        withdraw_verification(self.object, by=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("Withdrawn. It stays in the history."))


class TimePlaceCreate(ExhibitPartCreateView):
    form_class = TimePlaceForm
    heading = _("Record a time and place")
    lead = _(
        "What is claimed and what was verified stand side by side; neither replaces the other."
    )

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in TimePlaceKind else {}


class TimePlaceDetail(OfAnExhibit, RecordDetailView):
    model = TimePlace
    update_route = "exhibits:timeplace_update"
    withdraw_route = "exhibits:timeplace_withdraw"


class TimePlaceUpdate(OfAnExhibit, RecordUpdateView):
    model = TimePlace
    form_class = TimePlaceForm
    heading = _("Change the time and place")


class TimePlaceWithdraw(PartWithdraw):
    model = TimePlace
