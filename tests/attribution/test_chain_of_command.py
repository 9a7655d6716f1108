"""The chain of command above a hypothesis's actors is decided on: each change of it is noticed."""

from datetime import date
from functools import partial

import pytest

from casefiles.audit.services import record
from casefiles.cases.chain.above import above_and_among
from casefiles.cases.models import Relation
from casefiles.cases.services.cases import add_member
from casefiles.cases.services.records import withdraw
from evidence.attribution.models import HypothesisActor
from evidence.attribution.services import begin_thread
from evidence.attribution.snapshot import contributors, digest_of, snapshot_of
from evidence.attribution.watching import look_at
from evidence.exhibits.models import Citation
from tests.attribution.scenes import WHY, a_scene, an_exhibit, approved_by, submitted, told
from tests.facts import make_incident, make_party, make_source, put

DAY = date(2019, 7, 2)
LATER = date(2019, 8, 1)


@pytest.fixture
def scene(case, amina):
    """H1 names the LNA, H2 the STATE-X; the question is about an incident of 2 July 2019."""
    scene = a_scene(case, amina)
    scene.question.incident = make_incident(case, amina, "S2", earliest_date=DAY)
    record(scene.question, by=amina, reason=WHY)
    scene.parties = {
        "LNA": make_party(case, amina, "LNA", name="Libyan National Army"),
        "STATE-X": make_party(case, amina, "STATE-X", kind="state", name="A foreign State",
                              withheld=True, sealed_name="CANARY-NAME"),
    }  # fmt: skip
    for code, party in (("H1", "LNA"), ("H2", "STATE-X")):
        names(scene, code, party)
    return scene


def names(scene, code, party):
    row = HypothesisActor(case=scene.case, hypothesis=scene[code], party=scene.parties[party])
    return record(row, by=scene.by, reason=WHY)


@pytest.fixture
def relate(scene):
    """relate("HAFTAR", "commands", "LNA"): the parties are made as needed; for the day itself."""

    def make(start, kind, end, first=DAY, last=DAY, **fields):
        for code in (start, end):
            if code not in scene.parties:
                scene.parties[code] = make_party(scene.case, scene.by, code)
        row = Relation(
            case=scene.case, from_party=scene.parties[start], to_party=scene.parties[end],
            kind=kind, first_cited=first, last_cited=last, **fields,
        )  # fmt: skip
        return put(row, scene.by)

    return make


@pytest.fixture
def approved(scene, boris):
    return partial(approved_by, scene, boris)


def in_chain(scene, code="H1"):
    rows = snapshot_of(scene[code]).get("relations", {}).values()
    return {f"{r['from']['code']} {r['relation']} {r['to']['code']}" for r in rows}


