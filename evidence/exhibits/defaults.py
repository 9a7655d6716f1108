"""What a new exhibit begins with: the case's usual values, the writer's last entry, today."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Exhibit

# What tells where a thing comes from. Never title, description, dates of its own, files or grade.
PROVENANCE = ("provider_code", "kind", "language", "creator", "uploader", "publisher", "provider",
              "collection_method", "collected_from", "origin", "interested_party",
              "confidentiality", "named_readers_only", "is_graphic")  # fmt: skip
FROM_LAST = ("provider_code", "kind", "language")


@dataclass
class Start:
    """The first values of a form, and the exhibit they were taken from, if any."""

    values: dict[str, Any] = field(default_factory=dict)
    like: Exhibit | None = None  # all its provenance was taken
    last: Exhibit | None = None  # the writer's last entry in the case


def last_logged(case: CaseFile, user: Any) -> Exhibit | None:
    """The exhibit that the user logged last in the case, if it is in use and still seen."""
    kind = ContentType.objects.get_for_model(Exhibit)
    own = Change.objects.in_case(case.pk).filter(
        content_type=kind, actor=user, kind=Change.Kind.CREATED
    )
    newest = own.order_by("-sequence").first()
    if newest is None:
        return None
    seen: Exhibit | None = (
        Exhibit.objects.visible_to(user).current().filter(pk=newest.object_id).first()
    )
    return seen


def starting_with(case: CaseFile, user: Any, like: Exhibit | None = None) -> Start:
    """What the form of a new exhibit begins with. `like` must be visible to the user."""
    last = last_logged(case, user)
    values = {
        "collector": str(user),
        "collected_on": timezone.localdate(),
        "provider_code": case.exhibit_provider_code,
        "language": case.exhibit_language,
        "confidentiality": case.exhibit_confidentiality or case.confidentiality,
    }
    if last is not None:
        values |= {name: getattr(last, name) for name in FROM_LAST if getattr(last, name)}
    if like is not None:
        values |= {name: _initial(like, name) for name in PROVENANCE}
        values["readers"] = list(like.readers.current().values_list("user", flat=True))
    return Start({name: value for name, value in values.items() if value != ""}, like, last)


def _initial(exhibit: Exhibit, name: str) -> Any:
    value = getattr(exhibit, name)
    return value.pk if hasattr(value, "pk") else value
