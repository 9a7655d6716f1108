"""A line that gives its answers when the test says so, so that a race is run in one order."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page, Request, Route

TURNS, TURN_MS = 600, 50
SIGN = "/is-anything-held"
ASK_SIGN = f"fetch('{SIGN}').then(answer => answer.status, () => 0)"
HELD = 299


@dataclass
class Held:
    """Requests that are held back until they are let go."""

    page: Page
    routes: list[Route] = field(default_factory=list)
    is_over: bool = False

    def wait_for(self, count: int = 1) -> None:
        for _ in range(TURNS):
            if len(self.routes) >= count:
                return
            self.page.wait_for_timeout(TURN_MS)
        raise AssertionError(f"{len(self.routes)} of {count} requests came")

    def let_go(self, place: int = 0) -> None:
        with suppress(Error):  # given up meanwhile by the page itself
            self.routes.pop(place).continue_()

    def fail(self, place: int = 0) -> None:
        """As if the line had broken."""
        self.routes.pop(place).abort("connectionreset")


@contextmanager
def held(page: Page, pattern: str, only: Callable[[Request], bool] | str = "") -> Iterator[Held]:
    """Holds back what is asked of addresses that match; at the end all of it goes."""
    is_meant = only if callable(only) else lambda request: only in ("", request.method)
    waiting = Held(page)
    address = re.compile(pattern)

    def take(route: Route, request: Request) -> None:
        if is_meant(request) and not waiting.is_over:
            waiting.routes.append(route)
        else:
            route.continue_()

    page.route(address, take)
    _take_hold(page)
    yield waiting
    waiting.is_over = True
    while waiting.routes:
        waiting.let_go()


def _take_hold(page: Page) -> None:
    """Until the page itself asks through the route: what it asks a moment earlier goes past it.

    A page that is nowhere yet asks for nothing before it is sent somewhere, and then is held.
    """
    if page.url == "about:blank":
        return
    page.route(f"**{SIGN}", lambda route: route.fulfill(status=HELD))
    for _ in range(TURNS):
        if page.evaluate(ASK_SIGN) == HELD:
            return
        page.wait_for_timeout(TURN_MS)
    raise AssertionError("the page's requests cannot be held back")
