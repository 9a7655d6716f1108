"""What somebody might try so that an approval covers more than its reviewer saw, or is one's own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casefiles.audit.services import record
from casefiles.cases.models import Incident, Party, Position, Source
from casefiles.cases.services.cases import add_member
from casefiles.cases.services.workflow import move_case
from evidence.attribution.contrary import items_of
from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import Decision, HypothesisActor, OtherBodyFinding
from evidence.attribution.services import (
    answer_contrary,
    submit_hypothesis,
)
from evidence.attribution.snapshot import contributors
from evidence.exhibits.models import Origin
from tests.attribution.scenes import WHY, complete, decides, submitted
from tests.cast import join, make_user


@pytest.fixture
def zoe(case, boris):
    """Reviews, and wrote one thing as an investigator."""
    zoe = join(case, make_user("Zoe"), "investigator")
    add_member(case, zoe, "reviewer", by=case.members().get(role="lead").user, reason=WHY)
    return zoe


def made(row, by):
    record(row, by=by, reason=WHY)
    return row


@pytest.fixture
def force(scene, case, amina):
    """An actor of H1, in a question about an incident."""
    scene.question.incident = made(Incident(case=case, code="S2", title="Second strike"), amina)
    record(scene.question, by=amina, reason=WHY)
    force = made(Party(case=case, code="FORCE", name="The force", kind="armed_force"), amina)
    made(HypothesisActor(case=case, hypothesis=scene["H1"], party=force), amina)
    return force


def an_article(case, by):
    return made(Source(case=case, code=f"BY-{by.name}"[:20], title="An article"), by)


def denied(scene, case, force, zoe, amina):
    made(
        Position(
            case=case, party=force, incident=scene.question.incident, value="denies_act",
            source=an_article(case, amina), text="We were not there.",
        ), zoe,
    )  # fmt: skip


def source_of_a_denial(scene, case, force, zoe, amina):
    row = Position(case=case, party=force, incident=scene.question.incident, value="denies_act",
                   source=an_article(case, zoe))  # fmt: skip
    made(row, amina)


def found_against(scene, case, force, zoe, amina):
    row = OtherBodyFinding(case=case, hypothesis=scene["H2"], source=an_article(case, amina),
                           text="It was H2.", stance="agrees")  # fmt: skip
    made(row, zoe)


def origin(scene, case, force, zoe, amina):
    origin = made(Origin(case=case, name="A watcher"), zoe)
    exhibit = scene["TAJ-UN-0001"]
    exhibit.origin = origin
    record(exhibit, by=amina, reason=WHY)


@pytest.mark.parametrize("write", [denied, source_of_a_denial, found_against, origin])
def test_whoever_wrote_what_is_quoted_or_counted_in_it_does_not_decide(
    scene, case, force, zoe, amina, boris, write
):
    assert contributors(scene["H1"]) == {amina}
    write(scene, case, force, zoe, amina)
    complete(scene["H1"], amina)
    answer_all(scene, amina)
    submission = submit_hypothesis(scene["H1"], by=amina)
    assert submission.contributors.filter(user=zoe).exists()
    with pytest.raises(PermissionDenied, match="someone else has to decide"):
        decides(submission, zoe)
    assert not Decision.objects.exists()
    decides(submission, boris)


def answer_all(scene, by):
    hypothesis = type(scene["H1"]).objects.get(pk=scene["H1"].pk)
    for item in items_of(hypothesis, weigh_values(hypothesis.question)):
        answer_contrary(hypothesis, item.kind, item.pk, "Outweighed by others.", seen=item.digest,
                        by=by, reason=WHY)  # fmt: skip


def test_whoever_wrote_a_position_that_is_not_quoted_may_decide(scene, case, force, zoe, amina):
    other = made(Party(case=case, code="OTHER", name="Another", kind="armed_force"), amina)
    row = Position(case=case, party=other, incident=scene.question.incident, value="no_response",
                   source=an_article(case, zoe))  # fmt: skip
    made(row, zoe)
    made(Origin(case=case, name="Nobody's"), zoe)
    decides(submitted(scene), zoe)
    assert Decision.objects.count() == 1


def test_a_closed_case_takes_no_decision(scene, case, amina, boris):
    submission = submitted(scene)
    move_case(case, "withdraw", by=amina, reason=WHY)
    with pytest.raises(ValidationError, match="The case is closed"):
        decides(submission, boris)
    assert not Decision.objects.exists()
