"""What is kept between requests is moved on by what changed, and never shows an old score."""

import random
import re
import threading

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.matrices import a_matrix
from casefiles.audit.models import AuditedModel, Change
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution import tally_cache
from evidence.attribution.models import MatrixRow, Rating, Submission
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.snapshot import digest_of, snapshot_of
from evidence.attribution.snapshot.content import text_of
from evidence.attribution.tally_cache import fresh_tally, tally_of
from evidence.attribution.tree import tree_of
from evidence.attribution.vocabulary import Consistency
from evidence.exhibits.models import Derivation
from tests.attribution.scenes import WHY, a_hypothesis, a_question, a_scene, an_exhibit, regrade
from tests.attribution.test_tally import told
from tests.cast import make_case, make_user


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina, codes=("H1", "H2", "H3"), exhibits=4)


@pytest.fixture
def committed(committed_db, settings):
    """The same in a database of its own: what is not committed is kept for nobody."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    amina = make_user("Amina")
    return a_scene(make_case(amina), amina, codes=("H1", "H2", "H3"), exhibits=4)


@pytest.fixture
def readings(monkeypatch):
    """How often a tally was read and computed anew."""
    anew = []

    def counted(*args):
        anew.append(1)
        return fresh_tally(*args)

    monkeypatch.setattr(tally_cache, "fresh_tally", counted)
    return anew


def now(question):
    return tally_of(question, tree_of(question))


def anew(question):
    return fresh_tally(question, tree_of(question))


def test_rated_cells_move_the_kept_tally_on_without_reading_all(committed, readings):
    scene, amina = committed, committed.by
    now(scene.question)
    draw = random.Random(4)
    for _change in range(12):
        exhibit = draw.choice(list(scene.exhibits.values()))
        leaf = scene[draw.choice(["H1", "H2", "H3"])]
        rate(leaf, exhibit, draw.choice(Consistency.values), "looked again", by=amina, reason=WHY)
        if draw.random() < 0.6:
            assert told(now(scene.question)) == told(anew(scene.question))
    assert told(now(scene.question)) == told(anew(scene.question))
    assert len(readings) == 1


def test_nothing_changed_costs_one_query_and_another_kind_of_record_changes_nothing(
    committed, readings, django_assert_num_queries
):
    scene, amina = committed, committed.by
    tree = tree_of(scene.question)
    tally_of(scene.question, tree)
    with django_assert_num_queries(1):
        tally_of(scene.question, tree)
    scene.question.text = "Who did it?"
    record(scene.question, by=amina, reason=WHY)
    assert told(now(scene.question)) == told(anew(scene.question)) and len(readings) == 1


def _withdrawn_rating(scene, by):
    withdraw(Rating.objects.filter(hypothesis=scene["H2"])[0], by=by, reason=WHY)


def _withdrawn_row(scene, by):
    withdraw(MatrixRow.objects.filter(question=scene.question)[1], by=by, reason=WHY)


def _set_aside(scene, by):
    place_in_matrix(scene.question, scene["TAJ-UN-0002"], "M", "repeats", by=by, reason=WHY)


def _regraded(scene, by):
    regrade(scene["TAJ-UN-0003"], "D4", by)


def _derived(scene, by):
    pair = Derivation(case=scene.case, exhibit=scene["TAJ-UN-0001"], parent=scene["TAJ-UN-0002"])
    record(pair, by=by, reason=WHY)


def _new_leaf(scene, by):
    a_hypothesis(scene.question, by, "H9")


def _new_exhibit(scene, by):
    an_exhibit(scene.case, by, 9)


@pytest.mark.parametrize("change", [_withdrawn_rating, _withdrawn_row, _set_aside, _regraded,
                                    _derived, _new_leaf, _new_exhibit])  # fmt: skip
def test_every_change_of_what_is_weighed_is_seen_at_once(committed, change):
    scene, amina = committed, committed.by
    rate(scene["H1"], scene["TAJ-UN-0001"], "II", "against", by=amina, reason=WHY)
    before = told(now(scene.question))
    change(scene, amina)
    assert told(now(scene.question)) == told(anew(scene.question)) != before


def test_what_was_rolled_back_leaves_nothing_behind(committed, readings):
    scene, amina = committed, committed.by
    before = told(now(scene.question))
    with transaction.atomic():
        rate(scene["H1"], scene["TAJ-UN-0001"], "II", "against", by=amina, reason=WHY)
        assert told(now(scene.question)) != before
        transaction.set_rollback(True)
    assert told(now(scene.question)) == before and len(readings) == 1


def test_change_with_an_earlier_number_that_is_committed_late_is_seen(committed_db):
    """Two transactions take their numbers in one order and end in the other."""
    amina = make_user("Amina")
    scene = a_scene(make_case(amina), amina, exhibits=2)
    first, second = scene.exhibits.values()
    is_written, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            rate(scene["H1"], first, "II", "against", by=amina, reason=WHY)
            is_written.set()
            assert may_end.wait(timeout=30)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert is_written.wait(timeout=30)
    rate(scene["H2"], second, "I", "against", by=amina, reason=WHY)
    assert now(scene.question).totals[0] == (0, 0)
    may_end.set()
    thread.join(timeout=30)
    changes = Change.objects.of(first.ratings.get(hypothesis=scene["H1"]))
    assert changes.last().sequence < Change.objects.latest("sequence").sequence
    assert told(now(scene.question)) == told(anew(scene.question))
    assert now(scene.question).totals[0] == (0, -4)


def test_everything_that_is_weighed_is_recorded_and_known_here(scene):
    """A table read besides these would change scores without a trace that the mark could see."""
    with CaptureQueriesContext(connection) as asked:
        anew(scene.question)
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(q["sql"] for q in asked)))
    models = {model for model in apps.get_models() if model._meta.db_table in tables}
    assert models == set(tally_cache.WEIGHED)
    assert all(issubclass(model, AuditedModel) for model in models)


def test_large_matrix_is_weighed_in_as_many_queries_as_a_small_one(committed_db):
    amina, counts = make_user("Amina"), []
    for number, exhibits in enumerate((50, 500)):
        mine = make_case(amina, f"MTX-{number}")
        question = a_matrix(mine, amina, exhibits=exhibits)
        for _round in ("computed", "kept"):
            with CaptureQueriesContext(connection) as asked:
                now(question)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_kept_tally_holds_no_text(committed):
    scene, amina = committed, committed.by
    place_in_matrix(scene.question, scene["TAJ-UN-0002"], "M", "CANARY", by=amina, reason=WHY)
    rate(scene["H1"], scene["TAJ-UN-0001"], "II", "CANARY", by=amina, reason=WHY)
    now(scene.question)
    found = tally_cache._cache[scene.case.pk].tallies[scene.question.pk]
    assert "TAJ-UN-0002" in repr(found.facts) and "CANARY" not in repr(vars(found))


def test_overview_asks_once_what_changed_however_many_questions(committed, client):
    scene = committed
    client.force_login(scene.by)
    url = reverse("attribution:question_list", args=[scene.case.pk])

    def asked():
        for _warm in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
        return sum("pg_current_snapshot" in query["sql"] for query in queries)

    submitted_as_is(scene["H1"], scene.by)
    one = asked()
    for code in ("Q2", "Q3"):
        question = a_question(scene.case, scene.by, code=code)
        submitted_as_is(a_hypothesis(question, scene.by, f"{code}1"), scene.by)
    assert asked() == one == 2


def submitted_as_is(hypothesis, by):
    """Without what an author is asked first."""
    snapshot = snapshot_of(hypothesis)
    Submission.objects.create(
        case=hypothesis.case, hypothesis=hypothesis, number=1, snapshot=text_of(snapshot),
        digest=digest_of(snapshot), quorum=1, needs_counsel=False, exhibits=[], sealed_parties=[],
        submitted_by=by,
    )  # fmt: skip
