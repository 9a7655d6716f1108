"""What several records on one page rest on, fetched together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from evidence.exhibits.models import Citation


def with_cites(rows: Iterable[Any], user: Any) -> list[Any]:
    """The rows, all of one case, each with `cites` and, for who may, `cite_url`.

    A constant number of queries; a citation of what the user may not see is left out.
    """
    rows = [row for row in rows if row is not None]
    if not rows:
        return []
    case = rows[0].case
    found: dict[UUID, list[Citation]] = defaultdict(list)
    cited = Citation.objects.current().filter(case=case, object_id__in=[row.pk for row in rows])
    for citation in cited.visible_to(user).select_related("exhibit", "content_type"):
        found[citation.object_id].append(citation)
    may_cite = user.has_perm("cases.write_records", case)
    for row in rows:
        row.cites = found[row.pk]
        row.cite_url = _address(row) if may_cite and not row.is_withdrawn else ""
    return rows


def _address(row: Any) -> str:
    return reverse("exhibits:citation_create", args=[row.case_id, row._meta.label_lower, row.pk])


def resting(rows: Iterable[Any]) -> set[UUID]:
    """Ids of the rows that rest on an exhibit in use, whoever may see it."""
    cited = Citation.objects.current().filter(object_id__in=[row.pk for row in rows])
    return set(cited.filter(exhibit__withdrawn_at=None).values_list("object_id", flat=True))
