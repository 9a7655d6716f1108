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
from evidence.exhibits.alarms import shown_rows
from evidence.exhibits.fixity import STORED, StoredKind
from evidence.exhibits.models import Exhibit, FixityCheck
from evidence.exhibits.models.fixity import longest_unchecked_first, with_checks
from evidence.exhibits.services.fixity import ask_for_check

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
            **kwargs,
        )

    def _failures(self, parts: list[tuple[StoredKind, Any]]) -> list[dict[str, Any]]:
        """Every check that failed, newest first, beside how the file stands now."""
        files = {
            row["pk"]: row
            for kind, rows in parts for row in shown_rows(kind, rows.exclude(failed_at=None))
        }  # fmt: skip
        checks = FixityCheck.objects.failed().filter(subject_id__in=files).select_related("actor")
        return [{"check": check, "file": files[check.subject_id]} for check in checks[:FAILURES]]


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
