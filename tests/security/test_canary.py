"""One crawl of everything by everyone: who gets in where, and what nobody may read anywhere else.

Every address × every role has a declared verdict, and the site gives exactly that. The canaries:
nothing sealed or kept to named readers is anywhere but where it is meant.
"""

import io
import subprocess
import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from psycopg import sql

from casefiles.audit.services import log_reading
from casefiles.cases.models import CaseFile, Draft, Party
from casefiles.jobs.tasks import run_job
from demonstration.loading import fixture
from evidence.exhibits.models import Derivation, ExhibitFile
from evidence.exhibits.reading import checked_chunks
from evidence.witnesses.models import Statement
from reports.dossiers.models import Dossier
from reports.dossiers.rendering.reading import everything_in
from reports.dossiers.services import request_dossier
from tests.cast import WHY
from tests.exhibits.samples import PLANTED
from tests.security import verdicts
from tests.security.argued import addresses_about
from tests.security.canaries import (
    DRAFTED,
    KEPT,
    found_in,
    keep_from_most,
    leave_a_draft,
    sealed_rows,
    sealed_texts,
)
from tests.security.crawl import (
    NOT_ASKED,
    Answer,
    addresses_of,
    another,
    crawl,
    logs_kept,
    text_of,
)
from tests.security.routes import all_routes
from tests.security.world import BLIND, World

# All of them: tests with a database run before those without, and the crawl would be made twice.
pytestmark = pytest.mark.usefixtures("db")
ROUTES = all_routes()
# The answers that open something, and what they open.
MEANT = {
    "cases:party_open_name": "SEALED-DEMO-VALUE",
    "witnesses:statement_open": "SEALED-DEMO fictional interviewer",
    "exhibits:file_name": "taj-un-0001.pdf",
    "exhibits:derivation_translator": "SEALED-DEMO fictional translator",
    "exhibits:file_metadata": f"{PLANTED} by EXIF",
    "exhibits:capture_open": "SEALED-DEMO reader account",
    "exhibits:item_finder": "SEALED-DEMO fictional finder",
}
# Who sent a file that belongs to no exhibit yet is asked what to do with it, by its name.
OWN_UPLOAD = "a file on its way.pdf"
# What the argument about the kept exhibit decides or replaces: their verdict is taken before it.
ARGUED = {"attribution:hypothesis_begin_review", "attribution:qualification_decide",
          "exhibits:citation_withdraw"}  # fmt: skip
# A kept exhibit's number stands in the matrix for everyone, so that no evidence is silent.
NUMBER = "-HIDE-0900"


class Found(NamedTuple):
    """What one crawl by everyone brought home."""

    world: World
    answers: list[Answer]
    log: str
    texts: set[str]  # sealed, in the clear

    def where(self, *canaries: str) -> list[Answer]:
        return [answer for answer in self.answers if found_in(answer.text, canaries)]


@pytest.fixture(scope="module")
def found(training, django_db_blocker):
    with django_db_blocker.unblock():
        world = World()
        every = [(route, world.url(route)) for route in ROUTES]
        addresses = [pair for pair in every if pair[0].name not in ARGUED]
        early = [pair for pair in every if pair not in addresses]
        with logs_kept() as log:
            answers = crawl(world, early, {})
        kept = keep_from_most(world)
        # Of some kinds the kept row comes first now: it is asked for as well.
        now = dict.fromkeys([*early, *((route, world.url(route)) for route in ROUTES)])
        addresses += [(another(route), url) for route, url in now if (route, url) not in addresses]
        leave_a_draft(world)
        # A writer and a decider who are no readers try everything about what is kept from them.
        about_kept = addresses_of(kept, ROUTES, exhibit=kept[0].pk) + addresses_about(kept[0])
        more = {"investigator": about_kept, "reviewer": about_kept}
        more["lead"] = addresses_of(around_the_sealed(), ROUTES)
        with logs_kept() as later:
            answers += crawl(world, addresses, more)
        yield Found(world, answers, log.getvalue() + later.getvalue(), sealed_texts())


@pytest.fixture
def client_of(found):
    """A browser in which a role is signed in, and which shows error pages as people see them."""

    def make(role):
        client = Client(raise_request_exception=False)
        client.force_login(found.world.people[role])
        return client

    return make


