from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from casefiles.cases.registers import COUNTS, WAITING


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the top bar of every page shows; counted when it is drawn, not for a part of a page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"my_work_count": SimpleLazyObject(lambda: work_count(user))}


def work_count(user: Any) -> int:
    return sum(COUNTS[source](user) if source in COUNTS else len(source(user))
               for source in WAITING)  # fmt: skip
