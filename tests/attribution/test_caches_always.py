"""Whatever is recorded, in whatever order, what is kept and remembered equals what is computed."""

import random
from collections import Counter, OrderedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution import tally_cache
from evidence.attribution.digest_cache import live_digests
from evidence.attribution.models import MatrixRow, Question, Rating, RatingRound
from evidence.attribution.services import (
    finish,
    open_round,
    place_in_matrix,
    rate,
    rate_alone,
)
from evidence.attribution.snapshot import digest_of, snapshot_of
from evidence.attribution.tally_cache import fresh_tally, tally_of
from evidence.attribution.tree import tree_of
from evidence.attribution.vocabulary import Consistency
from evidence.exhibits.models import Derivation, Exhibit, Grading, Origin
from tests.attribution.scenes import (
    WHY,
    a_hypothesis,
    a_question,
    a_scene,
    an_exhibit,
    complete,
    regrade,
)
from tests.attribution.test_tally import told
from tests.cast import join, make_case, make_user

GRADES = ["A1", "B2", "C3", "D4", "F6"]
VALUES = Consistency.values


class Work:
    """One random change of a case at a time, through the services."""

    def __init__(self, draw):
        self.draw, self.amina = draw, make_user("Amina")
        self.raters = [self.amina]
        scene = a_scene(make_case(self.amina), self.amina, codes=("H1", "H2", "H3"), exhibits=3)
        self.case, self.first = scene.case, scene.question
        self.raters.append(join(self.case, make_user("Boris"), "investigator"))
        self.second = a_question(self.case, self.amina, code="Q2")
        for code in ("H1", "H2"):
            a_hypothesis(self.second, self.amina, code)
        for exhibit in scene.exhibits.values():
            place_in_matrix(self.second, exhibit, "H", by=self.amina, reason=WHY)

    def one_of(self, rows):
        """Drawn from them in the order they were made, which is the same in every run."""
        made = dict(Change.objects.order_by("-sequence").values_list("object_id", "sequence"))
        found = sorted(rows.order_by(), key=lambda row: made[row.pk])
        return self.draw.choice(found) if found else None

    def exhibit(self):
        return self.one_of(Exhibit.objects.current().filter(case=self.case))

    def question(self):
        return self.draw.choice([self.first, self.second])

    def leaf(self):
        return self.draw.choice(tree_of(self.question()).leaves())

    def rated(self):
        leaf, exhibit = self.leaf(), self.exhibit()
        value = self.draw.choice(VALUES)
        rate(leaf, exhibit, value, "looked again", by=self.amina, reason=WHY)

    def rating_withdrawn(self):
        withdraw(self.one_of(Rating.objects.current()), by=self.amina, reason=WHY)

    def rating_withdrawn_and_given_again(self):
        row = self.one_of(Rating.objects.current())
        withdraw(row, by=self.amina, reason=WHY)
        rate(row.hypothesis, row.exhibit, "II", "again", by=self.amina, reason=WHY)

    def withdrawn_rating_recorded_again(self):
        if row := self.one_of(Rating.objects.exclude(withdrawn_at=None)):
            row.rationale += " more"
            record(row, by=self.amina, reason=WHY)

    def placed(self):
        relevance, why = self.draw.choice("LMH"), self.draw.choice(["", "", "repeats"])
        place_in_matrix(self.question(), self.exhibit(), relevance, why, by=self.amina, reason=WHY)

    def row_withdrawn(self):
        if MatrixRow.objects.current().count() > 3:
            withdraw(self.one_of(MatrixRow.objects.current()), by=self.amina, reason=WHY)

    def regraded(self):
        regrade(self.exhibit(), self.draw.choice(GRADES), self.amina)

    def grade_withdrawn(self):
        withdraw(self.one_of(Grading.objects.current()), by=self.amina, reason=WHY)

    def new_exhibit(self):
        number = Exhibit.objects.count() + 1
        place_in_matrix(self.question(), an_exhibit(self.case, self.amina, number), "M",
                        by=self.amina, reason=WHY)  # fmt: skip

    def exhibit_withdrawn(self):
        if Exhibit.objects.current().count() > 2:
            withdraw(self.exhibit(), by=self.amina, reason=WHY)

    def other_origin(self):
        exhibit = self.exhibit()
        exhibit.origin = self.one_of(Origin.objects.filter(case=self.case))
        record(exhibit, by=self.amina, reason=WHY)

    def derived(self):
        child, parent = self.exhibit(), self.exhibit()
        if (
            child.sequence > parent.sequence
            and not Derivation.objects.filter(exhibit=child).exists()
        ):
            row = Derivation(case=self.case, exhibit=child, parent=parent)
            record(row, by=self.amina, reason=WHY)

    def derivation_withdrawn(self):
        if row := self.one_of(Derivation.objects.current()):
            withdraw(row, by=self.amina, reason=WHY)

    def kept_to_named_readers(self):
        exhibit = self.exhibit()
        exhibit.named_readers_only = not exhibit.named_readers_only
        record(exhibit, by=self.amina, reason=WHY)

    def new_hypothesis(self):
        question = self.question()
        parent = self.draw.choice([None, *tree_of(question).leaves()])
        if question.hypotheses.count() < 7:
            code = f"N{question.hypotheses.count()}"
            a_hypothesis(question, self.amina, code, parent=parent)

    def hypothesis_withdrawn(self):
        leaves = tree_of(self.first).leaves()
        if len(leaves) > 2:
            withdraw(leaves[-1], by=self.amina, reason=WHY)

    def assessed(self):
        complete(self.leaf(), self.amina, gaps=f"Gap {self.draw.random()}")

    def question_worded(self):
        question = Question.objects.get(pk=self.question().pk)
        question.text += "?"
        record(question, by=self.amina, reason=WHY)

    def round_goes_on(self):
        """Opens one, or all its raters rate in it, which closes it: half of its cells differ."""
        now = RatingRound.objects.filter(closed_at=None).first()
        if now is None:
            open_round(self.question(), self.raters, by=self.amina, reason=WHY, covers="all")
            return
        leaves = tree_of(now.question).leaves()
        for rater in self.raters:
            seen = MatrixRow.objects.current().visible_to(rater)
            for row in seen.filter(question=now.question, not_rated_why=""):
                for leaf in leaves:
                    value = self.draw.choice(["C", "I"])
                    rate_alone(now, leaf, row.exhibit, value, "alone", by=rater, reason=WHY)
            finish(RatingRound.objects.get(pk=now.pk), by=rater)


