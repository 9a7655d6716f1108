"""The files of this room among those that are read again and hashed on a schedule."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evidence.exhibits.fixity import StoredKind
from reports.dossiers.models import CustodySheet, CustodySheetFile, Dossier, DossierFile


def _rows(user: Any) -> Any:
    seen = Dossier.objects.visible_to(user)
    return DossierFile.objects.filter(dossier__in=seen).select_related("dossier__case")


def _is_replaced(file: DossierFile) -> bool:
    asked = file.dossier
    newer = Dossier.objects.filter(case=asked.case_id, audience=asked.audience)
    return newer.filter(number__gt=asked.number, file__isnull=False).exists()


DOSSIER_FILES = StoredKind(
    label=DossierFile._meta.label_lower,
    rows=_rows,
    case="dossier__case",
    name=lambda file: _("Dossier %d") % file.dossier.number,
    url=lambda file: file.dossier.get_absolute_url(),
    stored_before=lambda limit: Q(rendered_at__lt=limit),
    # It has no custody log: that it matches again, or that another was made since, says enough.
    is_explained=lambda _file, _since: True,
    is_replaced=_is_replaced,
)


def _sheet_rows(user: Any) -> Any:
    seen = CustodySheet.objects.visible_to(user)
    return CustodySheetFile.objects.filter(sheet__in=seen).select_related("sheet__exhibit")


def _is_sheet_replaced(file: CustodySheetFile) -> bool:
    asked = file.sheet
    newer = CustodySheet.objects.filter(exhibit=asked.exhibit_id, number__gt=asked.number)
    return newer.filter(file__isnull=False).exists()


SHEET_FILES = StoredKind(
    label=CustodySheetFile._meta.label_lower,
    rows=_sheet_rows,
    case="sheet__case",
    name=lambda file: (
        _("Custody sheet %(number)d of %(exhibit)s")
        % {"number": file.sheet.number, "exhibit": file.sheet.exhibit}
    ),
    url=lambda file: file.sheet.get_absolute_url(),
    stored_before=lambda limit: Q(rendered_at__lt=limit),
    is_explained=lambda _file, _since: True,
    is_replaced=_is_sheet_replaced,
)
