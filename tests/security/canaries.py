"""What must not be seen: every sealed text of the database, and records kept to named readers."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import Draft
from casefiles.cases.services.drafts import Page, keep_draft
from casefiles.sealing.fields import SealedTextField, unseal
from evidence.attribution.models import Question
from evidence.attribution.services import place_in_matrix, rate
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import CustodyEvent, Exhibit, Grading, WebCapture
from evidence.exhibits.services import add_custody_event, cite, derive, log_exhibit
from evidence.exhibits.services.links import save_capture
from evidence.witnesses.models import Statement, StatementExhibit, Witness
from evidence.witnesses.services import save_statement
from tests.security.argued import argue_about
from tests.security.world import World

# Stands in every word that is written about the kept records, their reasons included.
KEPT = "Quietheron"
# Stands in a draft of the lead's, in a box that is sealed and in one that is not.
DRAFTED = "Dusklark"


def sealed_rows() -> Iterator[tuple[Model, str]]:
    """(row, field) of every sealed column that holds something, history included."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedTextField):
                for row in model._default_manager.all():
                    if getattr(row, field.name):
                        yield row, field.name


def sealed_texts() -> set[str]:
    return {unseal(row, field) for row, field in sealed_rows()}


def keep_from_most(world: World) -> list[Any]:
    """An exhibit in each case that of those who crawl only the lead sees, tied to all that an
    exhibit is tied to, and a statement for the lead and the protection officer. Returns the rows written."""
    words, lead = f"{KEPT} is the reason", world.people["lead"]
    rows = [_exhibit(world, case, words) for case in (world.case, world.training)]
    kept, recording = rows
    _tie(world, kept, words)
    argued = argue_about(kept, world, words)
    open_one = Statement.objects.filter(named_readers_only=False).first()
    link = StatementExhibit(case=world.training, statement=open_one, exhibit=recording)
    record(link, by=lead, reason=words)
    statement = Statement(
        case=world.training, witness=Witness.objects.get(code="W-0001"), language=f"{KEPT} tongue",
        taken_on=date(2024, 7, 30), mode="phone", place_class="remote", named_readers_only=True,
        interviewer=f"{KEPT} interviewer",
    )  # fmt: skip
    save_statement(statement, [recording], by=lead, reason=words)
    return [
        *rows,
        *argued,
        link,
        statement,
        *_parts(kept),
        *_parts(recording),
        *statement.readers.all(),
    ]


def leave_a_draft(world: World) -> Draft:
    """The lead has begun a statement and not saved it."""
    witness = world.subject("witnesses:statement_create")
    address = reverse("witnesses:statement_create", args=[witness.case_id, witness.pk])
    page = Page(world.people["lead"], address, uuid4())
    content = f"language={DRAFTED}+tongue&interviewer={DRAFTED}+interviewer"
    return keep_draft(page, witness.case, content)


def _exhibit(world: World, case: Any, words: str) -> Exhibit:
    fields = {
        name: f"{KEPT} {name}"
        for name in ("title", "description", "creator", "uploader", "publisher", "provider",
                     "collector", "collection_method", "collected_from")
    }  # fmt: skip
    exhibit = Exhibit(
        case=case, provider_code="HIDE", kind="document", named_readers_only=True, **fields
    )
    file = NewFile.of_bytes(f"{KEPT} {case}".encode(), f"{KEPT} original name.txt")
    graded = Grading(reliability="B", credibility="2", why=f"{KEPT} was trusted.")
    log_exhibit(
        exhibit, by=world.people["lead"], reason=words, number=900, grading=graded, files=[file],
        new_origin=f"{KEPT} origin",
    )  # fmt: skip
    capture = WebCapture(
        case=case, exhibit=exhibit, url=f"https://example.org/{KEPT}", relevance=f"{KEPT} relevance",
        virtual_identity=f"{KEPT} identity",
    )  # fmt: skip
    save_capture(capture, by=world.people["lead"], reason=words)
    return exhibit


def _tie(world: World, kept: Exhibit, words: str) -> None:
    """To what the crawl opens: an exhibit, a fact, a question, a hypothesis."""
    by: dict[str, Any] = {"by": world.people["lead"], "reason": words}
    seen_by_all = world.subject("exhibits:exhibit_detail")
    derive(seen_by_all, kept, note=f"{KEPT} is repeated.", **by)
    derive(kept, Exhibit.objects.get(number="TAJ-POE-0004"), note=f"{KEPT} repeats.", **by)
    for name in ("fact", "casualty", "incident", "position", "source"):
        cite(world.subject(f"cases:{name}_detail"), kept, "", "paragraph", f"{KEPT} 4", **by)
    question = Question.objects.get(case=world.case)
    place_in_matrix(question, kept, "H", **by)
    for hypothesis in question.hypotheses.filter(code__in=("H1", "H4")):
        value = "I" if hypothesis.code == "H4" else "CC"
        rate(hypothesis, kept, value, f"{KEPT} makes it so.", **by)
    add_custody_event(
        CustodyEvent(
            exhibit=kept, kind="transferred", happened_at=datetime(2019, 7, 20, tzinfo=UTC),
            from_holder=f"{KEPT} room", to_holder=f"{KEPT} safe", place=f"{KEPT} street",
            why=words,
        ),
        by=by["by"],
    )  # fmt: skip


def _parts(kept: Exhibit) -> list[Any]:
    """What hangs off it and is audited by itself."""
    held = ("files", "gradings", "readers", "derivations", "derived", "citations", "matrix_rows",
            "ratings")  # fmt: skip
    return [kept.web_capture, *(row for name in held for row in getattr(kept, name).all())]


def found_in(text: str, canaries: Iterable[str]) -> list[str]:
    folded = text.casefold()
    return sorted(canary for canary in canaries if canary.casefold() in folded)
