from typing import Any

from django.http import HttpRequest

from casefiles.cases.registers import WAITING


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the top bar of every page shows."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"my_work_count": sum(len(source(user)) for source in WAITING)}
