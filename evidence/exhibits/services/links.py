"""Exhibits from pasted addresses, and what is recorded of the capture of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile
from evidence.exhibits.links import Link, fingerprint, title_of
from evidence.exhibits.models import Exhibit, WebCapture
from evidence.exhibits.services.exhibits import log_exhibit

# Fields of an exhibit that all addresses of one paste share.
SHARED = ("case", "provider_code", "kind", "language", "provider", "collector", "collected_on",
          "collection_method", "confidentiality", "named_readers_only", "is_graphic")  # fmt: skip
DECISION = ("relevance", "necessity", "risk_of_loss", "privacy")


@dataclass
class Sorted:
    """What is new of a paste; what stood in it before; what the case has, by its exhibit."""

    new: list[Link] = field(default_factory=list)
    repeated: list[tuple[Link, Link]] = field(default_factory=list)
    known: list[tuple[Link, Exhibit]] = field(default_factory=list)


def sort_links(links: Iterable[Link], case: CaseFile, *, by: Any) -> Sorted:
    """Tells new addresses from those that lead where another one leads already.

    Compared only with exhibits that `by` may see: the others stay unknown to them.
    """
    found = Sorted()
    first: dict[str, Link] = {}
    known = exhibits_at([link.url for link in links], case, by=by)
    for link in links:
        print_ = fingerprint(link.url)
        if print_ in first:
            found.repeated.append((link, first[print_]))
        elif print_ in known:
            found.known.append((link, known[print_]))
        else:
            found.new.append(link)
        first.setdefault(print_, link)
    return found


def exhibits_at(urls: Sequence[str], case: CaseFile, *, by: Any) -> dict[str, Exhibit]:
    """By fingerprint, an exhibit of the case that `by` may see and that is from that address."""
    wanted = {fingerprint(url) for url in urls}
    seen = Exhibit.objects.visible_to(by).current().filter(case=case).order_by("-sequence")
    told = seen.filter(collected_from__istartswith="http").only("number", "case", "collected_from")
    found = {fingerprint(each.collected_from.strip()): each for each in told}
    captures = WebCapture.objects.current().filter(fingerprint__in=wanted, exhibit__in=seen)
    for capture in captures.select_related("exhibit").order_by("-exhibit__sequence"):
        found[capture.fingerprint] = capture.exhibit
    return {print_: found[print_] for print_ in wanted & set(found)}


@transaction.atomic
def log_links(
    links: Sequence[Link],
    like: Exhibit,
    *,
    by: Any,
    reason: str,
    decision: dict[str, str] | None = None,
    readers: Iterable[Any] = (),
    first_id: UUID | None = None,
) -> list[Exhibit]:
    """An exhibit for each address, with what `like` (unsaved) says of them all; all or none.

    `decision` are the texts of why it is collected. With `first_id`, the id that a form has fixed
    against being posted twice, the first exhibit gets it and a second post runs into it.
    Nothing is fetched: each waits for its capture files.
    """
    made = []
    for number, link in enumerate(links):
        shared = {name: getattr(like, name) for name in SHARED}
        exhibit = Exhibit(**shared, title=title_of(link))
        if first_id:
            exhibit.pk = uuid5(first_id, str(number)) if number else first_id
        log_exhibit(exhibit, by=by, reason=reason, readers=readers)
        capture = WebCapture(
            case=exhibit.case, exhibit=exhibit, url=link.url, fingerprint=fingerprint(link.url),
            **(decision or {}),
        )  # fmt: skip
        record(capture, by=by, reason=reason, action="paste")
        made.append(exhibit)
    return made


@transaction.atomic
def save_capture(capture: WebCapture, *, by: Any, reason: str) -> Change:
    """Records a capture, new or changed. ValidationError if the exhibit has one already."""
    Exhibit.objects.select_for_update(of=("self",)).get(pk=capture.exhibit_id)
    others = WebCapture.objects.filter(exhibit=capture.exhibit_id).exclude(pk=capture.pk)
    if others.exists():
        raise ValidationError(_("Somebody else recorded the capture meanwhile. Open the exhibit."))
    capture.fingerprint = fingerprint(capture.url)
    return record(capture, by=by, reason=reason)
