"""Engines for one command: made in a temporary folder, gone when the command ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from casefiles.engines import environment
from casefiles.engines.broker import Broker
from casefiles.engines.folders import private_folder, throwaway_folder
from casefiles.engines.postgres import Postgres
from casefiles.engines.user import current, unprivileged


@contextmanager
def throwaway_engines(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Start both engines; gives the environment in which to run what needs them.

    `durable` ones write to the disk as those of `make run` do: for measuring.
    """
    identity = unprivileged()
    with throwaway_folder(identity, in_memory=not durable) as folder:
        runtime = private_folder(folder / "run", identity)
        postgres = Postgres(folder / "postgres", runtime, identity, careless=not durable)
        broker = Broker(
            private_folder(folder / "redis", identity), runtime, identity, careless=not durable
        )
        private_folder(folder / "files", current())
        try:
            broker.start()
            postgres.start()
            yield environment.throwaway(folder, postgres, broker)
        finally:
            broker.stop()
            postgres.stop()
