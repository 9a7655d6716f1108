"""Whatever a snapshot reads of a record is decided on: no value can be changed under an approval.

Each value of each kind of record is changed in turn. What may change without making an approval
stale stands in FREE, with the reason; a new field of any of these records fails here until somebody
decides which it is.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from casefiles.audit.services import record
from casefiles.cases.models import (
    Incident,
    Party,
    Position,
    PositionAccused,
    Relation,
    Source,
)
from evidence.attribution.models import (
    Assessment,
    ElementAssessment,
    Hypothesis,
    HypothesisActor,
    LegalQualification,
    MatrixRow,
    OtherBodyFinding,
    Question,
    Rating,
    TestedPosition,
)
from evidence.attribution.snapshot import digest_of, snapshot_of
from evidence.exhibits.models import (
    Citation,
    Derivation,
    Exhibit,
    Grading,
    Origin,
    TimePlace,
    Verification,
)

WHY = "changed under an approval"
KEYS = {"id", "case", "content_type", "object_id"}
# What no page of a review shows, or what stands in a snapshot in other words. Questions, origins and
# sources are not withdrawn while anything in use rests on them.
FREE = {
    "Question": {"withdrawn_at"},
    # Where it stands in a list; its state is what decisions make of it.
    "Hypothesis": {"position", "state"},
    # How it came to us and what is in it: what it is, its bytes and its grade are frozen.
    "Exhibit": {
        "provider_code", "sequence", "collected_from", "collector", "language", "description",
        "item_date", "device", "uploader", "publisher", "creator", "provider", "collected_on",
        "disclosure_class", "is_graphic", "collection_method",
    },
    "Origin": {"note", "withdrawn_at"},
    # That one comes from the other counts, however it does.
    "Derivation": {
        "relation", "note", "certification", "review_on", "redaction_codes", "redaction_reason",
        "authorised_by",
    },
    "Position": {"note", "incident", "about"},
    "Source": {"url", "published_on", "published_note", "withdrawn_at"},
}  # fmt: skip


def made(row, by):
    record(row, by=by, reason=WHY)
    return row


@pytest.fixture
def full(world):
    """Tajoura with a row of each kind that a snapshot of HF reads, by kind."""
    case, by = world.case, world.writer
    exhibit, other = world.exhibits[1], world.exhibits[3]
    hf, h1 = world.hypotheses["HF"], world.hypotheses["H1"]
    source = next(iter(world.sources.values()))
    day = world.question.incident.earliest_date = date(2019, 7, 2)
    made(world.question.incident, by)
    lna = world.parties["LNA"]
    position = made(
        Position(case=case, party=lna, incident=world.question.incident, value="denies_act",
                 text="Not us.", source=source, stated_on=day, reported_on=day), by)  # fmt: skip
    return {
        Question: world.question,
        Hypothesis: hf,
        Incident: world.question.incident,
        HypothesisActor: HypothesisActor.objects.get(hypothesis=h1, party=lna),
        Party: lna,
        Assessment: hf.assessment,
        LegalQualification: LegalQualification.objects.filter(hypothesis=h1).first(),
        ElementAssessment: ElementAssessment.objects.first(),
        OtherBodyFinding: OtherBodyFinding.objects.filter(hypothesis=hf).first(),
        MatrixRow: MatrixRow.objects.get(exhibit=exhibit),
        Rating: Rating.objects.get(exhibit=exhibit, hypothesis=h1),
        Exhibit: exhibit,
        Origin: exhibit.origin,
        Grading: exhibit.gradings.current().first(),
        Derivation: made(Derivation(case=case, exhibit=exhibit, parent=other, relation="derived"), by),
        Verification: made(
            Verification(case=case, exhibit=exhibit, aspect="content", method="geolocation",
                         done_on=day, result="confirmed", finding="It matches.", limits="None.",
                         analyst=by), by),
        TimePlace: made(
            TimePlace(case=case, exhibit=exhibit, kind="claimed", said_by="x", place_name="Tajoura",
                      earliest_date=day, latest_date=day), by),
        Citation: made(Citation(case=case, target=hf, field="text", exhibit=other, place="1",
                                locator="page"), by),
        Position: position,
        PositionAccused: made(PositionAccused(case=case, position=position,
                                              party=world.parties["GNA"]), by),
        TestedPosition: made(TestedPosition(case=case, hypothesis=hf, position=position), by),
        Relation: made(Relation(case=case, from_party=world.parties["HAFTAR"], kind="commands",
                                to_party=lna, first_cited=day - timedelta(days=9),
                                last_cited=day + timedelta(days=9), source=source), by),
        Source: source,
    }  # fmt: skip


def others(field, row):
    """Values that this field could have instead."""
    value = getattr(row, field.attname)
    if field.is_relation:
        rows = field.related_model._base_manager.exclude(pk=value)
        if "case" in {each.name for each in field.related_model._meta.fields}:
            rows = rows.filter(case=row.case_id)
        found = list(rows.values_list("pk", flat=True)[:3])
        return [*found, *([None] if field.null and value else [])]
    if field.choices:
        return [code for code, _label in field.flatchoices if code != value]
    match field:
        case models.BooleanField():
            return [not value]
        case models.DateTimeField():
            return [None if value else timezone.now()]  # withdrawn, or in use again
        case models.DateField():
            return [(value or date(2019, 7, 2)) - timedelta(days=1)]
        case models.DecimalField():
            return [Decimal("1.5")]
        case models.IntegerField():
            return [(value or 0) + 1]
        case models.CharField() | models.TextField():
            return [(value or "")[: (field.max_length or 99) - 1] + "x"]
    return []


def tried_on(row, hypothesis):
    """By field: whether any other value of it made the digest another one."""
    before = digest_of(snapshot_of(hypothesis))
    by = row.case.members().get(role="lead").user
    found = {}
    for field in row._meta.concrete_fields:
        for value in others(field, row) if field.name not in KEYS else []:
            try:
                with transaction.atomic():
                    fresh = type(row).objects.get(pk=row.pk)
                    setattr(fresh, field.attname, value)
                    record(fresh, by=by, reason=WHY)
                    now = Hypothesis.objects.get(pk=hypothesis.pk)
                    changed = digest_of(snapshot_of(now)) != before
                    transaction.set_rollback(True)
            except (DatabaseError, ValueError):
                continue  # nobody gets it into the database, or no snapshot is left
            found[field.name] = found.get(field.name, False) or changed
            if changed:
                break
    return found


def test_no_value_that_was_approved_changes_unseen(full, world):
    unseen, tried = {}, {}
    for model, row in full.items():
        tried[model.__name__] = tried_on(row, world.hypotheses["HF"])
        if still := {field for field, told in tried[model.__name__].items() if not told}:
            unseen[model.__name__] = still
    assert all(tried.values())
    assert unseen == FREE
