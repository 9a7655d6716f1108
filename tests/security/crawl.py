"""Asks for every address as every role, and keeps all that came back, logs included."""

import html
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock
from urllib.parse import unquote

from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from casefiles.audit.logs import QuietFormatter
from casefiles.audit.models import Reading
from reports.dossiers.rendering.reading import everything_in
from tests.security.routes import Route
from tests.security.world import SUBJECTS, World

NOT_ASKED = "account_logout"  # whoever asks for it is somebody else afterwards


@dataclass(frozen=True)
class Answer:
    """Who asked what, and everything the answer carries: head, cookies and body as text."""

    role: str
    name: str
    url: str
    status: int
    text: str
    readings: int = 0  # entries that this request left in the log of readings
    sent_to: str = ""  # where a redirect points

    @property
    def verdict(self) -> str:
        """`sign in`, `hidden`, `refused` or `open`."""
        if self.status == 302 and "/sign-in/" in self.sent_to:
            return "sign in"
        return {403: "refused", 404: "hidden"}.get(self.status, "open")

    def __str__(self) -> str:
        return f"{self.name} as {self.role}: {self.status} {self.url}"


def ask(client: Client, role: str, route: Route, url: str) -> Iterator[Answer]:
    """Opens an address, or posts a verb empty; then goes where it was sent, as a browser would."""
    before = Reading.objects.count() if route.post_only else 0
    answer = client.post(url) if route.post_only else client.get(url)
    read = Reading.objects.count() - before if route.post_only else 0
    target = answer.headers.get("Location", "")
    yield Answer(role, route.name, url, answer.status_code, text_of(answer), read, target)
    if target and "/sign-in/" not in target:
        landed = client.get(target)
        yield Answer(role, f"{route.name} →", target, landed.status_code, text_of(landed))


def text_of(answer: Any) -> str:
    head = [f"{name}: {value}" for name, value in answer.headers.items()]
    cookies = [str(cookie) for cookie in answer.cookies.values()]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    body = "\n".join(everything_in(content)) if content[:4] == b"%PDF" else decoded(content)
    return "\n".join([*head, *cookies, body])


def decoded(content: bytes) -> str:
    """As it stands, and with what HTML and addresses spell otherwise spelled out."""
    text = content.decode(errors="replace")
    return f"{text}\n{unquote(html.unescape(text))}" if {"&", "%"} & {*text} else text


Addresses = list[tuple[Route, str]]


def another(route: Route) -> Route:
    """For a further address of a route: no verdict speaks of it."""
    return replace(route, name="more")


def crawl(world: World, addresses: Addresses, extra: dict[str, list[str]]) -> list[Answer]:
    """Every address as every role, what is shown before what is done; what a role did is undone.

    `extra` holds further addresses to open, by role. The count in the top bar, one number and the
    same on every page, is left out: it would take a third of the time.
    """
    answers = []
    for role, client in world.clients():
        more = [(Route("more", (), None), url) for url in extra.get(role, [])]
        with transaction.atomic(), mock.patch("casefiles.cases.context.WAITING", []):
            for route, url in sorted([*addresses, *more], key=lambda pair: pair[0].post_only):
                if route.name != NOT_ASKED:
                    answers += ask(client, role, route, url)
            transaction.set_rollback(True)
    return answers


def addresses_of(rows: list[Any], routes: list[Route], **more: Any) -> list[str]:
    """Every address that speaks of one of these rows, and the history of each. `more` is what
    their paths hold besides."""
    found = []
    for row in rows:
        label = row._meta.label_lower
        found.append(reverse("cases:record_history", args=[row.case_id, label, row.pk]))
        for route in routes:
            if _speaks_of(route, row) and not route.post_only:
                given = {**more, "case": row.case_id, "pk": row.pk, "label": label}
                try:
                    found.append(reverse(route.name, kwargs={n: given[n] for n in route.takes}))
                except (KeyError, NoReverseMatch):
                    raise AssertionError(f"{route.name} takes more than a row") from None
    return found


def _speaks_of(route: Route, row: Any) -> bool:
    model = next((m for start, m in SUBJECTS.items() if route.name.startswith(start)), None)
    return model is type(row) and "pk" in route.takes


@contextmanager
def logs_kept() -> Iterator[io.StringIO]:
    """All that would be logged at the most talkative level, as it would be written."""
    root, kept = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    handler = logging.StreamHandler(kept)
    handler.setFormatter(QuietFormatter("%(levelname)s %(name)s %(message)s"))
    root.handlers, root.level = [handler], logging.DEBUG
    try:
        yield kept
    finally:
        root.handlers, root.level = handlers, level
