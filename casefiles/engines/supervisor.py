"""Keeps a list of services running, in order, until it is told to stop."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from casefiles.engines.errors import EngineError
from casefiles.engines.services import Service

LONGEST_PAUSE = 30.0
#: A service that has run this long is taken for well again.
WELL_AFTER = 60.0


class Supervisor:
    """Starts services in order, revives what dies, stops in the reverse order.

    Revival waits 0, 1, 2, 4 … 30 seconds, so that a service that cannot live does not
    keep the machine busy, and one that was killed is back at once.
    """

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.services: list[Service] = []
        self.failures: dict[str, int] = {}
        self.next_try: dict[str, float] = {}

    def start(self, services: Sequence[Service]) -> None:
        """All of them, or EngineError: a site with a part missing is not started at all.

        Each is ours to stop from before its start, which may fail half-way.
        """
        for service in services:
            self.services.append(service)
            self.failures[service.name] = 0
            self.next_try[service.name] = 0.0
            service.start()

    def watch(self, step: float = 0.2) -> None:
        """Look for ever; ends by KeyboardInterrupt."""
        while True:
            self.look()
            time.sleep(step)

    def look(self) -> None:
        """Look at every service once, and revive what is dead and due."""
        for service in self.services:
            self._look_at(service)

    def stop(self) -> None:
        for service in reversed(self.services):
            service.stop()

    def _look_at(self, service: Service) -> None:
        now = time.monotonic()
        if service.alive():
            if self.failures[service.name] and now > self.next_try[service.name] + WELL_AFTER:
                self.failures[service.name] = 0
            return
        if not self.failures[service.name] or now >= self.next_try[service.name]:
            self._revive(service)

    def _revive(self, service: Service) -> None:
        count = self.failures[service.name]
        pause = min(2.0**count, LONGEST_PAUSE)
        self.failures[service.name] += 1
        self.say(f"{service.name} has died; starting it again")
        try:
            service.stop()
            service.start()
        except EngineError as error:
            self.say(f"{error} Next try in {pause:.0f} s.")
        self.next_try[service.name] = time.monotonic() + pause


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end a block as Ctrl-C does; afterwards none interrupts.

    Afterwards, because whoever presses Ctrl-C again while things stop would leave some
    of them running.
    """

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
