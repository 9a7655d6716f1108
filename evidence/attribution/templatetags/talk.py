"""Beside a part of a frozen text: how many comments it has, and where to comment; and which of
many changes a page tells itself."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from evidence.attribution.parts import key_of
from evidence.attribution.snapshot import Difference

register = template.Library()

# Parts with no title beside the link: there it needs its word.
ALONE = {"hypotheses", "assessments", "qualifications"}
# So many changes of exhibits that stand on later pages are told before them.
AHEAD = 100


@register.inclusion_tag("attribution/_talk.html", takes_context=True)
def talk(context: Any, *path: str) -> dict[str, Any]:
    """`{% talk "exhibits" number %}`; of a row of the matrix, those about its cells count too."""
    submission, key = context["submission"], key_of(path)
    url = reverse("attribution:thread_create", args=[submission.case_id, submission.pk])
    return {
        "alone": not path or path[0] in ALONE,
        "about": context["words"].get(key, "") if path else "",
        "found": [
            item for item in context["talks"] if key and f"{item.key}/".startswith(f"{key}/")
        ],
        "url": f"{url}?{urlencode({'part': key})}" if context["may_comment"] else "",
    }


@register.filter
def told_here(changes: Sequence[Difference], later: Collection[str]) -> Sequence[Difference]:
    """All of them, or, where very many are of exhibits on later pages, the others: those pages tell
    theirs, and have to be opened because they changed."""
    ahead = [change for change in changes if change.exhibit in later]
    if len(ahead) <= AHEAD:
        return changes
    return [change for change in changes if change.exhibit not in later]