ACTS = [name for name in vars(Work) if name not in {"one_of", "exhibit", "question", "leaf"}
        and not name.startswith("_")]  # fmt: skip


def check(questions, with_digests):
    """What is kept, what a second asking finds then, and a digest."""
    for question in questions:
        tree = tree_of(question)
        anew = told(fresh_tally(question, tree))
        assert told(tally_of(question, tree)) == told(tally_of(question, tree)) == anew
        if with_digests:
            item = tree.all[0]
            found = live_digests(item.case_id, [item], digest)
            assert found == {item.pk: digest(item)}


def digest(hypothesis):
    return digest_of(snapshot_of(hypothesis))


def test_after_every_change_what_is_kept_equals_what_is_computed(
    committed_db, settings, monkeypatch
):
    """Two processes take turns; now and then a change is rolled back after it was looked at."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    draw = random.Random(4)
    work, processes, done = Work(draw), [OrderedDict(), OrderedDict()], Counter()
    questions = Question.objects.select_related("case", "incident").order_by("code")
    # Most changes are ratings, in life too: only these are followed one by one.
    acts = [*ACTS, *ACTS, *["rated"] * len(ACTS)]
    draw.shuffle(acts)
    for act in acts:
        monkeypatch.setattr(tally_cache, "_cache", draw.choice(processes))
        try:
            with transaction.atomic():
                if RatingRound.objects.filter(closed_at=None).exists() and draw.random() < 0.4:
                    work.round_goes_on()  # nobody else rates meanwhile
                getattr(work, act)()
                if draw.random() < 0.15:
                    check(questions, with_digests=True)
                    transaction.set_rollback(True)
                done[act] += 1
        except (ValidationError, PermissionDenied):
            done["refused"] += 1
        if draw.random() < 0.7:
            check(questions, with_digests=draw.random() < 0.3)
    check(questions, with_digests=True)
    assert {*ACTS} <= {*done} and done["refused"] < len(acts) / 5, done
