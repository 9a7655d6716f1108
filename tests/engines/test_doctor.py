"""`manage.py doctor`: fit where all is well, and otherwise unfit with advice, never a crash."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casefiles.jobs import doctor


def _run() -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("doctor", stdout=said, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def test_a_running_site_is_fit(committed_db, live_worker, monkeypatch: pytest.MonkeyPatch):
    """But for the append-only file, which throw-away engines go without."""
    monkeypatch.setattr(doctor, "CHECKS", [c for c in doctor.CHECKS if c is not doctor.queue])
    assert live_worker.says("ready")
    code, said = _run()
    assert code == 0, said
    assert "UNFIT" not in said


def test_no_worker_is_unfit_and_says_how_to_start_one(committed_db):
    code, said = _run()
    assert code == 1
    assert "worker" in said
    assert "celery -A casefiles.config.celery worker" in said


def test_a_check_that_breaks_is_unfit_and_the_rest_goes_on(settings, monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", [doctor.queue, doctor.configuration])
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    verdicts = {verdict.what: verdict for verdict in doctor.examine()}
    assert "ConnectionError" in verdicts["queue"].found
    assert verdicts["settings"].fit


def test_throwaway_redis_is_unfit_for_it_keeps_nothing(db):
    assert "appendonly yes" in doctor.queue().advice


@pytest.mark.parametrize("key", ["", "not base64!", "c2hvcnQ="])
def test_a_malformed_master_key_is_unfit(settings, key: str):
    settings.MASTER_KEY = key
    assert "32 random bytes" in doctor.keys().advice


def test_a_key_that_others_can_read_is_unfit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    key = tmp_path / "key"
    key.touch()
    monkeypatch.setenv("SECRET_KEY_FILE", str(key))
    key.chmod(0o644)
    assert doctor.key_files().advice == f"run: chmod 600 {key}"
    key.chmod(0o600)
    assert doctor.key_files().fit


def test_a_folder_that_is_not_there_is_unfit(tmp_path: Path, settings):
    settings.FILES_DIR = tmp_path / "gone"
    assert not doctor.files_folder().fit


def test_a_full_disk_is_unfit(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    assert "make room" in doctor.files_folder().advice


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [("DEBUG", True, "turn it off"), ("ALLOWED_HOSTS", ["*"], "CASEFILES_HOSTS")],
)
def test_settings_that_leak_are_unfit(settings, name: str, value: object, advice: str):
    setattr(settings, name, value)
    assert advice in doctor.configuration().advice


def test_a_server_without_tls_is_unfit(settings):
    settings.EMBEDDED, settings.ORIGIN = False, ""
    assert "TLS" in doctor.configuration().advice


def test_missing_fonts_are_unfit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "FONTS", ("Noto Sans", "No Such Font"))
    assert doctor.fonts().found == "no No Such Font"
