"""Whether stored files are still those on record: the page of a case, and the check on demand."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles.cases.views.base import CaseActionView, CasePage, RecordMixin
from casefiles.jobs.models import Job
from casefiles.jobs.views import progress_of
from evidence.exhibits.alarms import shown_rows
from evidence.exhibits.fixity import STORED, StoredKind
from evidence.exhibits.models import Exhibit, FixityCheck
from evidence.exhibits.models.fixity import longest_unchecked_first, with_checks
from evidence.exhibits.services.fixity import ask_for_case, ask_for_check, of_cases

PAGE = 50
FAILURES = 200


class StoredRows(Sequence[dict[str, Any]]):
    """The stored files of a case that a user may know of, kind after kind, fetched by the page."""

    def __init__(self, case: Any, user: Any) -> None:
        self.parts = [
            (
                kind,
                longest_unchecked_first(with_checks(kind.rows(user).filter(**{kind.case: case}))),
            )
            for kind in STORED.values()
        ]
        self.counts = [rows.count() for _kind, rows in self.parts]

    @property
    def told(self) -> list[dict[str, Any]]:
        """By kind, how many there are and how many of them were read again; only where there is one."""
        return [
            {"label": rows.model._meta.verbose_name_plural, "count": count,
             "checked": rows.exclude(checked_at=None).count()}
            for (_kind, rows), count in zip(self.parts, self.counts, strict=True) if count
        ]  # fmt: skip

    def __len__(self) -> int:
        return sum(self.counts)

    def __getitem__(self, wanted: Any) -> Any:
        first, past, before = wanted.start, wanted.stop, 0
        found: list[dict[str, Any]] = []
        for (kind, rows), count in zip(self.parts, self.counts, strict=True):
            part = rows[max(0, first - before) : max(0, past - before)]
            found += shown_rows(kind, part)
            before += count
        return found


class FixityPage(CasePage):
    template_name = "exhibits/fixity.html"
    tab = "evidence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = StoredRows(self.case, self.request.user)
        return super().get_context_data(
            page=Paginator(files, PAGE).get_page(self.request.GET.get("page")),
            failures=self._failures(files.parts),
            counts=files.told,
            every=settings.FIXITY_DAYS,
            may_check=self.request.user.has_perm("exhibits.check_case", self.case),
            **self._last_asked(),
            **kwargs,
        )

    def _last_asked(self) -> dict[str, Any]:
        """The check of the whole case that is under way, whoever asked for it; else the last one
        that this user asked for, and what it found."""
        user = self.request.user
        jobs = of_cases().filter(case_id=self.case.pk).select_related("requester")
        under_way = jobs.exclude(state__in=[Job.State.DONE, Job.State.FAILED]).first()
        if under_way and under_way.requester_id != user.pk:
            # How far it is would tell of files that this user may not know of.
            return {"asked_by_other": under_way}
        last = under_way or jobs.visible_to(user).first()
        if last is None:
            return {}
        checks = FixityCheck.objects.filter(sweep=last.pk)
        found = {"read": checks.count(), "failed": checks.failed().count()}
        return {"asked": last, "found": found, **({} if last.is_finished else progress_of(last))}

    def _failures(self, parts: list[tuple[StoredKind, Any]]) -> list[dict[str, Any]]:
        """Every check that failed, newest first, beside how the file stands now."""
        files = {
            row["pk"]: row
            for kind, rows in parts for row in shown_rows(kind, rows.exclude(failed_at=None))
        }  # fmt: skip
        checks = FixityCheck.objects.failed().filter(subject_id__in=files).select_related("actor")
        return [{"check": check, "file": files[check.subject_id]} for check in checks[:FAILURES]]


class CaseCheck(CaseActionView):
    """Has every file of the case that the asker may know of read again by a worker."""

    permission = "exhibits.check_case"

    def act(self) -> None:
        if not len(StoredRows(self.case, self.request.user)):
            messages.info(self.request, _("No file is stored yet."))
            return
        job = ask_for_case(self.case, by=self.request.user)
        if job.requester_id == self.request.user.pk:
            messages.success(
                self.request,
                _("The files of this case are being read. What is found will stand here and in "
                  "the custody log of each."),
            )  # fmt: skip
        else:
            messages.info(
                self.request, _("They are being read already: %s asked for it.") % job.requester
            )

    def get_success_url(self) -> str:
        return reverse("exhibits:fixity", args=[self.case.pk])


class ExhibitCheck(RecordMixin, CaseActionView):
    """Has every file of one exhibit read again by a worker."""

    model = Exhibit

    def fetch(self) -> None:
        super().fetch()
        if not self.request.user.has_perm("exhibits.write", self.object):
            raise PermissionDenied

    def act(self) -> None:
        if not self.object.files.exists():
            messages.info(self.request, _("It has no file to check."))
            return
        ask_for_check(self.object, by=self.request.user)
        messages.success(
            self.request,
            _("Its files are being read. What is found will stand in the custody log."),
        )

    def get_success_url(self) -> str:
        return reverse("exhibits:exhibit_detail", args=[self.case.pk, self.object.pk])
