"""What a dossier says of approvals: given, missing, or given to something that changed since."""

import re

import pytest

from casefiles.audit.services import record
from casefiles.cases.models import WithheldNameReader
from casefiles.jobs.kinds import JobFailed
from evidence.attribution.models import ReturnPoint
from evidence.attribution.services import (
    add_comment,
    begin_review,
    begin_thread,
    decide,
    submit_hypothesis,
)
from evidence.attribution.services.entries import rate
from evidence.exhibits.services import grade_exhibit
from evidence.witnesses.models import Statement, StatementExhibit
from reports.dossiers.leaks import check, strings_in
from tests.attribution.scenes import all_yes
from tests.dossiers.casework import CANARY, WHY


@pytest.fixture
def approved(work, amina, boris, elias):
    """HF, approved by reviewer and counsel, as the naming of a State asks for."""
    for reader in (boris, elias):
        work.add(WithheldNameReader, party=work.state, user=reader)
    submission = submit_hypothesis(work.hf, by=amina)
    begin_review(work.hf, by=boris)
    for person, role in ((boris, "reviewer"), (elias, "counsel")):
        decide(submission, "approve", by=person, decided_as=role, digest=submission.digest,
               reasons=f"Read in full as {role}.", checklist=all_yes(submission.case))  # fmt: skip
    work.hf.refresh_from_db()
    return submission


def marks(contents):
    question = contents["analysis"][0]
    found = {row["code"]: row["mark"]["text"] for row in question["hypotheses"]}
    return found["HF"], found["H1"], question["conclusion"]["mark"]["text"]


def test_approved_finding_is_called_so_and_only_it(approved, frozen):
    assert marks(frozen()[0]) == ("APPROVED", "NOT APPROVED", "APPROVED")


def test_answer_is_printed_beside_what_speaks_against_it(approved, frozen):
    (found,) = [row for row in frozen()[0]["analysis"][0]["hypotheses"] if row["code"] == "HF"]
    (voice,) = found["voices"]
    assert (voice["who"], voice["said"]) == ("LNA", "accuses another: LNA")
    assert voice["answer"]["text"] == "The site visits found airstrikes."


def test_approval_of_something_that_changed_since_is_marked(work, approved, frozen, amina):
    rate(work.h1, work.panel, "N", "Read again.", by=amina, reason="read again")
    contents = frozen()[0]
    changed = "APPROVED, BUT CHANGED SINCE"
    assert marks(contents) == (changed, "NOT APPROVED", changed)
    assert any(
        "TAJ-POE-0004" in change for change in contents["analysis"][0]["hypotheses"][0]["changes"]
    )


def test_what_changed_of_what_an_edition_withholds_is_not_told(work, approved, frozen, amina):
    """Nor which witness stands behind an exhibit, in any edition."""
    statement = Statement.objects.get(witness__code="W-0001")
    work.add(StatementExhibit, statement=statement, exhibit=work.visit)
    grade_exhibit(work.panel, reliability="C", credibility="3", why="Read again.", by=amina)

    def changes(audience):
        return frozen(audience)[0]["analysis"][0]["hypotheses"][0]["changes"]

    inside, public = changes("internal"), changes("public")
    assert {"TAJ-POE-0004: grade", "TAJ-UN-0001: changed"} <= set(inside)
    assert "TAJ-POE-0004: changed" in public
    assert not [line for line in public if line.startswith("TAJ-") and "changed" not in line]
    assert "W-0001" not in str([inside, public])


def test_annex_names_who_decided_on_which_digest(approved, frozen):
    (row,) = frozen()[0]["approvals"]
    assert (row["hypothesis"], row["digest"], row["quorum"]) == ("HF", approved.digest, 2)
    told = [(d["who"], d["role"], d["digest"], d["reasons"]) for d in row["decisions"]]
    assert told == [
        ("Boris", "Reviewer", approved.digest, "Read in full as reviewer."),
        ("Elias", "Counsel", approved.digest, "Read in full as counsel."),
    ]


@pytest.mark.parametrize("audience", ["un", "national", "public"])
def test_edition_that_leaves_our_circle_names_nobody_of_staff(approved, frozen, audience, amina):
    """As of those who handled an exhibit: a number each, so that two stay two."""
    contents = frozen(audience)[0]
    (row,) = contents["approvals"]
    assert [row["by"], *(decision["who"] for decision in row["decisions"])] == [
        "member of staff 1", "member of staff 2", "member of staff 3"
    ]  # fmt: skip
    assert [decision["role"] for decision in row["decisions"]] == ["Reviewer", "Counsel"]
    assert not {"Amina", "Boris", "Elias"} & set(re.findall(r"\w+", str(contents)))


