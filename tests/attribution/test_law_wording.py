"""“Constitutes” is printed only while a counsel's approval of exactly this text holds."""

import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from casefiles.audit.services import record
from casefiles.cases.services.cases import end_membership
from casefiles.cases.services.records import withdraw
from evidence.attribution.law.readings import reading_of
from evidence.attribution.law.saying import proposal, warnings
from evidence.attribution.models import LegalQualification, WordingDecision
from evidence.attribution.services import decide_wording, law
from evidence.exhibits.models import Exhibit
from evidence.exhibits.services.citations import cite
from tests.attribution.scenes import WHY, a_scene, regrade
from tests.attribution.test_concurrency import REFUSALS, at_once, people, refused  # noqa: F401
from tests.attribution.test_law import a_qualification, states
from tests.cast import join, make_user

DECISION = """
INSERT INTO attribution_wordingdecision
  (id, case_id, qualification_id, kind, content, digest, counsel_id, reasons, decided_at)
VALUES (%s, %s, %s, %s, %s, encode(sha256(convert_to(%s, 'UTF8')), 'hex'), %s, 'because', now())
"""


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina, exhibits=3)


@pytest.fixture
def proposed(scene):
    return proposal_in(scene)


def proposal_in(scene):
    row = a_qualification(scene, wording="constitutes")
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"))
    return row


def says(row, by, kind="approve", **changed):
    fields = {"digest": reading_of(row).digest, "reasons": "The elements bear it."}
    return decide_wording(row, kind, by=by, **{**fields, **changed})


def wording(row):
    return reading_of(LegalQualification.objects.get(pk=row.pk)).wording


def test_proposal_reads_may_amount_to(proposed):
    assert wording(proposed) == "may_amount_to"
    assert "waits for a counsel" in proposal(reading_of(proposed))


def test_proposal_beyond_its_elements_is_warned_of(proposed):
    assert any("4 of 5 elements are not supported: 2, 3, c1 and c2" in text
               for text in warnings(reading_of(proposed)))  # fmt: skip


def test_counsel_s_approval_makes_it_read_constitutes(proposed, elias):
    says(proposed, elias)
    assert wording(proposed) == "constitutes"
    assert proposal(reading_of(proposed)) == ""


def test_refusal_leaves_it_at_may_amount_to_with_who_refused(proposed, elias):
    says(proposed, elias, "refuse")
    assert wording(proposed) == "may_amount_to"
    assert "Elias refused" in proposal(reading_of(proposed))


def test_counsel_may_take_an_approval_back_for_good(proposed, elias):
    says(proposed, elias)
    says(proposed, elias, "refuse")
    assert wording(proposed) == "may_amount_to"
    other = join(proposed.case, make_user("Second counsel"), "counsel")
    with pytest.raises(ValidationError, match="decided on exactly this already"):
        says(proposed, other)


@pytest.mark.parametrize("change", ["element", "citation", "grade", "withdrawn", "note", "claim"])
def test_any_later_change_takes_constitutes_away_at_once(scene, proposed, elias, amina, change):
    says(proposed, elias)
    assert wording(proposed) == "constitutes"
    CHANGES[change](scene, proposed, amina)
    assert wording(proposed) == "may_amount_to"
    row = LegalQualification.objects.get(pk=proposed.pk)
    assert "for an earlier text" in proposal(reading_of(row))


def _change_note(scene, row, by):
    row.note = "Another thought."
    record(row, by=by, reason=WHY)


def _change_claim(scene, row, by):
    hypothesis = scene["H1"]
    hypothesis.text = "Quite another claim."
    record(hypothesis, by=by, reason=WHY)


def _withdraw(scene, row, by):
    withdraw(scene["TAJ-UN-0001"], by=by, reason=WHY)


CHANGES = {
    "element": lambda scene, row, by: states(scene, row, e2=("supported", "so", "TAJ-UN-0002")),
    "citation": lambda scene, row, by: cite(
        row.elements.get(), scene["TAJ-UN-0003"], by=by, reason=WHY
    ),
    "grade": lambda scene, row, by: regrade(scene["TAJ-UN-0001"], "D4", by),
    "withdrawn": _withdraw,
    "note": _change_note,
    "claim": _change_claim,
}


def test_same_decision_sent_twice_is_one(proposed, elias):
    assert says(proposed, elias).pk == says(proposed, elias).pk
    assert WordingDecision.objects.count() == 1


def test_decision_about_a_text_that_changed_is_refused(scene, proposed, elias):
    seen = reading_of(proposed).digest
    states(scene, proposed, e2=("not_established", "nothing of it"))
    with pytest.raises(ValidationError, match="changed after you opened it"):
        says(proposed, elias, digest=seen)
    assert not WordingDecision.objects.exists()


def test_decision_without_reasons_is_refused(proposed, elias):
    with pytest.raises(ValidationError, match="Say why"):
        says(proposed, elias, reasons="  ")


def test_nothing_is_decided_where_nothing_is_proposed(scene, elias):
    with pytest.raises(ValidationError, match="not proposed"):
        says(a_qualification(scene), elias)


