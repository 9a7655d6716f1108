"""Whatever people do, in whatever order: an approval that counts is one of exactly what is there.

A state machine of Hypothesis (the library) drives the real services on committed data, so that
what is remembered between pages takes part. What is refused changes nothing and is no failure.
"""

import hashlib
import itertools
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from casefiles.accounts.services import service_account
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Party
from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.vocabulary import PartyKind
from evidence.attribution.deciding import needs_counsel, quorum_of
from evidence.attribution.models import Decision, Hypothesis, HypothesisActor, Submission
from evidence.attribution.services import (
    assess,
    begin_review,
    close_round,
    open_round,
    place_in_matrix,
    rate,
    rate_alone,
    release_hypothesis,
    submit_hypothesis,
    withdraw_submission,
)
from evidence.attribution.snapshot import contributors, digest_of, snapshot_of
from evidence.attribution.standing import standing_of
from evidence.attribution.workflow import HOLDING
from evidence.exhibits.services import check_stored
from evidence.exhibits.store import store
from evidence.witnesses.services import consents_version, set_consents
from tests.attribution.scenes import WHY, a_scene, an_exhibit, complete, decides, regrade
from tests.cast import join, make_case, make_user
from tests.exhibits.behind import damage, raw, replace
from tests.exhibits.material import PDF
from tests.exhibits.samples import attach
from tests.witnesses.material import make_consent, make_statement, make_witness

REFUSALS = (ValidationError, PermissionDenied)
CODES = ("H1", "H2")  # H2 names a State: two approvals, one of them counsel's
NAMES = ("Amina", "Boris", "Chloe", "Dalia", "Elias")
codes, names = st.sampled_from(CODES), st.sampled_from(NAMES)
reviewers = st.sampled_from(("Boris", "Dalia", "Elias"))
numbers = itertools.count(1)


# Where the examples have to come by, or they would prove little.
PASSED_BY = {"approved", "approved by two", "stale", "released", "released and stale", "refused",
             "author refused"}  # fmt: skip


