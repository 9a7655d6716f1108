"""What makes an approval stale, through the real services; and the words in which the page says so."""

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from casefiles.accounts.services import service_account
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.snapshot import digest_of, snapshot_of
from evidence.exhibits.models import Derivation, FixityCheck, Grading, TimePlace
from evidence.exhibits.services import check_stored, grade_exhibit
from evidence.exhibits.store import store
from evidence.witnesses.services import consents_version, set_consents
from tests.attribution.scenes import WHY, a_scene, an_exhibit, approved_by, submitted, told
from tests.exhibits.behind import damage, raw, replace
from tests.exhibits.material import PDF
from tests.exhibits.samples import attach
from tests.witnesses.material import make_consent, make_reader, make_statement, make_witness


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina)


@pytest.fixture
def approved(scene, boris):
    """approved(): freezes what is there now and has Boris approve it."""

    return partial(approved_by, scene, boris)


def put_in(scene, exhibit, by, value="C"):
    place_in_matrix(scene.question, exhibit, "M", by=by, reason=WHY)
    for code in ("H1", "H2"):
        rate(scene[code], exhibit, value, "as seen", by=by, reason=WHY)
    return exhibit


def shown(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def a_recording(scene, by, number=7):
    return put_in(scene, an_exhibit(scene.case, by, number, kind="audio"), by)


# Consent


def answered(witness, by, purpose, status, **fields):
    row = witness.consents.current().get(purpose=purpose)
    row.status = status
    for name, value in fields.items():
        setattr(row, name, value)
    set_consents(witness, [row], version=consents_version(witness), by=by, reason=WHY)


@pytest.fixture
def spoken(scene, case, amina):
    """A witness who allowed what is needed, and whose recording is in the matrix."""
    witness = make_witness(case, amina)
    recording = a_recording(scene, amina)
    make_statement(witness, amina, recordings=[recording])
    make_consent(witness, amina, "internal_analysis", "granted")
    return witness, recording


def test_withdrawn_consent_makes_it_stale_and_is_named_by_code_and_purpose(
    spoken, approved, scene, amina, boris
):
    witness, recording = spoken
    approved()
    answered(witness, amina, "internal_analysis", "withdrawn", withdrawn_on=date(2024, 6, 1))
    words = "witness W-0001 consent to be analysed by us granted → withdrawn"
    assert told(scene, boris) == [f"{recording.number}: {words}"]


def test_consent_that_runs_out_makes_it_stale_with_nobody_writing(
    spoken, approved, scene, amina, boris, monkeypatch
):
    witness, recording = spoken
    today = timezone.localdate()
    answered(witness, amina, "internal_analysis", "granted", expires_on=today)
    approved()
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    words = "witness W-0001 consent to be analysed by us granted → expired"
    assert told(scene, boris) == [f"{recording.number}: {words}"]


def test_conditions_of_a_consent_are_never_in_the_snapshot(spoken, approved, scene, amina, boris):
    witness, recording = spoken
    approved()
    answered(
        witness, amina, "internal_analysis", "granted_with_conditions", conditions="CANARY-WORDS"
    )
    found = told(scene, boris)
    assert (
        f"{recording.number}: witness W-0001 consent to be analysed by us conditions changed"
        in found
    )
    assert "CANARY" not in str(snapshot_of(scene["H1"])) + str(found)


def test_new_consent_and_end_of_a_witness_are_changes_too(spoken, approved, scene, amina, boris):
    witness, recording = spoken
    approved()
    make_consent(witness, amina, "share_un", "refused")
    words = "witness W-0001 consent to be shared with the United Nations – → refused"
    assert told(scene, boris) == [f"{recording.number}: {words}"]
    withdraw(witness, by=amina, reason=WHY)
    assert f"{recording.number}: witness W-0001 withdrawn – → yes" in told(scene, boris)


def test_consent_behind_the_source_of_a_translation_counts(spoken, approved, scene, amina, boris):
    witness, recording = spoken
    translation = put_in(scene, an_exhibit(scene.case, amina, 8), amina)
    row = Derivation(case=scene.case, exhibit=translation, parent=recording, relation="translation")
    record(row, by=amina, reason=WHY)
    approved()
    answered(witness, amina, "internal_analysis", "refused")
    words = "witness W-0001 consent to be analysed by us granted → refused"
    assert told(scene, boris) == [f"{recording.number}: {words}", f"{translation.number}: {words}"]


def test_nobody_learns_of_a_witness_whom_they_may_not_see(
    client, spoken, approved, scene, amina, boris, dalia, elias
):
    """Dalia may, as the protection officer; a reader's list shuts Boris out of one statement."""
    witness, recording = spoken
    link = recording.statements.get()
    link.statement.named_readers_only = True
    record(link.statement, by=amina, reason=WHY)
    make_reader(link.statement, elias, amina)
    submission = approved()
    answered(witness, amina, "internal_analysis", "refused")
    kept = [f"{recording.number}: what stands behind it changed; you may not see it"]
    assert told(scene, boris) == told(scene, dalia) == kept
    assert "W-0001" in str(told(scene, elias))
    for address in (scene["H1"].get_absolute_url(), submission.get_absolute_url()):
        assert "W-0001" not in shown(client, boris, address)
    assert "W-0001 consents: to be analysed by us: granted." in shown(
        client, elias, submission.get_absolute_url()
    )


def test_whoever_recorded_a_consent_decides_on_nothing_that_rests_on_it(spoken, scene, elias):
    witness, _recording = spoken
    make_consent(witness, elias, "share_un", "refused")
    submission = submitted(scene)
    assert submission.contributors.filter(user=elias).exists()


# Fixity


def check(file):
    return check_stored(
        file, by=service_account("fixity"), sweep=uuid4(), cause="asked", why="Asked for by a test."
    )


def test_failed_fixity_check_makes_it_stale_until_the_file_is_whole_again(
    client, scene, approved, case, amina, boris, settings, tmp_path
):
    settings.FILES_DIR = tmp_path / "files"
    file = attach(case, amina, PDF, name="report.pdf")
    exhibit = file.exhibit
    grade_exhibit(exhibit, reliability="B", credibility="2", why="known to us", by=amina)
    put_in(scene, exhibit, amina)
    check(file)
    assert "failed_files" not in str(snapshot_of(scene["H1"]))
    submission = approved()
    whole = raw(store(), file.object_name)
    damage(store(), file, "flipped")
    assert check(file).result == "altered"
    label = f"check of the file {file.sha256[:12]}…"
    assert told(scene, boris) == [f"{exhibit.number}: {label} passed → not the bytes on record"]
    page = shown(client, boris, scene["H1"].get_absolute_url())
    assert label in page and "not the bytes on record" in page
    replace(store(), file.object_name, whole)
    check(file)
    assert told(scene, boris) == [] and FixityCheck.objects.failed().count() == 1
    assert digest_of(snapshot_of(scene["H1"])) == submission.digest


def test_clock_that_was_set_back_keeps_no_failure_and_no_new_grade_from_counting(
    scene, approved, case, amina, boris, settings, tmp_path
):
    """What was found and said while the clock was a day ahead is older than what comes now."""
    settings.FILES_DIR, ahead = tmp_path / "files", timezone.now() + timedelta(days=1)
    file = attach(case, amina, PDF, name="report.pdf")
    grading = Grading(case=case, exhibit=file.exhibit, analyst=amina, reliability="B",
                      credibility="2", why="known to us", graded_at=ahead)  # fmt: skip
    record(grading, by=amina, reason=WHY)
    put_in(scene, file.exhibit, amina)
    FixityCheck.objects.create(
        sweep=uuid4(), case=case, kind=file._meta.label_lower, subject_id=file.pk, cause="asked",
        result="intact", expected=file.sha256, found=file.sha256, checked_at=ahead,
        actor=service_account("fixity"),
    )  # fmt: skip
    approved()
    damage(store(), file, "flipped")
    assert check(file).result == "altered"
    assert len(told(scene, boris)) == 1
    grade_exhibit(file.exhibit, reliability="C", credibility="3", why="looked again", by=amina)
    assert f"{file.exhibit.number}: grade B2 → C3" in told(scene, boris)


# Time and place, and what is new in the matrix


def test_claimed_time_and_place_is_part_of_what_is_decided_on(scene, approved, case, amina):
    (exhibit,) = scene.exhibits.values()
    approved()
    row = TimePlace(
        case=case, exhibit=exhibit, kind="claimed", said_by="its uploader", place_name="Tajoura",
        earliest_date=date(2019, 7, 2), latest_date=date(2019, 7, 3),
    )  # fmt: skip
    record(row, by=amina, reason=WHY)
    assert told(scene) == [f"{exhibit.number}: time and place added"]
    row.place_name = "Daman"
    before = snapshot_of(scene["H1"])
    record(row, by=amina, reason=WHY)
    after = snapshot_of(scene["H1"])
    assert before != after
    withdraw(row, by=amina, reason=WHY)
    assert told(scene) == []


def test_page_of_a_submission_shows_the_times_and_places_it_froze(
    client, scene, approved, case, amina, boris
):
    (exhibit,) = scene.exhibits.values()
    row = TimePlace(case=case, exhibit=exhibit, kind="claimed", said_by="x", place_name="Tajoura",
                    earliest_date=date(2019, 7, 2))  # fmt: skip
    record(row, by=amina, reason=WHY)
    page = shown(client, boris, approved().get_absolute_url())
    assert "claimed: 2019-07-02, Tajoura" in page


def test_new_contradicting_exhibit_is_said_to_contradict(scene, approved, case, amina, boris):
    approved()
    new = an_exhibit(case, amina, 9)
    put_in(scene, new, amina, "II")
    found = told(scene, boris)
    assert f"{new.number}: placed in the matrix; speaks against H1 (II), H2 (II)" in found
    assert not [line for line in found if line.startswith(new.number) and "content" in line]


def test_new_contradicting_exhibit_kept_from_the_reader_is_only_a_number(
    scene, approved, case, amina, boris
):
    approved()
    new = an_exhibit(case, amina, 9, named_readers_only=True)
    put_in(scene, new, amina, "II")
    assert f"{new.number}: changed; it is kept to named readers" in told(scene, boris)
    assert "speaks against" not in str(told(scene, boris))
