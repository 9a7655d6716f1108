"""The list of exhibits, and one exhibit."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casefiles.cases.views.base import (
    CasePage,
    RecordCreateView,
    RecordDetailView,
    RecordUpdateView,
    RecordWithdrawView,
    field_pairs,
)
from evidence.exhibits import paging
from evidence.exhibits.capture import court_minimum
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.custody import custody_timeline
from evidence.exhibits.forms import ExhibitFilters, ExhibitForm, NewExhibitForm
from evidence.exhibits.lineage import Lineage, drawing, lineage_of
from evidence.exhibits.looks import looks_of, put_covers
from evidence.exhibits.models import Citation, Derivation, Exhibit, VerificationSupport, WebCapture
from evidence.exhibits.models.fixity import with_checks
from evidence.exhibits.paging import count_of, page_of
from evidence.exhibits.quarantine import with_scans
from evidence.exhibits.remarks import put_remarks
from evidence.exhibits.sources import adds_nothing_to_others
from evidence.exhibits.verified import times_and_places, verification_columns
from evidence.exhibits.views.base import ReceivesFilesMixin
from evidence.exhibits.views.custody import item_context
from evidence.exhibits.views.prefilled import StartsFilled
from evidence.exhibits.vocabulary import DerivationKind

ENTRIES = 40
SUGGESTED = 12
# Of what was withdrawn, so many are named on the list; the history has them all.
WITHDRAWN = 100
SAME_ORIGIN = 20
VERSIONS = (DerivationKind.TRANSLATION, DerivationKind.REDACTION)
# Of a capture: the address has a place of its own, and what is sealed is not told.
SHOWN_APART = ("exhibit", "url", "ip_used", "virtual_identity")


class ExhibitList(CasePage):
    template_name = "exhibits/exhibit_list.html"
    tab = "evidence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        exhibits = Exhibit.objects.visible_to(user).filter(case=self.case)
        filters = ExhibitFilters(self.request.GET, case=self.case, user=user)
        asked = self.request.GET
        shown = filters.narrow(exhibits.current())
        page = page_of(
            shown.with_listing(), self.case,
            after=asked.get("after", ""), before=asked.get("before", ""),
        )  # fmt: skip
        put_remarks(page.object_list)
        return super().get_context_data(
            page=page,
            has_covers=put_covers(page.object_list, self.case, to=user),
            count=count_of(shown),
            counted=paging.COUNTED,
            filters=filters,
            is_filtered=any(asked.get(name) for name in filters.fields),
            may_export=user.has_perm("exhibits.export_sheet", self.case),
            withdrawn=exhibits.exclude(withdrawn_at=None)[:WITHDRAWN],
            **kwargs,
        )  # fmt: skip


class ExhibitSuggest(CasePage):
    """Exhibits by a part of their number or title, for a field that takes numbers."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        typed = request.GET.get("q", "").replace("\0", "").strip()[:60]
        seen = Exhibit.objects.visible_to(request.user).current().filter(case=self.case)
        fits = seen.filter(Q(number__icontains=typed) | Q(title__icontains=typed))
        rows = fits.order_by("sequence", "number").values("number", "title")
        return JsonResponse({"exhibits": list(rows[:SUGGESTED]) if typed else []})


class ExhibitCreate(StartsFilled, ReceivesFilesMixin, RecordCreateView):
    form_class = NewExhibitForm
    template_name = "exhibits/exhibit_form.html"
    tab = "evidence"
    heading = _("Log an exhibit")
    submit_label = _("Log this exhibit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": _("Evidence"), "url": self.get_cancel_url()}
        return super().get_context_data(crumb=crumb, **kwargs)

    def get_cancel_url(self) -> str:
        return reverse("exhibits:exhibit_list", args=[self.case.pk])


