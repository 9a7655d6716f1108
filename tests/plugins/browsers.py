"""Real Chromium, Debian's, driven by Playwright.

Every page is watched while the test uses it: a request to another host, an uncaught
error or a breach of the content security policy fails the test that caused it. When a test
fails, what its pages showed, said and still waited for stands in the report (witnessed.py); it is
run once more, and the summary tells of both (again.py).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.plugins.witnessed import forget_pages, watch_for_report

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other host has an address, not even one that is named by its number.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
]
OWN_HOSTS = {"127.0.0.1", "localhost", "::1"}
PATIENCE_MS = 45_000
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; pages of different tests share no cookies.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous
    code; the tests are not, hence the variable.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.fail("Chromium is missing: install Debian's package 'chromium', or use 'make test'")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Makes pages, each a visitor of its own: new_page(width=1280, height=800, locale="en").

    Further words go to Playwright's new_context: java_script_enabled=False,
    color_scheme="dark", reduced_motion="reduce", accept_downloads=True…
    """
    contexts, offences = [], []
    forget_pages(request.node)

    def make(width: int = 1280, height: int = 800, locale: str = "en", **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch_for_report(request.node, context)
        page = context.new_page()
        _watch(page, offences)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not offences, "\n".join(offences)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One visitor at 1280 × 800, in English."""
    return new_page()


def _watch(page: Page, offences: list[str]) -> None:
    """Note what no page of ours may do; that nothing leaves the host is in ARGUMENTS.

    Nothing is intercepted: that would switch the browser's cache off, and every page would fetch
    all its styles and scripts again.
    """

    def stays_at_home(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in OWN_HOSTS:
            offences.append(f"{page.url} asked another host: {request.url}")

    def console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            offences.append(f"{page.url} broke the policy: {message.text}")

    page.context.on("request", stays_at_home)
    page.on("console", console)
    page.on("pageerror", lambda error: offences.append(f"{page.url} threw: {error}"))