@pytest.mark.parametrize("who", ["amina", "boris"])
def test_only_a_counsel_decides(proposed, who, request):
    with pytest.raises(PermissionDenied):
        says(proposed, request.getfixturevalue(who))


def test_counsel_who_wrote_a_part_decides_nothing(case, scene, proposed, elias):
    join(case, elias, "investigator")
    states(scene, proposed, by=elias, e2=("not_established", "nothing"))
    with pytest.raises(PermissionDenied, match="another counsel"):
        says(proposed, elias)


def test_counsel_who_may_not_see_all_of_it_decides_nothing(scene, proposed, elias, amina):
    exhibit = Exhibit.objects.get(number="TAJ-UN-0001")
    exhibit.named_readers_only = True
    record(exhibit, by=amina, reason=WHY)
    with pytest.raises(PermissionDenied, match="TAJ-UN-0001"):
        says(proposed, elias)


def insert(row, counsel, kind="approve", content="{}"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DECISION, [uuid.uuid4(), row.case_id, row.pk, kind, content, content,
                                  counsel.pk])  # fmt: skip


def test_database_refuses_an_author_s_decision(case, scene, proposed, elias):
    join(case, elias, "investigator")
    states(scene, proposed, by=elias, e2=("not_established", "nothing"))
    with pytest.raises(IntegrityError, match="wrote a part"):
        insert(proposed, elias)


def test_database_refuses_who_only_cited_for_an_element(case, scene, proposed, elias, amina):
    join(case, elias, "investigator")
    cite(proposed.elements.get(), scene["TAJ-UN-0002"], by=elias, reason=WHY)
    with pytest.raises(IntegrityError, match="wrote a part"):
        insert(proposed, elias)


def test_database_refuses_who_is_no_counsel(proposed, boris):
    with pytest.raises(IntegrityError, match="only a counsel"):
        insert(proposed, boris)


def test_database_refuses_another_text_s_digest(proposed, elias):
    with pytest.raises(IntegrityError, match="digest"), transaction.atomic():
        WordingDecision.objects.create(
            case=proposed.case, qualification=proposed, kind="approve", content="{}",
            digest="0" * 64, counsel=elias, reasons="because",
        )  # fmt: skip


def test_database_refuses_an_approval_of_what_was_refused(proposed, elias):
    insert(proposed, elias, "refuse")
    with pytest.raises(IntegrityError, match="was refused"):
        insert(proposed, elias)


def test_wording_decisions_are_never_changed(proposed, elias):
    says(proposed, elias)
    for sql in ("UPDATE attribution_wordingdecision SET id = id",
                "DELETE FROM attribution_wordingdecision"):  # fmt: skip
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql)


# Two people at the same instant ----------------------------------------------------------


@pytest.fixture
def meet(monkeypatch):
    """Two decisions wait for each other where they have read what they decide on."""
    barrier, original = threading.Barrier(2), law.reading_of

    def called(row):
        try:
            barrier.wait(timeout=1)
        except threading.BrokenBarrierError:
            pass  # the other one is held back by the lock
        return original(row)

    monkeypatch.setattr(law, "reading_of", called)


def test_two_counsels_at_once_give_one_outcome(people, meet):  # noqa: F811
    case, amina, _boris, elias = people
    other = join(case, make_user("Second counsel"), "counsel")
    row = proposal_in(a_scene(case, amina))
    results = at_once(lambda: says(row, elias), lambda: says(row, other, "refuse"))
    # A refusal stands in either order; an approval only if it came first.
    assert len(refused(results)) <= 1 and not isinstance(results[1], REFUSALS)
    assert wording(row) == "may_amount_to"


def test_two_approvals_at_once_are_one(people, meet):  # noqa: F811
    case, amina, _boris, elias = people
    other = join(case, make_user("Second counsel"), "counsel")
    row = proposal_in(a_scene(case, amina))
    results = at_once(lambda: says(row, elias), lambda: says(row, other))
    assert len(refused(results)) == 1 and WordingDecision.objects.count() == 1
    assert wording(row) == "constitutes"


def test_edit_while_approving_never_leaves_constitutes_over_another_text(people, meet):  # noqa: F811
    case, amina, _boris, elias = people
    scene = a_scene(case, amina, exhibits=2)
    row = proposal_in(scene)
    seen = reading_of(row).digest
    results = at_once(
        lambda: says(row, elias, digest=seen),
        lambda: states(scene, row, e2=("supported", "so", "TAJ-UN-0002")),
    )
    assert not isinstance(results[1], REFUSALS)
    assert wording(row) == "may_amount_to"
    assert all(decision.digest == seen for decision in WordingDecision.objects.all())


def test_counsel_whose_role_ends_at_that_moment_decides_or_not_at_all(people, meet):  # noqa: F811
    case, amina, _boris, elias = people
    row = proposal_in(a_scene(case, amina))
    membership = case.members().get(user=elias)
    at_once(
        lambda: says(row, elias),
        lambda: end_membership(membership, by=amina, reason="left"),
    )
    decided = WordingDecision.objects.first()
    ended = membership.changes().last()
    assert decided is None or decided.decided_at <= ended.at
