"""An S3-compatible server for tests: moto's, an emulator, as a process that speaks HTTP.

It keeps objects in memory, their versions and their locks. What it does not do as a real one
does: it does not compare Content-MD5, does not lock an upload in parts when it is completed,
and says of every unfinished upload that it began in 2010.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from casefiles.engines import processes

# What a test of the store takes as `place`, one after another.
PLACES = ["folder", "bucket"]
KEYS = {"CASEFILES_S3_ACCESS_KEY": "AKIAEMULATED", "CASEFILES_S3_SECRET_KEY": "not-secret-here"}


@dataclass
class Emulator:
    """The server; `bucket()` makes one in it, `client` speaks to it beside the store."""

    address: str
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        import boto3

        self.client = boto3.client(
            "s3", endpoint_url=self.address, region_name="us-east-1",
            aws_access_key_id="AKIATEST", aws_secret_access_key="test",
        )  # fmt: skip

    def bucket(self, *, lock: bool = False) -> str:
        name = f"evidence-{uuid4().hex[:12]}"
        self.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        return name


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("moto") / "log"
    command = [Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env=_environment())
        try:
            if not processes.wait_until(lambda: _listens(port), seconds=30):
                pytest.fail(f"the emulator does not answer: {log.read_text()}")
            yield Emulator(f"http://127.0.0.1:{port}")
        finally:
            server.kill()
            server.wait()


def settings_for(address: str, bucket: str, **more: str) -> dict[str, str]:
    """The environment of a site that keeps its files in a bucket."""
    return {"CASEFILES_STORE": "s3", "CASEFILES_S3_BUCKET": bucket,
            "CASEFILES_S3_ENDPOINT": address, **KEYS, **more}  # fmt: skip


def use_bucket(server: Emulator, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, of child processes too, as a site reads them from its environment."""
    from casefiles.config import object_store

    lock = {"CASEFILES_S3_LOCK_DAYS": "3"} if kind == "locked bucket" else {}
    bucket = server.bucket(lock=bool(lock))
    for name, value in settings_for(server.address, bucket, **lock).items():
        monkeypatch.setenv(name, value)
    settings.STORE, settings.STORE_LOCK = object_store.place(), object_store.lock()
    settings.STORAGES = {**settings.STORAGES, **object_store.storages()}


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CASEFILES")}


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
