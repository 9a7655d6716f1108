"""What an audience may be given: consent and confidentiality decide, record by record."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseFile
from casefiles.cases.vocabulary import Confidentiality
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import Statement, StatementExhibit
from evidence.witnesses.vocabulary import ConsentStatus, Purpose
from reports.dossiers.models import Audience

LEVELS = list(Confidentiality.values)


class Reason(models.TextChoices):
    """Why something is kept out of an edition."""

    RESTRICTED = "restricted", _("open only to named readers of the case file")
    CONFIDENTIALITY = (
        "confidentiality",
        _("its confidentiality is above what this audience may see"),
    )
    CONSENT = "consent", _("a witness did not consent to this use")


@dataclass(frozen=True)
class Edition:
    """The consent that a statement needs, the highest confidentiality, and whether staff are named:
    who handled an exhibit, and who submitted, approved or dissented."""

    purpose: Purpose
    ceiling: Confidentiality
    names_staff: bool


EDITIONS = {
    Audience.INTERNAL: Edition(Purpose.INTERNAL_ANALYSIS, Confidentiality.SECRET, True),
    Audience.UN: Edition(Purpose.SHARE_UN, Confidentiality.CONFIDENTIAL, False),
    Audience.COURT: Edition(Purpose.SHARE_COURT, Confidentiality.UNDER_SEAL, True),
    Audience.NATIONAL: Edition(Purpose.SHARE_NATIONAL, Confidentiality.CONFIDENTIAL, False),
    Audience.PUBLIC: Edition(Purpose.PUBLIC_ANONYMOUS, Confidentiality.PUBLIC, False),
}


def above(level: str, ceiling: str) -> bool:
    """Whether `level` is more confidential than `ceiling` allows."""
    return LEVELS.index(level) > LEVELS.index(ceiling)


@dataclass
class Selection:
    """What goes into one edition, and why the rest does not."""

    edition: Edition
    numbered: list[Exhibit] = field(default_factory=list)  # every exhibit of the case
    withheld: dict[UUID, Reason] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    conditional: set[UUID] = field(default_factory=set)  # statements with conditions attached
    left_out: Counter[str] = field(default_factory=Counter)  # statements, by Reason
    people: dict[Any, int] = field(default_factory=dict)  # staff who are not named, numbered

    @property
    def exhibits(self) -> list[Exhibit]:
        """Those printed in full."""
        return [exhibit for exhibit in self.numbered if exhibit.pk not in self.withheld]

    def staff(self, user: Any) -> str:
        """Who had a part in a decision, as this edition may say it: by name, or by a number that
        is the same person's throughout, so that it stays plain that two people approved."""
        if self.edition.names_staff:
            return str(user)
        number = self.people.setdefault(user.pk, len(self.people) + 1)
        return gettext("member of staff %d") % number

    def classification(self, case: CaseFile) -> str:
        """The highest confidentiality of the case and of anything printed."""
        printed = [case.confidentiality, *(row.confidentiality for row in self.exhibits)]
        printed += [row.confidentiality for row in self.statements]
        return max(printed, key=LEVELS.index)


def select(case: CaseFile, audience: str, *, by: Any, day: date) -> Selection:
    """Sorts the case's exhibits and statements for an audience, as `by` may see them.

    An exhibit that records a statement without consent is withheld with the statement.
    """
    found = Selection(EDITIONS[Audience(audience)])
    refused = _sort_statements(found, case, by, day)
    records = StatementExhibit.objects.current().filter(case=case, statement__in=refused)
    recordings = set(records.values_list("exhibit_id", flat=True))
    seen = set(Exhibit.objects.visible_to(by).filter(case=case).values_list("pk", flat=True))
    rows = Exhibit.objects.current().filter(case=case).select_related("origin", "interested_party")
    for exhibit in rows.prefetch_related("files", "derivations__parent", "verifications"):
        reason = _why_not(exhibit, exhibit.pk in seen, exhibit.pk not in recordings, found.edition)
        if reason:
            found.withheld[exhibit.pk] = reason
        found.numbered.append(exhibit)
    return found


def _sort_statements(found: Selection, case: CaseFile, by: Any, day: date) -> list[UUID]:
    """Fills in the statements; returns those that the audience lacks consent for."""
    refused = []
    seen = set(Statement.objects.visible_to(by).filter(case=case).values_list("pk", flat=True))
    for statement in Statement.objects.current().filter(case=case).select_related("witness"):
        consent = statement.witness.consents.current().filter(purpose=found.edition.purpose).first()
        consented = bool(consent and consent.in_force(day))
        if not consented:
            refused.append(statement.pk)
        reason = _why_not(statement, statement.pk in seen, consented, found.edition)
        if reason:
            found.left_out[reason] += 1
            continue
        found.statements.append(statement)
        if consent and consent.status == ConsentStatus.CONDITIONS:
            found.conditional.add(statement.pk)
    return refused


def _why_not(row: Any, seen: bool, consented: bool, edition: Edition) -> Reason | None:
    if not consented:
        return Reason.CONSENT
    if not seen:
        return Reason.RESTRICTED
    return Reason.CONFIDENTIALITY if above(row.confidentiality, edition.ceiling) else None