def test_court_is_told_who_approved(approved, frozen):
    (row,) = frozen("court")[0]["approvals"]
    assert (row["by"], [each["who"] for each in row["decisions"]]) == ("Amina", ["Boris", "Elias"])


def test_one_person_has_one_number_throughout(objected, frozen):
    """Elias is met first where his dissent stands beside the finding."""
    contents = frozen("public")[0]
    hypotheses = contents["analysis"][0]["hypotheses"]
    (dissent,) = [each for row in hypotheses for each in row["dissents"]]
    assert dissent["who"] == contents["approvals"][1]["decisions"][0]["who"] == "member of staff 1"


@pytest.fixture
def objected(work, amina, boris, elias):
    """HF, returned with a point in words and one from a comment on an exhibit, each answered in
    version 2; Elias dissents from that."""
    for reader in (boris, elias):
        work.add(WithheldNameReader, party=work.state, user=reader)
    first = submit_hypothesis(work.hf, by=amina)
    thread = begin_thread(first, f"exhibits/{work.visit.number}", "Who led the visit?", by=boris)
    add_comment(thread, "remark", "The team's leader.", by=amina)
    decide(first, "return", by=boris, decided_as="reviewer", digest=first.digest,
           reasons="Two things are missing.", points=["Say when it flew."], threads=[thread])  # fmt: skip
    points = {point.text: point for point in ReturnPoint.objects.all()}
    answers = {
        points["Say when it flew."].pk: "At half past eleven.",
        points["Who led the visit?"].pk: "Its leader is named in the annex.",
    }
    second = submit_hypothesis(work.hf, by=amina, note="All was answered.", answers=answers)
    begin_review(work.hf, by=elias)
    decide(second, "dissent", by=elias, decided_as="counsel", digest=second.digest,
           reasons="The day is not shown.")  # fmt: skip
    return first, second


def test_each_objection_is_told_with_its_answer(objected, frozen):
    first, second = frozen()[0]["approvals"]
    (returned,), (dissent,) = first["decisions"], second["decisions"]
    assert returned["points"] == [
        {"number": 1, "withheld": "", "text": "Say when it flew.",
         "answer": {"version": 2, "text": "At half past eleven."}},
        {"number": 2, "withheld": "", "text": "Who led the visit?",
         "answer": {"version": 2, "text": "Its leader is named in the annex."}},
    ]  # fmt: skip
    assert (dissent["kind"], dissent["reasons"]) == ("dissent", "The day is not shown.")
    assert second["note"] == "All was answered." and "points" not in dissent


def test_point_about_an_exhibit_that_an_edition_keeps_out_says_only_that(
    objected, work, frozen, amina
):
    work.visit.confidentiality = "secret"
    record(work.visit, by=amina, reason=WHY)
    contents = frozen("public")[0]
    open_point, kept = contents["approvals"][0]["decisions"][0]["points"]
    assert open_point["text"] == "Say when it flew."
    assert kept == {
        "number": 2,
        "withheld": "its confidentiality is above what this audience may see",
    }
    assert "named in the annex" not in str(contents) and "led the visit" not in str(contents)


def test_objections_and_answers_are_printed(objected, typeset, words):
    text = words(typeset())
    assert "Point 1 of this return Say when it flew. Answered with version 2 At half past" in text
    assert (
        "Dissent: Elias, as Counsel" in text and "Note to the reviewers All was answered." in text
    )


def test_sealed_name_in_a_point_stops_the_dossier(work, frozen, amina, boris, elias):
    for reader in (boris, elias):
        work.add(WithheldNameReader, party=work.state, user=reader)
    first = submit_hypothesis(work.hf, by=amina)
    decide(first, "return", by=boris, decided_as="reviewer", digest=first.digest,
           reasons="See the point.", points=[f"Is it {CANARY}?"])  # fmt: skip
    contents = frozen()[0]
    assert "Not answered yet." not in str(contents)
    assert contents["approvals"][0]["decisions"][0]["points"][0]["answer"] is None
    with pytest.raises(JobFailed, match="leak"):
        check(work.case, strings_in(contents))