class Standings(RuleBasedStateMachine):
    people: dict = {}
    seen: set = set()

    def __init__(self):
        super().__init__()
        self.wrote = {code: {"Amina"} for code in CODES}
        self.decided = {}
        self.placed = itertools.count(10)
        self._open_a_case()

    def _open_a_case(self):
        amina = self.people["Amina"]
        self.case = make_case(amina, reference=f"M{next(numbers)}-2019")
        for name, role in (("Boris", "reviewer"), ("Dalia", "reviewer"), ("Elias", "counsel")):
            join(self.case, self.people[name], role)
        self.scene = a_scene(self.case, amina)
        (self.exhibit,) = self.scene.exhibits.values()
        state = Party(case=self.case, code="ST", name="A State", kind=PartyKind.STATE)
        record(state, by=amina, reason=WHY)
        actor = HypothesisActor(case=self.case, hypothesis=self.scene["H2"], party=state)
        record(actor, by=amina, reason=WHY)
        self.file = attach(self.case, amina, PDF, name="report.pdf")
        self._place(self.file.exhibit)
        self.whole = raw(store(), self.file.object_name)
        self.witness = make_witness(self.case, amina)
        make_statement(self.witness, amina, recordings=[self.file.exhibit])
        make_consent(self.witness, amina, "internal_analysis", "granted")
        for code in CODES:
            complete(self.scene[code], amina)

    @initialize()
    def approve_both_and_release_one(self):
        """By chance few examples would come so far; from here on everything can go wrong."""
        for code in CODES:
            self.submit(code, "Amina")
            self._decide(code, "Boris", "approve", "reviewer")
        self._decide("H2", "Elias", "approve", "counsel")
        self.release("H1", "Amina")

    def _place(self, exhibit, value="C"):
        amina = self.people["Amina"]
        regrade(exhibit, "B2", amina)
        place_in_matrix(self.scene.question, exhibit, "M", by=amina, reason=WHY)
        for code in CODES:
            rate(self.scene[code], exhibit, value, "as seen", by=amina, reason=WHY)

    def _hypothesis(self, code):
        return Hypothesis.objects.get(pk=self.scene[code].pk)

    def _newest(self, code):
        return Submission.objects.filter(hypothesis=self.scene[code]).order_by("number").last()

    def _writer(self, name):
        """Services of entry leave rights to the pages: only who has them comes here."""
        by = self.people[name]
        return by if by.has_perm("attribution.write", self.case) else None

    # What authors do

    @rule(code=codes, name=names)
    def submit(self, code, name):
        try:
            submit_hypothesis(self._hypothesis(code), by=self.people[name], correction="read again")
        except REFUSALS:
            pass

    @rule(code=codes, name=names)
    def take_back(self, code, name):
        if newest := self._newest(code):
            try:
                withdraw_submission(newest, by=self.people[name], reason=WHY)
            except REFUSALS:
                pass

    @rule(
        code=codes, name=names,
        gaps=st.sampled_from(("No flight data.", "No radar.", "Whether a State flew.")),
    )  # fmt: skip
    def edit(self, code, name, gaps):
        if by := self._writer(name):
            assess(self._hypothesis(code), by=by, reason=WHY, gaps=f"{gaps} So says {name}.")
            self.wrote[code].add(name)

    @rule(code=codes, name=names, value=st.sampled_from(("CC", "C", "N")))
    def rate_again(self, code, name, value):
        if by := self._writer(name):
            rate(self._hypothesis(code), self.exhibit, value, f"so says {name}", by=by, reason=WHY)
            self._wrote_on_both(name)

    @rule(name=names, grade=st.sampled_from(("A1", "B2", "C3")))
    def regrade(self, name, grade):
        if by := self._writer(name):
            regrade(self.exhibit, grade, by)
            self._wrote_on_both(name)

    @rule(name=names, code=codes, value=st.sampled_from(("C", "N", "I")))
    def rate_in_a_round(self, name, code, value):
        """Two rate a cell, each alone, and agree; neither decides on the matrix then."""
        raters = [self.people["Amina"], self._writer(name)]
        if None in raters or raters[0] == raters[1]:
            return
        amina = raters[0]
        round_ = open_round(self.scene.question, raters, by=amina, reason=WHY, covers="all")
        for by in raters:
            rate_alone(round_, self._hypothesis(code), self.exhibit, value, "alone", by=by,
                       reason=WHY)  # fmt: skip
        close_round(round_, by=amina, reason=WHY)
        self._wrote_on_both(name)

    @rule(standard=st.sampled_from(("clear_and_convincing", "balance_of_probabilities")))
    def set_the_standard(self, standard):
        """The lead's alone."""
        case = CaseFile.objects.get(pk=self.case.pk)
        case.standard_of_proof = standard
        record(case, by=self.people["Amina"], reason=WHY)

    @rule(is_state=st.booleans())
    def say_what_the_party_is(self, is_state):
        """Whether naming it takes two hangs on what Parties says of it."""
        party = Party.objects.get(case=self.case)
        party.kind = PartyKind.STATE if is_state else PartyKind.ARMED_GROUP
        record(party, by=self.people["Amina"], reason=WHY)

    @rule(value=st.sampled_from(("C", "N", "II")))
    def new_exhibit(self, value):
        number = next(self.placed)
        if number < 12:
            self._place(an_exhibit(self.case, self.people["Amina"], number), value)

    @rule(name=names, status=st.sampled_from(("granted", "refused", "withdrawn")))
    def consent(self, name, status):
        if by := self._writer(name):
            row = self.witness.consents.get()
            row.status, row.withdrawn_on = status, date(2024, 6, 1)
            version = consents_version(self.witness)
            set_consents(self.witness, [row], version=version, by=by, reason=WHY)
            self._wrote_on_both(name)

    @rule(is_whole=st.booleans())
    def fixity(self, is_whole):
        replace(store(), self.file.object_name, self.whole)
        if not is_whole:
            damage(store(), self.file, "flipped")
        by = service_account("fixity")
        check_stored(self.file, by=by, sweep=uuid4(), cause="asked", why="Asked for by a test.")

    def _wrote_on_both(self, name):
        for code in CODES:
            self.wrote[code].add(name)

    # What reviewers do

    @rule(code=codes, name=names)
    def begin(self, code, name):
        try:
            begin_review(self._hypothesis(code), by=self.people[name])
        except REFUSALS:
            pass

    @rule(code=codes, name=reviewers)
    def approve_in_turn(self, code, name):
        """What every path to an approval needs, so that many examples get there."""
        self.submit(code, "Amina")
        self._decide(code, name, "approve", "counsel" if name == "Elias" else "reviewer")

    @rule(
        code=codes, name=names, kind=st.sampled_from(("approve", "return", "dissent")),
        role=st.sampled_from(("reviewer", "counsel", "lead")), is_right_digest=st.booleans(),
    )  # fmt: skip
    def decide(self, code, name, kind, role, is_right_digest):
        self._decide(code, name, kind, role, **({} if is_right_digest else {"digest": "0" * 64}))

    def _decide(self, code, name, kind, role, **changed):
        submission = self._newest(code)
        if submission is None:
            return
        before = digest_of(snapshot_of(self._hypothesis(code)))
        known = submission.decisions.filter(reviewer=self.people[name]).exists()
        try:
            decision = decides(submission, self.people[name], kind, as_role=role, **changed)
        except REFUSALS:
            self.seen.add("refused")
            return
        if not known:
            assert name not in self.wrote[code], "somebody decided on what they wrote"
            assert decision.digest == submission.digest == before, "decided on something else"

    @rule(code=codes, name=st.sampled_from(("Amina", "Amina", "Boris", "Chloe")))
    def release(self, code, name):
        was = standing_of(self._hypothesis(code), fresh=True)
        try:
            release_hypothesis(self._hypothesis(code), by=self.people[name], reason=WHY)
        except REFUSALS:
            return
        assert name == "Amina" and was.is_approved
        self.seen.add("released")

    @rule(code=codes, name=st.sampled_from(("Boris", "Dalia")))
    def author_tries_to_decide(self, code, name):
        """Rates as an investigator, and approves as a reviewer what is then submitted."""
        for role in ("investigator", "reviewer"):
            self.join(name, role)
        self.rate_again(code, name, "N")
        self.submit(code, "Amina")
        newest = self._newest(code)
        self._decide(code, name, "approve", "reviewer")
        if not newest.decisions.filter(reviewer=self.people[name]).exists():
            self.seen.add("author refused")

    # Who belongs to the case

    @rule(name=reviewers)
    def leave(self, name):
        for membership in self.case.members().filter(user=self.people[name]):
            end_membership(membership, by=self.people["Amina"], reason=WHY)

    @rule(name=reviewers, role=st.sampled_from(("reviewer", "counsel", "investigator")))
    def join(self, name, role):
        try:
            add_member(self.case, self.people[name], role, by=self.people["Amina"], reason=WHY)
        except REFUSALS:
            pass

    # What holds after each of these

    @invariant()
    def what_counts_as_approved_is_what_its_reviewers_saw(self):
        for code in CODES:
            row = self._hypothesis(code)
            shown = standing_of(row)  # as a page shows it, perhaps remembered
            snapshot = snapshot_of(row)
            digest = digest_of(snapshot)
            if shown.submission:
                assert bool(shown.differences) == (digest != shown.submission.digest)
            if shown.is_stale and shown.state in HOLDING:
                self.seen.add("released and stale" if shown.state == "released" else "stale")
            if not shown.is_approved:
                continue
            self.seen.add("approved by two" if shown.needed == 2 else "approved")
            assert digest == shown.submission.digest
            assert {approval.digest for approval in shown.approvals} == {digest}
            approvers = {approval.reviewer for approval in shown.approvals}
            assert len(approvers) >= quorum_of(snapshot) == shown.needed
            roles = {approval.decided_as for approval in shown.approvals}
            assert "counsel" in roles or not needs_counsel(snapshot)
            assert not approvers & contributors(row, snapshot)
            assert not {person.name for person in approvers} & self.wrote[code]

    @invariant()
    def what_was_decided_and_on_what_never_changes(self):
        now = {
            row.pk: (row.kind, row.digest, row.reviewer_id, row.reasons, row.decided_as)
            for row in Decision.objects.filter(submission__case=self.case)
        }
        assert {pk: now.get(pk) for pk in self.decided} == self.decided
        self.decided = now
        for text, digest in Submission.objects.filter(case=self.case).values_list(
            "snapshot", "digest"
        ):
            assert hashlib.sha256(text.encode()).hexdigest() == digest


@pytest.fixture
def machine(committed_db, settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FILES_DIR = tmp_path / "files"
    people = {name: make_user(name) for name in NAMES}
    return type("Standings", (Standings,), {"people": people, "seen": set()})


def test_no_order_of_events_leaves_an_approval_over_something_else(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6, stateful_step_count=15, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
            # Finding a shorter way to a failure would take many times as long.
            phases=[Phase.generate],
        ),
    )  # fmt: skip
    assert machine.seen >= PASSED_BY
