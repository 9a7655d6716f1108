"""The files of dossiers among those that are read again and hashed on a schedule."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from evidence.exhibits.fixity import StoredKind
from reports.dossiers.models import Dossier, DossierFile


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
    stored_at=F("rendered_at"),
    # It has no custody log: that it matches again, or that another was made since, says enough.
    is_explained=lambda _file, _since: True,
    is_replaced=_is_replaced,
)
