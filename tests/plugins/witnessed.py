"""What the pages of a failing browser test showed, so that its output alone can be understood.

The report of the test gets a section for each open page: address, title, text, what the console
said, which requests failed and which were never answered; and one for the sessions of the
database that were at work or waited for a lock.
"""

import importlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response

LOOK_MS = 2_000
TEXT = 3_000
LATEST = 40
SEEN = pytest.StashKey[list["Witness"]]()
LOOK = """() => ({
  title: document.title,
  state: `${document.readyState}, ${document.visibilityState}`,
  focus: document.activeElement?.outerHTML.slice(0, 160) ?? "",
  text: (document.querySelector("main") ?? document.body)?.innerText ?? "no body yet",
})"""

SESSIONS = """
    SELECT pid, state, wait_event_type, wait_event, now() - xact_start, left(query, 200)
    FROM pg_stat_activity
    WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()
"""


class Witness:
    """Writes down what one page asks, is answered and says."""

    def __init__(self, page: Page):
        self.page = page
        self.begun = time.monotonic()
        self.lines: list[str] = []
        self.waiting: dict[Request, float] = {}
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfinished", lambda request: self.waiting.pop(request, None))
        page.on("requestfailed", self._failed)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._note(f"threw {error}"))
        page.on("crash", lambda _page: self._note("the page crashed"))
        page.on("framenavigated", lambda frame: self._note(f"is at {frame.url}"))

    def _note(self, what: str) -> None:
        self.lines.append(f"{time.monotonic() - self.begun:7.2f} s  {what}")

    def _asked(self, request: Request) -> None:
        self.waiting[request] = time.monotonic()
        if request.resource_type in {"document", "fetch", "xhr"}:
            self._note(f"{request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        kind = response.request.resource_type
        if kind in {"document", "fetch", "xhr"} or response.status >= 400:
            self._note(f"{response.status} {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        self.waiting.pop(request, None)
        self._note(f"failed ({request.failure}) {request.method} {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text}")

    def tell(self) -> str:
        """Everything at once; a page that hangs tells at least what it asked."""
        now = time.monotonic()
        open_ = [f"  {r.method} {r.url} for {now - at:.1f} s" for r, at in self.waiting.items()]
        log = self.lines[-LATEST:]
        return "\n".join(
            [self.page.url, *self._look(), "Log:", *log, "Not answered in full:", *open_]
        )

    def _look(self) -> Iterator[str]:
        if self.page.is_closed():
            yield "(closed)"
            return
        try:
            self.page.wait_for_function("true", timeout=LOOK_MS)
            found = self.page.evaluate(LOOK)
        except Error as error:
            yield f"(does not answer: {error.message.splitlines()[0]})"
            return
        yield f"{found['title']!r} ({found['state']}), focus on {found['focus']}"
        yield " ".join(found["text"].split())[:TEXT]


def forget_pages(node: pytest.Item) -> None:
    """Those of a first try, which is told of already."""
    node.stash[SEEN] = []


def watch_for_report(node: pytest.Item, context: BrowserContext) -> None:
    """Each page this context opens from now on is told of should the test fail."""
    seen = node.stash[SEEN]
    context.on("page", lambda page: seen.append(Witness(page)))


def _sessions() -> str:
    """Who is in a transaction or waits, and for what; empty when all are idle."""
    database = importlib.import_module("django.db")
    try:
        with database.connection.cursor() as cursor:
            cursor.execute(SESSIONS)
            return "\n".join(" · ".join(str(part) for part in row) for row in cursor.fetchall())
    except database.Error as error:
        return f"(cannot be asked: {error})"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.failed and call.when in {"setup", "call"}:
        for place, witness in enumerate(item.stash.get(SEEN, []), 1):
            report.sections.append((f"page {place}", witness.tell()))
        if "committed_db" in item.fixturenames:
            report.sections.append(("sessions of the database", _sessions()))
    return report
