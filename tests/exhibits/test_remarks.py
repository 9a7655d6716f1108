"""Which exhibits of a list have a file that is warned of, or that another has too."""

import pytest
from django.urls import reverse

from casefiles.cases.registers import WEAKNESSES
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Inspection
from tests.answers import words_of
from tests.exhibits.material import PDF, WHY


@pytest.fixture
def look(case):
    """look(exhibit, "preview", "damaged"): what a worker found in its file, at its next attempt."""

    def found(exhibit, kind, outcome):
        file = exhibit.files.get()
        attempt = 1 + Inspection.objects.filter(file=file, kind=kind).count()
        Inspection.objects.create(case=case, file=file, kind=kind, outcome=outcome,
                                  attempt=attempt, parent_sha256=file.sha256)  # fmt: skip

    return found


@pytest.fixture
def listed(client, case, amina):
    def numbers(lacks, by=amina):
        client.force_login(by)
        page = client.get(reverse("exhibits:exhibit_list", args=[case.pk]), {"lacks": lacks})
        return [each.number for each in page.context["page"]]

    return numbers


def pdf(text):
    return PDF + f"% {text}".encode()


def told(case, user):
    texts = [str(weak.text) for source in WEAKNESSES for weak in source(case, user)]
    return [text for text in texts if "warned" in text or "another exhibit" in text]


def test_exhibits_that_a_reader_is_warned_of_are_found(log, look, listed, case, amina):
    plain, odd, torn, both = (log(content=pdf(n)) for n in range(4))
    look(plain, "type", "done")
    look(plain, "preview", "unsupported")
    look(odd, "type", "not_what_it_says")
    look(torn, "preview", "damaged")
    look(both, "preview", "too_long")
    look(both, "type", "not_what_it_says")
    assert listed("remark") == [odd.number, torn.number, both.number]
    assert told(case, amina) == ["3 exhibits have a file of which their readers are warned."]


def test_row_of_the_list_says_what_is_wrong(log, look, client, case, amina):
    torn = log(content=pdf("torn"))
    look(torn, "preview", "damaged")
    client.force_login(amina)
    said = words_of(client.get(reverse("exhibits:exhibit_list", args=[case.pk])))
    assert "It is incomplete or damaged" in said


def test_only_the_newest_look_of_a_kind_counts_and_only_files_in_use(log, look, listed, amina):
    mended, gone = log(content=pdf("one")), log(content=pdf("two"))
    look(mended, "preview", "tool_missing")
    look(mended, "preview", "done")
    look(gone, "preview", "damaged")
    withdraw(gone.files.get(), by=amina, reason=WHY)
    assert listed("remark") == []


def test_name_that_contradicts_its_bytes_is_found_before_a_worker_has_looked(log, listed):
    """The name is report.pdf."""
    odd = log(content=b"\x89PNG\r\n\x1a\n" + bytes(50))
    log(content=pdf("fine"))
    assert listed("remark") == [odd.number]


def test_same_file_twice_is_found_but_never_tells_of_a_hidden_one(log, listed, case, members):
    first, second = log("One", content=pdf("same")), log("Two", content=pdf("same"))
    hidden = log("Hidden", content=pdf("h"), named_readers_only=True)
    beside = log("Three", content=pdf("h"))
    log("Four", content=pdf("other"))
    assert listed("double", members.boris) == [first.number, second.number]
    assert listed("double", members.amina) == [
        each.number for each in (first, second, hidden, beside)]  # fmt: skip
    assert told(case, members.boris) == ["2 exhibits have a file that another exhibit has too."]
    withdraw(second, by=members.amina, reason=WHY)
    assert listed("double", members.boris) == []


def test_outcome_of_an_intake_counts_warnings_and_what_nobody_looked_into(
    client, case, amina, log, look
):
    from evidence.exhibits.models import Intake, IntakeItem

    torn, _waiting = made = [log(content=pdf("one")), log(content=pdf("two"))]
    look(torn, "preview", "damaged")
    intake = Intake.objects.create(case=case, actor=amina, reason=WHY)
    for position, exhibit in enumerate(made, start=1):
        IntakeItem.objects.create(intake=intake, exhibit=exhibit, position=position)
    client.force_login(amina)
    said = words_of(client.get(intake.get_absolute_url()))
    assert "1 of these exhibits has a file of which its readers are warned" in said
    assert "has not looked into 1 of the files yet" in said