def around_the_sealed():
    """The rows that hold something sealed; of files, one a case."""
    rows = {
        row.pk: row
        for row, _field in sealed_rows()
        if isinstance(row, Party | Statement | Derivation)
    }
    rows |= {row.case_id: row for row in ExhibitFile.objects.order_by("position")}
    return list(rows.values())


def is_meant(answer):
    return answer.role in verdicts.IN_A_CASE[answer.name] if answer.name in MEANT else False


def test_every_address_has_a_verdict_and_no_verdict_is_left_over():
    assert {route.name for route in ROUTES} == verdicts.DECLARED


def test_site_gives_every_role_the_declared_verdict(found):
    """The access matrix. The crawl asked for everything as everyone, so nothing is asked again."""
    asked = [answer for answer in found.answers if answer.name in verdicts.DECLARED]
    everyone = {"stranger", *found.world.people}
    every_pair = {(name, role) for name in verdicts.DECLARED - {NOT_ASKED} for role in everyone}
    assert {(answer.name, answer.role) for answer in asked} == every_pair
    declared = {pair: verdicts.expected(*pair) for pair in every_pair}
    wrong = [
        f"{answer}: declared {declared[answer.name, answer.role]}, got {answer.verdict}"
        for answer in asked if answer.verdict != declared[answer.name, answer.role]
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_what_a_rater_of_a_blind_round_gave_is_read_by_that_rater_alone(found):
    """The round is open in the training case; the lead is a rater of it too."""
    assert {answer.role for answer in found.where(BLIND)} == {"investigator"}


def test_canaries_are_those_of_the_fixtures(found):
    tajoura, fictional = fixture("tajoura"), fixture("training")
    party = next(row for row in tajoura["parties"] if row.get("withheld"))
    told = [s for witness in fictional["witnesses"] for s in witness["statements"]]
    sealed = {v for statement in told for v in statement.values() if "SEALED-DEMO" in str(v)}
    assert len(sealed) == 7 and {party["sealed_name"], *sealed} <= found.texts
    assert {"taj-un-0001.pdf", f"{KEPT} original name.txt"} <= found.texts


def test_nothing_sealed_is_in_any_answer_but_those_meant_for_it(found):
    assert len(found.answers) > 9 * len(ROUTES)
    texts = {*found.texts, "SEALED-DEMO", PLANTED} - {OWN_UPLOAD}
    leaks = [a for a in found.where(*texts) if not is_meant(a)]
    assert [f"{a}: {found_in(a.text, texts)}" for a in leaks] == []


def test_name_of_an_upload_is_shown_to_its_sender_where_it_is_used_and_nowhere_else(found):
    seen = {(a.role, a.name) for a in found.where(OWN_UPLOAD)}
    pages = {"exhibits:intake", "exhibits:upload_waiting"}
    assert OWN_UPLOAD in found.texts and seen == {("lead", name) for name in pages}


def test_each_meant_answer_shows_what_it_opens_and_is_on_record(found):
    meant = [answer for answer in found.answers if is_meant(answer)]
    assert len(meant) == sum(len(verdicts.IN_A_CASE[name]) for name in MEANT)
    for answer in meant:
        assert MEANT[answer.name] in answer.text, str(answer)
        assert (answer.status, answer.readings) == (200, 1), str(answer)


def test_nothing_sealed_is_logged(found):
    assert "Forbidden" in found.log
    assert found_in(found.log, {*found.texts, "SEALED-DEMO", KEPT, PLANTED}) == []


def test_records_kept_to_named_readers_are_nowhere_for_others(found):
    seen = found.where(KEPT)
    leaks = [f"{a}: {around(KEPT, a.text)}" for a in seen if a.role != "lead"]
    assert leaks == [], "\n".join(leaks)
    assert len({a.name for a in seen}) > 12  # or the crawl went past them


def around(word, text):
    at = text.casefold().find(word.casefold())
    return text[max(0, at - 80) : at + 80]


def test_draft_is_nowhere_until_its_writer_asks_for_it(found, client_of):
    assert found.where(DRAFTED) == [] and DRAFTED not in found.log
    draft = Draft.objects.get()
    offered = [a for a in found.answers if a.url == draft.address and a.role == "lead"]
    assert offered and all("?draft=on" in a.text for a in offered)
    assert DRAFTED in text_of(client_of("lead").get(f"{draft.address}?draft=on"))
    for role in set(found.world.people) - {"lead"}:
        answer = client_of(role).get(f"{draft.address}?draft=on")
        assert DRAFTED not in text_of(answer), role


def test_number_of_a_kept_exhibit_stands_in_the_matrix_only(found):
    """Where it is rated it is never silent; its number is all that is said."""
    others = [a for a in found.where(NUMBER) if a.role != "lead"]
    assert {resolve(urlsplit(a.url).path).namespace for a in others} == {"attribution"}
    assert {"reviewer", "counsel", "observer"} <= {a.role for a in others}


def test_restricted_statement_is_nowhere_for_others(found):
    kept = Statement.objects.get(taken_on="2024-06-14")
    seen = found.where(str(kept.pk), "14 June 2024", "2024-06-14")
    assert {a.role for a in seen} == {"lead", "officer"}


def test_no_column_holds_a_sealed_text_in_the_clear(found):
    """Also not as bytes: a column of ciphertext prints as hexadecimal."""
    signs = [sign for text in found.texts for sign in (text.casefold(), text.encode().hex())]
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            query = sql.SQL(
                "SELECT count(*) FROM {} t, unnest(%s::text[]) s WHERE strpos(lower(t::text), s) > 0"
            ).format(sql.Identifier(table))
            cursor.execute(query, [signs])
            hits += [table] if cursor.fetchone()[0] else []
    assert hits == []


@pytest.mark.parametrize("name", MEANT)
def test_nothing_is_opened_while_readings_cannot_be_logged(name, found, client_of, monkeypatch):
    route = next(route for route in ROUTES if route.name == name)
    role = min(verdicts.IN_A_CASE[name])
    monkeypatch.setattr(f"{log_reading.__module__}.Reading", None)
    answer = client_of(role).post(found.world.url(route))
    assert answer.status_code == 500 and found_in(text_of(answer), found.texts) == []


@pytest.mark.parametrize("name", MEANT)
def test_page_that_breaks_while_showing_tells_neither_reader_nor_log(
    name, found, client_of, monkeypatch
):
    route = next(route for route in ROUTES if route.name == name)

    def breaks(self, **kwargs):
        raise RuntimeError(f"it broke while it held {kwargs}")

    monkeypatch.setattr("casefiles.cases.views.base.CaseMixin.get_context_data", breaks)
    with logs_kept() as log:
        answer = client_of(min(verdicts.IN_A_CASE[name])).post(found.world.url(route))
    assert answer.status_code == 500 and "RuntimeError" in log.getvalue()
    assert found_in(text_of(answer) + log.getvalue(), found.texts) == []


@pytest.mark.parametrize("address", ["cases:party_update", "witnesses:statement_update"])
def test_refused_form_shows_nothing_that_is_stored_sealed(address, found, client_of):
    model = {"cases:party_update": Party, "witnesses:statement_update": Statement}[address]
    row = next(row for row, _field in sealed_rows() if type(row) is model)
    answer = client_of("lead").post(reverse(address, args=[row.case_id, row.pk]), {"version": "x"})
    assert answer.status_code == 422 and found_in(text_of(answer), found.texts) == []


@pytest.mark.parametrize("reference", ["TAJ-2019", "TRN-0001"])
def test_nothing_sealed_or_kept_is_in_a_dossier(reference, found):
    """Asked for by counsel, who is no reader of the kept exhibit; read by programs not ours."""
    case = CaseFile.objects.get(reference=reference)
    asked = request_dossier(
        case, "internal", WHY, by=found.world.people["counsel"], token=uuid.uuid4()
    )
    with logs_kept() as log:
        run_job(str(asked.job_id))
    pdf = b"".join(checked_chunks(Dossier.objects.get(pk=asked.pk).file))
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    words = " ".join(text.stdout.decode().split())
    assert reference in words and NUMBER in words  # its number stays, and the reason
    everything = [words, *everything_in(pdf), *unpacked(pdf), asked.contents, log.getvalue()]
    assert found_in("\n".join(everything), {*found.texts, "SEALED-DEMO", KEPT, PLANTED}) == []


def unpacked(pdf):
    """Its bytes with every stream decompressed, in the two encodings that PDF gives its texts."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )  # fmt: skip
    return [plain.getvalue().decode(encoding, "ignore") for encoding in ("latin-1", "utf-16-be")]