class ExhibitDetail(RecordDetailView):
    model = Exhibit
    template_name = "exhibits/exhibit_detail.html"
    tab = "evidence"
    update_route = "exhibits:exhibit_update"
    withdraw_route = "exhibits:exhibit_withdraw"

    # Shown in places of their own.
    ELSEWHERE = ("title", "description", "confidentiality", "named_readers_only", "is_graphic",
                 "disclosure_class", "origin", "provider_code", "kind")  # fmt: skip

    def summary(self) -> list[tuple[str, Any]]:
        return field_pairs(self.object, self.ELSEWHERE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, exhibit = self.request.user, self.object
        gradings = list(exhibit.gradings.current().select_related("analyst").order_by("-graded_at"))
        files = with_scans(with_checks(exhibit.files.order_by("position")))
        cited_by = Citation.objects.current().filter(exhibit=exhibit).visible_to(user)
        return super().get_context_data(
            crumb={"label": _("Evidence"),
                   "url": reverse("exhibits:exhibit_list", args=[self.case.pk])},
            grading=gradings[0] if gradings else None,
            gradings=gradings,
            looks=looks_of(files.current()),
            failed_files=[file for file in files if file.failed_at],
            verifies=self._verifies(),
            cited_by=cited_by.prefetch_related("target").select_related("content_type"),
            **self._custody(),
            columns=verification_columns(exhibit, user),
            times=times_and_places(exhibit, user),
            **self._capture(),
            **self._sources(),
            **self._rights(),
            **kwargs,
        )  # fmt: skip

    def _verifies(self) -> list[VerificationSupport]:
        """Verifications of other exhibits that were made with this one."""
        made = VerificationSupport.objects.current().visible_to(self.request.user)
        made = made.filter(exhibit=self.object, verification__withdrawn_at=None)
        return list(made.select_related("verification__exhibit"))

    def _custody(self) -> dict[str, Any]:
        chronicle = Chronicle.of(self.object)
        log = Paginator(custody_timeline(chronicle), ENTRIES)
        return {
            "custody": log.get_page(self.request.GET.get("page")),
            "gap_count": len(chronicle.gaps),
            "holding": chronicle.holding,
            "has_custody": bool(chronicle.events),
            **item_context(chronicle.item, self.request.user),
        }

    def _capture(self) -> dict[str, Any]:
        """Where it was on the web, and what it lacks of the court minimum."""
        capture = WebCapture.objects.current().filter(exhibit=self.object).first()
        # A zone without a time would read as if it had been told.
        apart = SHOWN_APART if capture and capture.captured_at else (*SHOWN_APART, "zone")
        return {
            "capture": capture,
            "capture_facts": field_pairs(capture, apart) if capture else [],
            "court_minimum": court_minimum(self.object),
        }

    def _sources(self) -> dict[str, Any]:
        """Where it stands among the exhibits that this user sees."""
        links = Derivation.objects.visible_to(self.request.user).current().filter(case=self.case)
        links = links.select_related("exhibit", "parent", "authorised_by")
        derived = links.filter(parent=self.object, exhibit__withdrawn_at=None)
        lineage = lineage_of([self.object], self.request.user)
        seen = Exhibit.objects.visible_to(self.request.user).current().filter(case=self.case)
        return {
            "parents": links.filter(exhibit=self.object),
            "derived": derived.exclude(relation__in=VERSIONS),
            "versions": derived.filter(relation__in=VERSIONS),
            "lineage": lineage,
            "drawing": drawing(lineage, [self.object.pk]),
            "same_origin": self._same_origin(lineage, seen),
            "adds_nothing": adds_nothing_to_others(self.object, seen),
        }

    def _same_origin(self, lineage: Lineage, others: Any) -> list[Exhibit]:
        """Others that begin with one of the same origins, and so add none."""
        rows = others.filter(origin__in=lineage.origins).exclude(pk__in=lineage.exhibits)
        return list(rows.order_by("sequence", "number")[:SAME_ORIGIN])

    def _rights(self) -> dict[str, Any]:
        user, exhibit = self.request.user, self.object
        in_use = not exhibit.is_withdrawn
        names_readers = user.has_perm("exhibits.name_readers", exhibit)
        readers = exhibit.readers.current().select_related("user")
        return {
            "may_change": in_use and user.has_perm("exhibits.write", exhibit),
            "may_download": user.has_perm("exhibits.download", exhibit),
            "may_see_preview": user.has_perm("exhibits.see_preview", exhibit),
            "may_release": in_use and user.has_perm("exhibits.release", exhibit),
            "may_open_collection": user.has_perm("exhibits.open_collection", exhibit),
            "may_open_names": user.has_perm("exhibits.open_original_name", exhibit),
            "may_name_readers": in_use and exhibit.named_readers_only and names_readers,
            "readers": readers if exhibit.named_readers_only else [],
        }


class ExhibitUpdate(RecordUpdateView):
    model = Exhibit
    form_class = ExhibitForm
    tab = "evidence"
    template_name = "exhibits/part_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {"label": self.object.number, "url": self.object.get_absolute_url()}
        return super().get_context_data(heading=_("Change %s") % self.object, crumb=crumb, **kwargs)


class ExhibitWithdraw(RecordWithdrawView):
    model = Exhibit
    tab = "evidence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever withdraws it learns what rests on it, and that all of it will say so."""
        lead = _("It will no longer count. It stays readable with its history.")
        cited = Citation.objects.current().filter(exhibit=self.object)
        if number := cited.visible_to(self.request.user).count():
            told = ngettext(
                "%d citation of it stays, and will show that it was withdrawn.",
                "%d citations of it stay, and will show that it was withdrawn.", number,
            ) % number  # fmt: skip
            return super().get_context_data(lead=f"{lead} {told}", **kwargs)
        return super().get_context_data(lead=lead, **kwargs)