def change(row, by, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    return record(row, by=by, reason=WHY)


def page(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


# What is in it


def test_whoever_stands_above_an_actor_is_in_it_in_whatever_steps(scene, relate):
    relate("LNA", "part_of", "FORCES")
    relate("HAFTAR", "commands", "FORCES")
    relate("MINISTRY", "employs", "HAFTAR")
    relate("MINISTRY", "supports", "LNA")
    assert in_chain(scene) == {
        "LNA part_of FORCES", "HAFTAR commands FORCES", "MINISTRY employs HAFTAR",
        "MINISTRY supports LNA",
    }  # fmt: skip


def test_what_stands_beneath_or_only_beside_is_not(scene, relate):
    relate("HAFTAR", "commands", "LNA")
    relate("LNA", "commands", "UNIT")
    relate("SUPPLIER", "supplies", "LNA")
    relate("HAFTAR", "commands", "OTHERS")
    relate("X", "commands", "Y")
    assert in_chain(scene) == {"HAFTAR commands LNA"}


def test_two_actors_of_one_hypothesis_relate_in_any_way(scene, relate):
    relate("SUPPLIER", "supplies", "LNA")
    assert in_chain(scene) == set()
    names(scene, "H1", "SUPPLIER")
    assert in_chain(scene) == {"SUPPLIER supplies LNA"}


def test_circle_of_command_ends(scene, relate):
    relate("A", "commands", "LNA")
    relate("LNA", "commands", "A")
    assert in_chain(scene) == {"A commands LNA", "LNA commands A"}
    assert above_and_among([], set()) == []


def test_only_what_the_chain_shows_for_the_day_is_in_it(scene, relate):
    relate("HAFTAR", "commands", "LNA", LATER, LATER)
    relate("NOBODY", "commands", "LNA", None, None)
    row = relate("FORMER", "commands", "LNA")
    withdraw(row, by=scene.by, reason=WHY)
    assert in_chain(scene) == set()
    assert {"chain", "relations"}.isdisjoint(snapshot_of(scene["H1"]))


def test_question_without_an_incident_takes_the_day_of_the_page(scene, relate):
    relate("HAFTAR", "commands", "LNA")
    change(scene.question, scene.by, incident=None)
    assert in_chain(scene) == {"HAFTAR commands LNA"}
    assert snapshot_of(scene["H1"])["chain"] == {"incident": "S2", "day": "2019-07-02"}


def test_no_other_hypothesis_s_withheld_actor_is_in_it(scene, relate, client, boris):
    """Not even where the State stands above: that would say of it what only H2 is about."""
    relate("STATE-X", "commands", "LNA")
    relate("ABOVE", "commands", "STATE-X")
    relate("STATE-X", "supports", "LNA")
    assert in_chain(scene) == set()
    submission = submitted(scene)
    assert "STATE-X" not in submission.snapshot and "CANARY" not in submission.snapshot
    assert submission.sealed_parties == []
    assert in_chain(scene, "H2") == {"ABOVE commands STATE-X"}
    names(scene, "H1", "STATE-X")
    assert len(in_chain(scene)) == 3
    assert "CANARY" not in str(snapshot_of(scene["H1"]))


def test_what_concerns_no_actor_changes_no_digest(scene, relate):
    before = digest_of(snapshot_of(scene["H1"]))
    row = relate("X", "commands", "Y")
    change(row, scene.by, note="read again")
    assert digest_of(snapshot_of(scene["H1"])) == before


# Each change of it makes an approval stale


CHANGES = {
    "status": ({"status": "disputed"}, "status documented → disputed"),
    "confidence": ({"confidence": "low"}, "confidence – → low"),
    "role": ({"role": "general"}, "role – → general"),
    "note": ({"note": "An order."}, "note – → An order."),
    "kind": ({"kind": "supports"}, "stands in the chain of command no more"),
    "days": ({"last_cited": LATER}, "last cited 2019-07-02 → 2019-08-01"),
    "end": ({"last_is_end": True}, "it ended then – → yes"),
    "precision": ({"first_precision": "about"}, "precision of the first day – → about"),
    "moved": ({"first_cited": LATER, "last_cited": LATER}, "stands in the chain of command no more"),
    "source": ({"source": None}, "source removed"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_each_value_of_a_relation_is_decided_on(scene, relate, approved, amina, boris, what):
    row = relate("HAFTAR", "commands", "LNA", source=make_source(scene.case, amina, "UN"))
    approved()
    fields, words = CHANGES[what]
    change(row, amina, **fields)
    assert told(scene, boris) == [f"HAFTAR commands LNA: {words}"]


def test_relation_that_comes_and_goes_is_told(scene, relate, approved, amina, boris):
    approved()
    row = relate("HAFTAR", "commands", "LNA")
    assert told(scene, boris) == ["HAFTAR commands LNA: stands in the chain of command now"]
    withdraw(row, by=amina, reason=WHY)
    assert told(scene, boris) == []


def test_its_day_its_parties_and_its_source_are_decided_on(scene, relate, approved, amina, boris):
    source = make_source(scene.case, amina, "UN")
    relate("HAFTAR", "commands", "LNA", date(2019, 4, 1), LATER, source=source)
    approved()
    change(scene.question.incident, amina, earliest_date=date(2019, 7, 3))
    assert told(scene, boris) == [
        "S2: incident earliest date 2019-07-02 → 2019-07-03",
        "chain of command: day 2019-07-02 → 2019-07-03",
    ]
    change(scene.question.incident, amina, earliest_date=DAY)
    change(scene.parties["HAFTAR"], amina, name="Another")
    assert told(scene, boris) == ["HAFTAR commands LNA: who name HAFTAR in full → Another"]
    change(scene.parties["HAFTAR"], amina, name="HAFTAR in full")
    change(source, amina, title="Another report")
    assert "source title" in told(scene, boris)[0]


def cite(row, exhibit, by, place="12"):
    found = Citation(case=row.case, target=row, exhibit=exhibit, locator="page", place=place)
    record(found, by=by, reason=WHY)
    return found


def test_its_citations_are_decided_on_with_the_exhibits_they_lead_to(
    scene, relate, approved, amina, boris
):
    row = relate("HAFTAR", "commands", "LNA")
    exhibit = an_exhibit(scene.case, amina, 9)
    cited = cite(row, exhibit, amina)
    submission = approved()
    assert exhibit.pk in submission.exhibits
    change(cited, amina, place="13")
    assert told(scene, boris) == [
        f"HAFTAR – LNA: citations {exhibit.number} page 12 → {exhibit.number} page 13"
    ]
    withdraw(cited, by=amina, reason=WHY)
    assert "HAFTAR – LNA: citations removed" in told(scene, boris)


def test_place_in_an_exhibit_kept_from_the_reader_is_not_told(
    client, scene, relate, approved, amina, boris, dalia
):
    row = relate("HAFTAR", "commands", "LNA")
    exhibit = an_exhibit(scene.case, amina, 9)
    cited = cite(row, exhibit, amina)
    submission = approved()
    assert "page 12" in page(client, boris, submission.get_absolute_url())
    change(exhibit, amina, named_readers_only=True)
    change(cited, amina, place="13")
    assert "page" not in str(told(scene, dalia)) and exhibit.number in str(told(scene, dalia))
    assert "page 12" not in page(client, dalia, submission.get_absolute_url())


def test_worker_tells_of_a_changed_relation(scene, relate, approved, amina):
    row = relate("HAFTAR", "commands", "LNA")
    approved()
    assert look_at(scene.case.pk) == 0
    change(row, amina, confidence="low")
    assert look_at(scene.case.pk) == 1


# Who may decide, and what they read


def test_whoever_wrote_or_took_out_a_relation_does_not_decide(scene, relate, case, amina, boris):
    relate("HAFTAR", "commands", "LNA")
    extra = relate("OTHER", "commands", "LNA")
    beneath = relate("X", "commands", "Y")
    add_member(case, boris, "investigator", by=amina, reason=WHY)
    change(beneath, boris, note="read")
    assert boris not in contributors(scene["H1"])
    withdraw(extra, by=boris, reason=WHY)
    assert in_chain(scene) == {"HAFTAR commands LNA"} and boris in contributors(scene["H1"])


def test_page_shows_the_chain_it_froze(client, scene, relate, approved, amina, boris):
    row = relate("HAFTAR", "commands", "LNA", role="", note="By his own order.", confidence="high")
    submission = approved()
    change(row, amina, note="CHANGED-SINCE")
    shown = page(client, boris, submission.get_absolute_url())
    assert "Chain of command above these actors" in shown and "2 July 2019" in shown
    assert "By his own order." in shown and "Libyan National Army" in shown
    assert "Entered for 2 July 2019" in shown and "rests on nothing" in shown
    assert "CHANGED-SINCE" in shown  # among what changed since
    assert "STATE-X" not in shown


def test_relation_can_be_commented_on(scene, relate, approved, boris):
    row = relate("HAFTAR", "commands", "LNA")
    submission = approved()
    thread = begin_thread(submission, f"relations/{row.pk}", "On what order?", by=boris)
    assert thread.path == ["relations", str(row.pk)]
