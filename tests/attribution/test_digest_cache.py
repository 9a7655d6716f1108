"""What is remembered of digests between pages never makes a stale approval look fresh."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import signing
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casefiles.audit.models import AppendOnlyModel, OperationalModel
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile
from evidence.attribution import digest_cache, standing
from evidence.attribution.models import Hypothesis, LegalQualification
from evidence.attribution.services import place_in_matrix, rate, submit_hypothesis
from evidence.attribution.snapshot import snapshot_of
from evidence.attribution.standing import standing_of
from tests.attribution.scenes import WHY, a_scene, an_exhibit, decides, submitted
from tests.cast import join, make_case, make_user


@pytest.fixture
def scene(committed_db, settings):
    """H1, approved by Boris."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    amina = make_user("Amina")
    case = make_case(amina)
    boris = join(case, make_user("Boris"), "reviewer")
    scene = a_scene(case, amina)
    decides(submitted(scene), boris)
    return scene


@pytest.fixture
def computed(monkeypatch):
    """Grows by one for each snapshot that is taken to answer where something stands."""
    calls, original = [], standing.snapshot_of

    def counted(*args):
        calls.append(args)
        return original(*args)

    monkeypatch.setattr(standing, "snapshot_of", counted)
    return calls


def edit(scene, value="II"):
    (exhibit, *_others) = scene.exhibits.values()
    rate(scene["H2"], exhibit, value, "read again", by=scene.by, reason=WHY)


def elsewhere(act):
    """As another request would: in a thread with a connection of its own."""
    found = []

    def run():
        try:
            found.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    return found[0]


def test_second_page_computes_nothing_and_the_first_after_a_change_does(scene, computed):
    assert standing_of(scene["H1"]).is_approved and len(computed) == 1
    assert standing_of(scene["H1"]).is_approved and len(computed) == 1
    edit(scene)
    assert standing_of(scene["H1"]).is_stale and len(computed) == 2
    found = standing_of(scene["H1"])
    assert found.is_stale and len(computed) == 2
    assert found.differences and len(computed) == 3  # compared only when somebody reads it


def test_what_leaves_the_case_is_computed_all_the_same(scene, computed):
    standing_of(scene["H1"])
    cache.set_many(dict.fromkeys(known(scene), "anything"))
    assert standing_of(scene["H1"], fresh=True).is_approved and len(computed) == 2


def test_uncommitted_change_is_seen_by_its_writer_and_remembered_by_nobody(scene, computed):
    assert standing_of(scene["H1"]).is_approved
    with transaction.atomic():
        edit(scene)
        assert standing_of(scene["H1"]).is_stale
        assert elsewhere(lambda: standing_of(scene["H1"])).is_approved
        transaction.set_rollback(True)
    before = len(computed)
    assert standing_of(scene["H1"]).is_approved and len(computed) == before


def test_rolled_back_change_leaves_nothing_for_the_next_of_the_same_count(scene):
    """The two changes have one number and, if sequences were given back, could have one key."""
    with transaction.atomic():
        edit(scene, "I")
        assert standing_of(scene["H1"]).is_stale
        transaction.set_rollback(True)
    edit(scene, "II")
    found = standing_of(scene["H1"])
    assert found.is_stale and "C → II" in str([str(line) for line in found.differences])


def test_numbers_that_commit_out_of_order_are_two_states(scene):
    """The older number commits last: the newest change is the same before and after."""
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            edit(scene)
            begun.set()
            assert go_on.wait(30)

    thread = threading.Thread(target=lambda: (slow(), connections.close_all()))
    thread.start()
    assert begun.wait(30)
    case = CaseFile.objects.get(pk=scene.case.pk)
    case.title = "Renamed meanwhile"
    record(case, by=scene.by, reason=WHY)
    assert standing_of(scene["H1"]).is_approved  # remembered under the newest number
    go_on.set()
    thread.join(timeout=60)
    assert standing_of(scene["H1"]).is_stale


