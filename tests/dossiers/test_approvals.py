"""What a dossier says of approvals: given, missing, or given to something that changed since."""

import pytest

from casefiles.cases.models import WithheldNameReader
from evidence.attribution.services import begin_review, decide, submit_hypothesis
from evidence.attribution.services.entries import rate
from evidence.exhibits.services import grade_exhibit
from evidence.witnesses.models import Statement, StatementExhibit
from tests.attribution.scenes import all_yes


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
