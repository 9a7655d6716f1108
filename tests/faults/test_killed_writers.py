"""kill -9 while files are stored: no row without its file; what is left over is found and swept."""

import http.client
import random
import re
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from casefiles.engines.folders import REPOSITORY
from evidence.exhibits.fixity import examine
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.sweep import sweep
from tests.plugins.object_store import PLACES, use_bucket

ROUNDS = 50


@pytest.fixture
def store_in(place, request, settings, monkeypatch):
    """The store in the place that the test is run with."""
    from evidence.exhibits.store import store

    if place != "folder":
        use_bucket(request.getfixturevalue("object_store"), place, settings, monkeypatch)
    return store()


def left_over(store):
    """(number of files on record, of objects and drafts that nobody names), all swept then."""
    from datetime import timedelta

    time.sleep(1.1)  # the emulator tells whole seconds
    found = sweep(store, older_than=timedelta(0))
    assert found.missing == []
    for file in ExhibitFile.objects.all():
        assert examine(file).result == "intact"
    call_command("sweep_store", "--delete", "--hours=0", "--even-if-most")
    assert store.names() == set(ExhibitFile.objects.values_list("object_name", flat=True))
    assert list(store.unfinished()) == []
    return found.recorded, len(found.orphans) + len(found.parts)


@pytest.mark.parametrize("place", PLACES)
def test_writer_killed_at_any_moment_leaves_no_row_without_its_file(casework, store_in):
    amina, case = casework
    words = [sys.executable, "-m", "tests.faults.storing", str(case.pk), str(amina.pk)]
    subprocess.run([*words, str(ROUNDS), "7"], cwd=REPOSITORY, check=True)
    recorded, left = left_over(store_in)
    print(f"{ROUNDS} kills: {recorded} files on record, {left} left over")
    # Or the kills came at moments where nothing could go wrong.
    assert recorded and left


def test_web_server_killed_while_a_form_is_stored_leaves_no_row_without_its_file(
    casework, live_web, store
):
    from tests.cast import PASSWORD
    from tests.exhibits.sending import signed_in

    amina, case = casework
    headers = signed_in(live_web.address, amina, PASSWORD)
    chance = random.Random(11)
    for _round in range(8):
        sent = prepared(live_web.address, headers, case, chance)
        thread = threading.Thread(target=post, args=[live_web.address, *sent], daemon=True)
        thread.start()
        # On a machine at rest the answer comes after a third of a second.
        time.sleep(chance.random() * 0.8)
        live_web.kill()
        thread.join()
        live_web.start()
        wait_for(live_web.address)
    sent = prepared(live_web.address, headers, case, chance)
    assert post(live_web.address, *sent) == post(live_web.address, *sent) == 302
    recorded, left = left_over(store)
    print(f"8 kills: {recorded} files on record, {left} left over")


def prepared(site, headers, case, chance):
    """What a browser sends for a filled-in form with a file of 24 MiB, another one each time."""
    address = reverse("exhibits:exhibit_create", args=[case.pk])
    body = form(ask(site, "GET", address, headers)[1].decode(), chance.randbytes(24 << 20))
    return address, {**headers, "Content-Type": "multipart/form-data; boundary=cut"}, body


def post(site, address, headers, body):
    """The status; None where the line broke."""
    try:
        return ask(site, "POST", address, headers, body)[0]
    except (OSError, http.client.HTTPException):
        return None


def form(page, content):
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    fields = {"provider_code": "UN", "kind": "video", "title": "Film", "upload_complete": "1",
              "confidentiality": "confidential", "file_role": "evidentiary_copy",
              "token": token}  # fmt: skip
    parts = [f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]  # fmt: skip
    named = 'form-data; name="files"; filename="film.mp4"'
    head = f"--cut\r\nContent-Disposition: {named}\r\nContent-Type: video/mp4\r\n\r\n"
    return "".join([*parts, head]).encode() + content + b"\r\n--cut--\r\n"


def ask(site, method, address, headers, body=None):
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    try:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_for(site):
    from casefiles.engines.processes import wait_until

    def answers():
        try:
            return ask(site, "GET", "/live", {})[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    assert wait_until(answers, seconds=60)
