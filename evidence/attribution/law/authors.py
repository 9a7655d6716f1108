"""Who wrote a qualification, and what stands in a counsel's way to decide on its wording."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _

from casefiles.accounts.models import User
from casefiles.audit.models import Change
from casefiles.cases.vocabulary import Role
from evidence.attribution.law.readings import Reading
from evidence.attribution.models import ElementAssessment, LegalQualification
from evidence.attribution.vocabulary import WordingKind
from evidence.exhibits.models import Citation, Exhibit

# How a counsel's word stands in the qualification's history, beside its authors' changes.
DECIDING = {WordingKind.APPROVE: "approve", WordingKind.REFUSE: "return"}


def authors(qualification: LegalQualification) -> set[User]:
    """Whoever ever wrote it, an element of it or a citation of either, also one taken back."""
    elements = list(qualification.elements.values_list("pk", flat=True))
    held = [qualification.pk, *elements]
    cites = list(Citation.objects.filter(object_id__in=held).values_list("pk", flat=True))
    written = Q()
    for model, ids in (
        (LegalQualification, [qualification.pk]),
        (ElementAssessment, elements),
        (Citation, cites),
    ):
        kind = ContentType.objects.get_for_model(model)
        written |= Q(content_type=kind, object_id__in=ids)
    actors = Change.objects.filter(written).exclude(action__in=DECIDING.values()).values("actor")
    return set(User.objects.filter(pk__in=actors))


def obstacles(reading: Reading, user: Any) -> list[str]:
    """Why this user may not decide on the wording, in sentences; empty if they may."""
    row = reading.row
    if not user.is_authenticated or not user.is_active:
        return [_("Sign in with an active account.")]
    if Role.COUNSEL not in row.case.roles_of(user):
        return [_("Only a counsel of this case decides on “constitutes”.")]
    if user in authors(row):
        return [_("You wrote a part of this qualification: another counsel has to decide.")]
    if hidden := unseen(reading, user):
        numbers = ", ".join(hidden)
        return [_("You may not see all that this rests on: ask the lead for %s.") % numbers]
    return []


def unseen(reading: Reading, user: Any) -> list[str]:
    """Numbers of the cited exhibits that are kept from this user."""
    cited = {cite.exhibit_id: cite.exhibit.number for cite in cites_of(reading)}
    seen = Exhibit.objects.visible_to(user).filter(pk__in=cited).values_list("pk", flat=True)
    return sorted(number for pk, number in cited.items() if pk not in set(seen))


def cites_of(reading: Reading) -> list[Citation]:
    """What the qualification and its elements rest on."""
    return [*reading.cites, *(cite for item in reading.elements for cite in item.cites)]
