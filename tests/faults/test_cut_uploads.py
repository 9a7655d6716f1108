"""Uploads over lines that break, servers that stop, and two senders at once: nothing is lost."""

import hashlib
import http.client
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tusclient.client import TusClient

from casefiles.engines.processes import wait_until
from evidence.exhibits.models import Upload, UploadPart
from evidence.exhibits.store.staging import staging_folder
from tests.faults.lines import BreakingLine, upload_at

MIB = 1 << 20
CUTS = 500
BROKEN = (OSError, http.client.HTTPException)


def digest(content):
    return hashlib.sha256(content).hexdigest()


def is_stored(store, url, content):
    """Whether the upload is ready, and its object is this, byte for byte."""
    row = upload_at(url)
    if row.state != "ready" or row.sha256 != digest(content):
        return False
    with store.open(row.object_name) as stored:
        return stored.read() == content


def comes_whole(store, url, content):
    """The same, as soon as the request that brought the last byte is done with it."""
    return wait_until(lambda: is_stored(store, url, content), seconds=20)


def carry_on(line, url, content, piece, netloc=None, check=False):
    """Sends what is missing until all has arrived, however often the line breaks."""
    for _attempt in range(2000):
        offset = line.offset(url)
        if offset == len(content):
            return
        try:
            data = content[offset : offset + piece]
            assert line.patch(url, offset, data, netloc, check=check) in {204, 409, 400, 460}
        except BROKEN:
            pass
    raise AssertionError("no end")


def test_independent_client_sends_a_file_and_goes_on_where_it_stopped(line, store, tmp_path):
    content = os.urandom(5 * MIB + 321)
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    client = TusClient(f"http://{line.netloc}{line.address}", headers=line.headers)
    first = client.uploader(
        str(path), chunk_size=MIB, metadata={"filename": "film.mp4"}, upload_checksum=True
    )
    first.upload(stop_at=2 * MIB)
    second = client.uploader(str(path), chunk_size=MIB, url=first.url)
    assert second.offset == 2 * MIB
    second.upload()
    assert is_stored(store, first.url, content)


def test_five_hundred_cuts_lose_nothing(line, store):
    """Cut in the head, in the body, or once the answer is on its way; with and without checksum."""
    chance = random.Random(3)

    def next_cut():
        choice = chance.random()
        if choice < 0.15:
            return "answer"
        return chance.randrange(1, 700) if choice < 0.3 else chance.randrange(700, 60_000)

    breaking = BreakingLine(line.netloc, next_cut)
    files = 0
    try:
        while breaking.cuts < CUTS:
            content = chance.randbytes(chance.randrange(60_000, 500_000))
            url = line.begin(len(content), sha256=digest(content))
            piece = chance.choice([40_000, 64_000, 8 * MIB])
            check = chance.random() < 0.3 and piece < MIB
            carry_on(line, url, content, piece, breaking.netloc, check)
            assert comes_whole(store, url, content), upload_at(url)
            files += 1
    finally:
        breaking.close()
    assert Upload.objects.count() == Upload.objects.filter(state="ready").count() == files > 10
    assert len(store.names()) == files and not UploadPart.objects.exists()
    assert wait_until(lambda: not any(staging_folder().iterdir()), seconds=10)


def test_what_arrived_of_a_cut_piece_is_kept(line, store):
    content = os.urandom(MIB)
    url = line.begin(len(content))
    sock = line.begun_patch(url, 0, len(content), content[:300_000])
    sock.close()
    assert wait_until(lambda: line.offset(url) == 300_000, seconds=20)
    carry_on(line, url, content, MIB)
    assert is_stored(store, url, content)


def test_of_two_patches_at_once_one_wins(line, store):
    for _round in range(5):
        content = os.urandom(300_000)
        url = line.begin(len(content))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(line.patch, [url] * 4, [0] * 4, [content] * 4))
        assert sorted(answers) == [204, 409, 409, 409]
        assert comes_whole(store, url, content)
    assert len(store.names()) == 5
    assert wait_until(lambda: not any(staging_folder().iterdir()), seconds=10)


def test_refused_piece_is_answered_however_large_it_is(line):
    url = line.begin(20 * MIB)
    assert [line.patch(url, 1, bytes(8 * MIB)) for _piece in range(20)] == [409] * 20
    assert line.offset(url) == 0


def test_slow_patch_that_was_overtaken_adds_nothing(line, store):
    """A sender that everyone took for dead comes back after another has gone on."""
    content = os.urandom(200_000)
    url = line.begin(len(content))
    slow = line.begun_patch(url, 0, 100_000, content[:50_000])
    assert line.patch(url, 0, content[:80_000]) == 204
    slow.sendall(content[50_000:100_000])
    assert b" 409 " in slow.recv(100)
    slow.close()
    assert line.offset(url) == 80_000
    carry_on(line, url, content, MIB)
    assert is_stored(store, url, content)


def test_server_that_starts_anew_goes_on_with_the_file(line, live_web, store):
    content = os.urandom(3 * MIB)
    url = line.begin(len(content))
    line.patch(url, 0, content[:MIB])
    live_web.restart()
    assert wait_until(lambda: _serves(line, url), seconds=40)
    assert line.offset(url) == MIB
    carry_on(line, url, content, MIB)
    assert is_stored(store, url, content)


def test_server_killed_in_the_middle_of_patches_keeps_what_it_said_it_had(line, live_web, store):
    """kill -9 with a piece half sent, and at moments that chance chooses."""
    chance = random.Random(5)
    content = os.urandom(6 * MIB)
    url = line.begin(len(content), sha256=digest(content))
    assert line.patch(url, 0, content[:MIB]) == 204
    sock = line.begun_patch(url, MIB, MIB, content[MIB : MIB + 500_000])
    _kill_and_start(line, live_web, url)
    sock.close()
    reached = line.offset(url)
    assert reached in {MIB, MIB + 500_000}
    for _kill in range(2):
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(_send_until_broken, line, url, content)
            time.sleep(chance.uniform(0.01, 0.15))
            _kill_and_start(line, live_web, url)
            said = sending.result()
        assert line.offset(url) >= max(said, reached)
        reached = line.offset(url)
    carry_on(line, url, content, MIB)
    # The last byte may have come with a server that died before it put the parts together.
    line.patch(url, len(content), b"")
    assert comes_whole(store, url, content), upload_at(url)


@pytest.mark.parametrize("piece", [1, 100])
def test_even_the_smallest_pieces_are_put_together(line, store, piece):
    content = os.urandom(20 * piece)
    url = line.begin(len(content))
    carry_on(line, url, content, piece)
    assert is_stored(store, url, content)


def _send_until_broken(line, url, content):
    """The last offset that the server confirmed."""
    reached = 0
    while reached < len(content):
        try:
            reached = line.offset(url)
            status = line.patch(url, reached, content[reached : reached + 200_000])
            reached += min(200_000, len(content) - reached) if status == 204 else 0
        except BROKEN:
            break
    return reached


def _kill_and_start(line, live_web, url):
    live_web.kill()
    live_web.start()
    assert wait_until(lambda: _serves(line, url), seconds=40)


def _serves(line, url):
    try:
        return line.ask("HEAD", url)[0] == 200
    except BROKEN:
        return False
