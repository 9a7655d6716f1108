"""Consents that run out soon are told of, while there is time to ask again."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.cases.dates import day_text
from casefiles.cases.models import CaseFile
from casefiles.cases.notices import people_of
from casefiles.cases.vocabulary import Role
from casefiles.notices.kinds import NoticeKind, register_notice
from casefiles.notices.services import notify
from evidence.witnesses.models import Consent
from evidence.witnesses.vocabulary import ConsentStatus

EXPIRES = "witnesses.consent_expires"
SOON = timedelta(days=30)


def tell_of_expiring() -> int:
    """Protection officers of the case, or its leads where it has none; once a consent and day."""
    today = timezone.localdate()
    soon = Consent.objects.current().filter(
        status__in=(ConsentStatus.GRANTED, ConsentStatus.CONDITIONS),
        expires_on__range=(today, today + SOON), witness__withdrawn_at=None,
    )  # fmt: skip
    return sum(
        notify(_keepers(consent.case), EXPIRES, consent, key=f"{consent.pk}:{consent.expires_on}")
        for consent in soon.select_related("case")
    )


def _keepers(case: CaseFile) -> list[Any]:
    members = case.members().filter(user__is_protection_officer=True)
    return [row.user for row in members] or people_of(case, Role.LEAD)


def _text(consent: Consent) -> str:
    words = {"witness": consent.witness.code, "purpose": consent.get_purpose_display(),
             "day": day_text(consent.expires_on) if consent.expires_on else "–"}  # fmt: skip
    return _("A consent of %(witness)s ends on %(day)s: %(purpose)s") % words


register_notice(
    NoticeKind(
        EXPIRES, "waiting",
        lambda user: Consent.objects.visible_to(user).current().select_related("witness", "case"),
        _text, lambda consent: consent.witness.get_absolute_url(),
    )
)  # fmt: skip