def test_change_that_commits_while_a_digest_is_computed_is_not_remembered(scene, monkeypatch):
    original = standing.snapshot_of

    def slow(*args):
        found = original(*args)
        elsewhere(lambda: edit(scene))
        return found

    monkeypatch.setattr(standing, "snapshot_of", slow)
    standing_of(scene["H1"])
    monkeypatch.setattr(standing, "snapshot_of", original)
    assert standing_of(scene["H1"]).is_stale


def known(scene):
    mark = digest_cache.mark_of(scene.case.pk)
    return [digest_cache._key(item.pk, mark) for item in Hypothesis.objects.all()]


@pytest.mark.parametrize("of", ["plain", "unsigned", "another"])
def test_poisoned_entry_is_not_believed(scene, of):
    digest = scene["H1"].submissions.get().digest
    edit(scene)
    entries = {
        "plain": digest,
        "unsigned": signing.dumps(("x", digest), salt="of something else"),
        # Signed by us, for another state of the case: an old entry under a new key.
        "another": signing.dumps(("standing:of another state", digest), salt=digest_cache.SALT),
    }
    cache.set_many(dict.fromkeys(known(scene), entries[of]))
    assert standing_of(scene["H1"]).is_stale


def test_day_and_code_are_part_of_the_key(scene, monkeypatch):
    first = digest_cache.mark_of(scene.case.pk)
    assert first == digest_cache.mark_of(scene.case.pk) != ""
    today = timezone.localdate()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
        assert digest_cache.mark_of(scene.case.pk) != first
    monkeypatch.setattr(digest_cache, "code_mark", lambda: "another release")
    assert digest_cache.mark_of(scene.case.pk) != first


def test_whatever_a_snapshot_reads_beside_changes_is_part_of_the_key(case, amina):
    """Append-only and operational rows leave no change: a digest over them must not be kept."""
    scene = a_scene(case, amina)
    row = LegalQualification(
        case=case,
        hypothesis=scene["H1"],
        conflict="international",
        provisions="Rome Statute 8(2)(b)(i)",
    )
    record(row, by=amina, reason=WHY)
    with CaptureQueriesContext(connection) as asked:
        snapshot_of(scene["H1"])
    text = " ".join(query["sql"] for query in asked)
    silent = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, (AppendOnlyModel, OperationalModel))
    }
    read = {table for table in silent if f'"{table}"' in text}
    assert {"exhibits_fixitycheck", "attribution_wordingdecision"} <= read
    assert {table for table in read if table not in digest_cache._SILENT} == set()


def test_site_without_its_cache_computes(scene, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert standing_of(scene["H1"]).is_approved
    edit(scene)
    assert standing_of(scene["H1"]).is_stale


def queries(client, address):
    """Of a page that was opened before, with nothing changed since."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_as_much_of_a_large_matrix_as_of_a_small_one(scene, client, computed):
    """And those of the review and of the hypothesis take no snapshot while nothing changes."""
    boris = scene["H1"].submissions.get().decisions.get().reviewer
    client.force_login(boris)

    def counts(value):
        edit(scene, value)
        newest = submit_hypothesis(scene["H1"], by=scene.by, correction="read again")
        return [queries(client, row.get_absolute_url()) for row in (newest, scene["H1"])]

    small = counts("CC")
    assert small[0] <= 50 and small[1] <= 85
    for number in range(2, 8):
        exhibit = an_exhibit(scene.case, scene.by, number)
        place_in_matrix(scene.question, exhibit, "M", by=scene.by, reason=WHY)
        for code in ("H1", "H2"):
            rate(scene[code], exhibit, "C", "as seen", by=scene.by, reason=WHY)
    large = counts("N")
    # Seven exhibits for one; the review page compares with one version more than before.
    assert large[0] <= small[0] + 1 and large[1] <= small[1]
    taken = len(computed)
    queries(client, scene["H1"].get_absolute_url())
    assert len(computed) == taken
