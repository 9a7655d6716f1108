"""Logging, numbers, origins, grades, readers, custody, citations: what the services keep to."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.models import Source
from casefiles.cases.services.records import withdraw
from casefiles.sealing.fields import unseal
from evidence.exhibits.models import (
    Derivation,
    Exhibit,
    ExhibitReader,
    Grading,
    Origin,
)
from evidence.exhibits.services import (
    cite,
    derive,
    duplicates_of,
    grade_exhibit,
    make_origin,
    name_reader,
    withdraw_origin,
    withdraw_reader,
)
from tests.exhibits.material import PDF, WHY

GRADE = {"reliability": "A", "credibility": "2", "why": "Trained observers on the spot."}


def test_everything_is_logged_together(log, amina):
    parent = log("The notices")
    exhibit = log(
        content=PDF, new_origin="UN site team", derives_from=[parent], grading=Grading(**GRADE),
        provider="UNSMIL",
    )  # fmt: skip
    assert exhibit.number == "TAJ-UN-0002"
    assert exhibit.origin.name == "UN site team"
    assert str(exhibit.grade) == "A2" and exhibit.grade.analyst == amina
    assert [link.parent for link in exhibit.derivations.all()] == [parent]
    file, event = exhibit.files.get(), exhibit.custody.get()
    assert unseal(file, "original_name") == "report.pdf"
    assert (event.kind, event.digest_after, event.from_holder) == (
        "received",
        file.sha256,
        "UNSMIL",
    )
    assert (event.sequence, event.actor, event.why) == (1, amina, WHY)


def test_failure_at_the_end_leaves_nothing(log, case, store, monkeypatch):
    def breaks(*args, **kwargs):
        raise ValidationError("no")

    monkeypatch.setattr("evidence.exhibits.services.custody._receipt_of", breaks)
    with pytest.raises(ValidationError):
        log(content=PDF, new_origin="UN", grading=Grading(**GRADE))
    assert not Exhibit.objects.exists() and not Origin.objects.exists() and store.names() == set()
    assert not Change.objects.filter(case_id=case.pk, action="log").exists()


def test_numbers_run_on_over_all_providers(log):
    given = [log(code="UN"), log(code="NEWS"), log(code="UN")]
    assert [each.number for each in given] == ["TAJ-UN-0001", "TAJ-NEWS-0002", "TAJ-UN-0003"]


def test_number_from_elsewhere_is_kept_and_moves_the_counter(log):
    assert log(code="UN", number=8).number == "TAJ-UN-0008"
    assert log(code="NEWS", number=5).number == "TAJ-NEWS-0005"
    assert log(code="UN").number == "TAJ-UN-0009"


def test_number_that_is_taken_is_refused(log):
    log(number=8)
    with pytest.raises(ValidationError, match="TAJ-UN-0008 is taken"):
        log(number=8)


def test_concurrent_exhibits_get_numbers_of_their_own(committed_db, store):
    from tests.cast import make_case, make_user
    from tests.exhibits.material import log as log_one

    amina = make_user("Amina")
    case, numbers = make_case(amina), []
    start = threading.Barrier(6)

    def work(position):
        start.wait()
        numbers.append(log_one(case, amina, f"Exhibit {position}", content=b"%d" % position).number)
        connections.close_all()

    threads = [threading.Thread(target=work, args=[position]) for position in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"TAJ-UN-{n:04d}" for n in range(1, 7)]
    assert len(store.names()) == 6


def test_concurrent_custody_events_are_numbered_in_a_row(committed_db, store):
    from evidence.exhibits.intake import NewFile
    from evidence.exhibits.services import attach_files
    from tests.cast import make_case, make_user
    from tests.exhibits.material import log as log_one

    amina = make_user("Amina")
    exhibit = log_one(make_case(amina), amina)

    def work(position):
        files = [NewFile.of_bytes(b"%d" % position, "a.txt")]
        attach_files(exhibit, files, by=amina, reason=WHY)
        connections.close_all()

    threads = [threading.Thread(target=work, args=[position]) for position in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(exhibit.custody.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert list(exhibit.files.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_origin_of_a_known_name_is_used_again(log, case, amina):
    first = log(new_origin="UN site team").origin
    assert log(new_origin=" un SITE team ").origin == first
    assert make_origin(case, "Another", by=amina, reason=WHY) != first


def test_origin_in_use_cannot_be_withdrawn(log, amina):
    exhibit = log(new_origin="UN")
    with pytest.raises(ValidationError, match=exhibit.number):
        withdraw_origin(exhibit.origin, by=amina, reason=WHY)
    withdraw(exhibit, by=amina, reason=WHY)
    withdraw_origin(exhibit.origin, by=amina, reason=WHY)
    assert not Origin.objects.current().exists()


def test_no_exhibit_derives_from_its_own_descendant(log, amina):
    first, second, third = log(), log(), log()
    derive(second, first, by=amina, reason=WHY)
    derive(third, second, by=amina, reason=WHY)
    for parent in (first, second, third):
        with pytest.raises(ValidationError, match="cannot each come from the other"):
            derive(first, parent, by=amina, reason=WHY)
    assert Derivation.objects.count() == 2


def test_two_derivations_at_once_never_close_a_circle(committed_db, store):
    from tests.cast import make_case, make_user
    from tests.exhibits.material import log as log_one

    amina = make_user("Amina")
    case = make_case(amina)
    one, other = log_one(case, amina), log_one(case, amina)
    start, refused = threading.Barrier(2), []

    def work(exhibit, parent):
        start.wait()
        try:
            derive(exhibit, parent, by=amina, reason=WHY)
        except ValidationError:
            refused.append(exhibit)
        connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Derivation.objects.count() == 1 and len(refused) == 1


def test_exhibit_of_another_case_is_no_parent(log, amina):
    from tests.cast import make_case
    from tests.exhibits.material import log as log_one

    other = log_one(make_case(amina, reference="OTH-2020"), amina)
    with pytest.raises(ValidationError, match="of this case"):
        derive(log(), other, by=amina, reason=WHY)


def test_regrading_adds_and_never_edits(exhibit, amina):
    grade_exhibit(exhibit, **GRADE, by=amina)
    grade_exhibit(exhibit, reliability="D", credibility="4", why="It was retracted.", by=amina)
    assert str(exhibit.grade) == "D4"
    assert [str(each) for each in exhibit.gradings.all()] == ["A2", "D4"]
    assert exhibit.grade.changes().get().reason == "It was retracted."


@pytest.mark.parametrize("wrong", [{"why": "  "}, {"reliability": "G"}, {"credibility": "0"}])
def test_grade_outside_the_scales_or_without_reason_is_refused(exhibit, amina, wrong):
    with pytest.raises(ValidationError):
        grade_exhibit(exhibit, **{**GRADE, **wrong}, by=amina)
    assert exhibit.grade is None


def test_whoever_closes_an_exhibit_still_sees_it(closed, amina, elias, boris):
    assert {reader.user for reader in closed.readers.all()} == {amina, elias}
    assert not Exhibit.objects.visible_to(boris).exists()


def test_outsider_cannot_be_named(exhibit, amina, chloe):
    with pytest.raises(ValidationError, match="Only a member"):
        name_reader(exhibit, chloe, by=amina, reason=WHY)


def test_last_reader_of_a_closed_exhibit_stays(closed, amina, elias):
    withdraw_reader(closed.readers.get(user=elias), by=amina, reason=WHY)
    with pytest.raises(ValidationError, match="Nobody would see"):
        withdraw_reader(closed.readers.get(user=amina), by=amina, reason=WHY)
    assert ExhibitReader.objects.current().get().user == amina


def test_hidden_duplicate_is_not_revealed(closed, case, amina, boris):
    digest = closed.files.get().sha256
    assert duplicates_of([digest], case, by=boris) == {}
    assert duplicates_of([digest], case, by=amina) == {digest: closed}


def test_citation_needs_what_both_sides_allow(case, exhibit, amina, boris, closed):
    source = Source(case=case, code="UN", title="Joint report")
    record(source, by=amina, reason=WHY)
    made = cite(source, exhibit, "title", "page", "12", by=amina, reason=WHY)
    assert (made.target, made.field_label, str(made)) == (
        source,
        "full title",
        f"{exhibit} page 12",
    )
    with pytest.raises(PermissionDenied):
        cite(source, closed, by=boris, reason=WHY)
    for wrong in ({"field": "id"}, {"field": "case"}, {"locator": "page"}, {"place": "12"}):
        with pytest.raises(ValidationError):
            cite(source, exhibit, **wrong, by=amina, reason=WHY)
