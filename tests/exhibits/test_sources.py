"""Sources are counted once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles.audit.services import record, record_many
from evidence.exhibits.models import Derivation, Exhibit, Origin
from evidence.exhibits.services import derive, make_origin
from evidence.exhibits.sources import (
    SourceGraph,
    adds_nothing,
    adds_nothing_to_others,
    lines_above,
    lines_below,
    sources_of,
)
from tests.exhibits.material import WHY


@pytest.fixture
def tajoura(log):
    """The exhibits of the Tajoura case that bear on each other, by their number."""
    rows = [
        (1, "UN", "UN site team and arms experts", "single"),
        (2, "UN", "the persons interviewed", "several"),
        (3, "OPN", "several providers", "several"),
        (4, "POE", "Panel of Experts", "single"),
        (8, "UN", "UN mission", "single"),
    ]
    made = {
        number: log(code=code, number=number, new_origin=origin, new_origin_kind=kind)
        for number, code, origin, kind in rows
    }
    parts = [made[number] for number in (1, 2, 3, 8)]
    made[10] = log(code="UN", number=10, new_origin="UN", derives_from=parts)
    made[9] = log(code="NEWS", number=9, new_origin="UN report", derives_from=[made[10]])
    return made


def test_news_article_on_the_report_adds_no_independent_source(tajoura):
    said = adds_nothing(tajoura[9], tajoura.values())
    assert said == "Adds no independent source, because it derives from TAJ-UN-0010."
    without, whole = [tajoura[n] for n in (1, 2, 3, 4, 8, 10)], tajoura.values()
    assert sources_of(without).count == sources_of(whole).count == 5


def test_report_adds_nothing_to_its_parts_and_they_do_not_owe_it(tajoura):
    assert "TAJ-OPN-0003, TAJ-UN-0001" in adds_nothing(tajoura[10], tajoura.values())
    assert adds_nothing(tajoura[1], tajoura.values()) == ""


def test_alone_the_article_stands_for_the_sources_behind_it(tajoura):
    count = sources_of([tajoura[9]])
    assert count.count == 4 and {each.name for each in count.several} == {
        "the persons interviewed", "several providers"}  # fmt: skip
    assert adds_nothing(tajoura[9], [tajoura[4]]) == ""


def test_same_origin_counts_once_and_unknown_not_at_all(log):
    one, other, nobody = log(new_origin="LNA"), log(new_origin="LNA"), log()
    count = sources_of([one, other, nobody])
    assert count.count == 1 and count.unknown == (nobody,)
    assert f"that of {one}: LNA" in adds_nothing(other, [one])
    assert "origin is not known" in adds_nothing(nobody, [one])


def test_hidden_parent_is_counted_but_not_named(log, closed, boris, amina):
    child = log(new_origin="Press")
    derive(child, closed, by=amina, reason=WHY)
    said = adds_nothing(child, type(child).objects.visible_to(boris))
    assert closed.number not in said
    assert sources_of([child]).count == 0


def test_counting_a_case_takes_two_queries(tajoura, django_assert_num_queries):
    with django_assert_num_queries(2):
        sources_of(tajoura.values())


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_count_of_any_graph_ends_and_never_exceeds_the_origins(pairs):
    """Even of a circle, which the service refuses but a restored database might hold."""
    parents: dict = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    origins = {number: Origin(name=str(number)) for number in range(5)}
    graph = SourceGraph(parents, {n: n % 5 for n in range(10)}, origins)
    for number in range(10):
        tops = {each for each in graph.ancestors(number) | {number} if not parents.get(each)}
        assert graph.roots(number) == {each % 5 for each in tops}


def whole(exhibit, seen):
    """What the sentence is with all of the case in memory."""
    return adds_nothing(exhibit, seen, SourceGraph.of(exhibit.case_id))


def test_sentence_of_one_exhibit_is_that_of_the_whole_case(tajoura, case, amina):
    seen = Exhibit.objects.visible_to(amina).filter(case=case)
    for exhibit in tajoura.values():
        said = adds_nothing_to_others(exhibit, seen)
        assert said == whole(exhibit, seen), exhibit


def test_sentence_counts_what_rests_on_a_hidden_beginning(log, closed, boris, amina):
    """Two articles on one hidden report: neither adds a source to the other."""
    record_origin(closed, amina)
    first, second = log("One", derives_from=[closed]), log("Two", derives_from=[closed])
    seen = Exhibit.objects.visible_to(boris)
    said = adds_nothing_to_others(first, seen)
    assert said == whole(first, seen)
    assert second.number in said and closed.number not in said


def record_origin(exhibit, by):
    exhibit.origin = make_origin(exhibit.case, "The hidden team", by=by, reason=WHY)
    record(exhibit, by=by, reason=WHY)


def test_sentence_takes_as_many_queries_in_any_case(log, amina):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            adds_nothing_to_others(exhibit, Exhibit.objects.visible_to(amina))
        return len(queries)

    exhibit = log(new_origin="LNA")
    log(new_origin="LNA")
    few = asked()
    for _n in range(15):
        log(new_origin="LNA")
    assert asked() == few
    assert adds_nothing_to_others(exhibit, Exhibit.objects.visible_to(amina)).endswith(
        "and others: LNA."
    )


def test_lines_end_even_in_a_circle(log, amina):
    one, two = log("One"), log("Two")
    pairs = [Derivation(case=one.case, exhibit=a, parent=b) for a, b in ((one, two), (two, one))]
    record_many(pairs, by=amina, reason=WHY)
    assert lines_above([one.pk]) == lines_below([one.pk]) == {one.pk, two.pk}
