from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from casefiles.notices.models import Notice

MANY = 99


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many notices the top bar shows; counted when it is drawn, and no further than one may
    care to read."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"notice_count": SimpleLazyObject(lambda: count_of(user))}


def count_of(user: Any) -> str:
    found = Notice.objects.visible_to(user).unread().order_by()[: MANY + 1].count()
    return f"{MANY}+" if found > MANY else str(found or "")
