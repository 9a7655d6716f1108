"""What this room enters in the registers of a case: its tab, its panel, what is weak."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casefiles.cases.models import CaseFile, CaseRecord
from casefiles.cases.registers import (
    RECORD_PANELS,
    ROW_PARTS,
    TABS,
    WEAKNESSES,
    RecordPanel,
    RowPart,
    Tab,
    Weakness,
)
from evidence.exhibits.cites import resting, with_cites
from evidence.exhibits.forms.filters import weak_in
from evidence.exhibits.gap_counts import having_gaps
from evidence.exhibits.models import Citation, Exhibit
from evidence.exhibits.services.citations import is_citing

WEAK = ("contradicted", "remark", "double", "grade", "origin", "file", "capture", "verification")


def weak_exhibits(case: CaseFile, user: Any) -> list[Weakness]:
    """Exhibits without a grade, an origin, a file, their whole capture or a verification, those of
    which one was contradicted, and those with a file that is warned of or that another has too; of
    those that the user sees."""
    exhibits = Exhibit.objects.visible_to(user).current().filter(case=case)
    address = reverse("exhibits:exhibit_list", args=[case.pk])
    counts = {what: weak_in(exhibits, what, case, user).count() for what in WEAK}
    n = counts["contradicted"]
    texts = {
        "contradicted": ngettext("Of %d exhibit a verification was contradicted.",
                                 "Of %d exhibits a verification was contradicted.", n),
        "remark": ngettext("%d exhibit has a file of which its readers are warned.",
                           "%d exhibits have a file of which their readers are warned.",
                           counts["remark"]),
        "double": ngettext("%d exhibit has a file that another exhibit has too.",
                           "%d exhibits have a file that another exhibit has too.",
                           counts["double"]),
        "grade": ngettext("%d exhibit is not graded.", "%d exhibits are not graded.", counts["grade"]),
        "origin": ngettext("%d exhibit has no known origin: it counts as no source.",
                           "%d exhibits have no known origin: they count as no source.",
                           counts["origin"]),
        "file": ngettext("%d exhibit has no file.", "%d exhibits have no file.", counts["file"]),
        "verification": ngettext("Of %d exhibit nobody has verified anything.",
                                 "Of %d exhibits nobody has verified anything.",
                                 counts["verification"]),
        "capture": ngettext("%d web capture lacks part of the court minimum.",
                            "%d web captures lack part of the court minimum.", counts["capture"]),
    }  # fmt: skip
    return [
        Weakness(texts[what] % count, f"{address}?lacks={what}")
        for what, count in counts.items() if count
    ]  # fmt: skip


def weak_custody(case: CaseFile, user: Any) -> list[Weakness]:
    """How many exhibits that the user sees have gaps in their custody."""
    seen = having_gaps(Exhibit.objects.visible_to(user), case).count()
    text = ngettext("%d exhibit has gaps in its custody.", "%d exhibits have gaps in their custody.",
                    seen)  # fmt: skip
    address = reverse("exhibits:exhibit_list", args=[case.pk])
    return [Weakness(text % seen, f"{address}?lacks=custody")] if seen else []


def citations_panel(obj: Any, user: Any) -> dict[str, Any]:
    """What a record's page says it rests on; nothing where the record cannot cite."""
    if not isinstance(obj, CaseRecord) or not is_citing(type(obj)):
        return {"is_shown": False}
    cited = Citation.objects.current().of(obj).visible_to(user).select_related("exhibit")
    may_cite = not obj.is_withdrawn and user.has_perm("cases.write_records", obj.case)
    address = reverse("exhibits:citation_create", args=[obj.case_id, obj._meta.label_lower, obj.pk])
    return {
        "is_shown": True,
        "citations": list(cited),
        "cite_url": address if may_cite else "",
    }


TABS += [Tab("evidence", _("Evidence"), "exhibits:exhibit_list", 30)]
RECORD_PANELS += [RecordPanel("exhibits/_citations_panel.html", citations_panel, 30)]
ROW_PARTS += [RowPart("exhibits/_cites.html", with_cites, resting)]
WEAKNESSES += [weak_exhibits, weak_custody]
