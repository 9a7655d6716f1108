"""Logs exhibits with files, one after another, in children that are killed outright.

`python -m tests.faults.storing CASE USER ROUNDS SEED`: each round forks a child, which stores
through the real service, and kills it (SIGKILL) at a random moment.
"""

import os
import random
import signal
import sys
import time

import django


def main(case, user, rounds, seed):
    django.setup()
    from evidence.exhibits.store import store

    store()  # loads what it needs, once for all children
    chance = random.Random(seed)
    seconds = once(case, user)
    for number in range(rounds):
        child = os.fork()
        if not child:
            store_for_ever(case, user, number, told=None)
        time.sleep(chance.random() * 2.5 * seconds)
        end(child)


def once(case, user):
    """How long a child takes for its first file on this machine, now: it ends after that."""
    reading, told = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if not child:
        store_for_ever(case, user, 0, told)
    os.read(reading, 1)
    taken = time.monotonic() - begun
    end(child)
    return taken


def end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def store_for_ever(case, user, number, told):
    from casefiles.accounts.models import User
    from casefiles.cases.models import CaseFile
    from evidence.exhibits.intake import NewFile
    from evidence.exhibits.models import Exhibit
    from evidence.exhibits.services import log_exhibit

    found, by = CaseFile.objects.get(pk=case), User.objects.get(pk=user)
    chance = random.Random(number)
    while True:
        content = chance.randbytes(1000) * chance.choice([1, 4_000, 20_000])
        exhibit = Exhibit(case=found, title="Film", provider_code="UN", kind="video")
        given = [NewFile.of_bytes(content, "film.mp4")]
        log_exhibit(exhibit, by=by, reason="logged by a test", files=given)
        if told:
            os.write(told, b".")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
