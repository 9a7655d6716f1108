"""The supervisor's manners, on services that only pretend."""

import pytest

from casefiles.engines.errors import EngineError
from casefiles.engines.supervisor import Supervisor


class Pretender:
    """A service that notes what is done to it, and dies or refuses on demand."""

    def __init__(self, name: str, diary: list[str]):
        self.name = name
        self.diary = diary
        self.living = False
        self.refuses = False

    def start(self) -> None:
        self.diary.append(f"start {self.name}")
        if self.refuses:
            raise EngineError(f"{self.name} will not.")
        self.living = True

    def alive(self) -> bool:
        return self.living

    def stop(self) -> None:
        self.diary.append(f"stop {self.name}")
        self.living = False


@pytest.fixture
def diary() -> list[str]:
    return []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the supervisor sees: set clock[0]."""
    now = [100.0]
    monkeypatch.setattr("casefiles.engines.supervisor.time.monotonic", lambda: now[0])
    return now


def test_starts_in_order_and_stops_in_reverse(diary: list[str]):
    supervisor = Supervisor(diary.append)
    supervisor.start([Pretender("database", diary), Pretender("web", diary)])
    supervisor.stop()
    assert diary == ["start database", "start web", "stop web", "stop database"]


def test_what_failed_to_start_is_stopped_too(diary: list[str]):
    broken = Pretender("web", diary)
    broken.refuses = True
    supervisor = Supervisor(diary.append)
    with pytest.raises(EngineError):
        supervisor.start([Pretender("database", diary), broken])
    supervisor.stop()
    assert diary[-2:] == ["stop web", "stop database"]


def test_revives_at_once_and_then_ever_more_slowly(diary: list[str], clock: list[float]):
    service = Pretender("worker", diary)
    supervisor = Supervisor(diary.append)
    supervisor.start([service])
    service.living, service.refuses = False, True
    tries = []
    for _second in range(40):
        before = diary.count("start worker")
        supervisor.look()
        if diary.count("start worker") > before:
            tries.append(clock[0] - 100)
        clock[0] += 1
    assert tries == [0, 1, 3, 7, 15, 31]
    assert "worker has died; starting it again" in diary


def test_a_service_that_stayed_well_is_forgiven(diary: list[str], clock: list[float]):
    service = Pretender("worker", diary)
    supervisor = Supervisor(diary.append)
    supervisor.start([service])
    for _crash in range(3):
        service.living = False
        supervisor.look()
        clock[0] += 100
        supervisor.look()
    assert supervisor.failures == {"worker": 0}
