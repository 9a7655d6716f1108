"""All of it or nothing, only where it belongs, and never twice."""

import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from casefiles.accounts.models import User
from casefiles.audit.models import Change
from casefiles.cases.forms.incidents import SourceForm
from casefiles.cases.models import CaseFile
from demonstration import loading
from demonstration.accounts import accounts_file, known_cast, new_password
from demonstration.entering import FixtureError, enter
from evidence.exhibits.store import store


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_command_loads_and_prints_accounts_that_can_sign_in(db):
    said = run("load_tajoura")
    assert "Loaded TAJ-2019" in said
    file = accounts_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text().splitlines()
    assert len(lines) == 5 and all(line in said for line in lines)
    for line in lines:
        email, password, *_does = line.split()
        assert len(password.replace("-", "")) >= 20
        assert authenticate(email=email, password=password) == User.objects.get(email=email)
        assert password not in repr(list(User.history.values()))


def test_passwords_are_random():
    assert len({new_password() for _ in range(50)}) == 50


def test_second_run_says_so_and_changes_nothing(db):
    run("load_tajoura")
    before = (Change.objects.count(), accounts_file().read_bytes(), store().names())
    with pytest.raises(CommandError, match="TAJ-2019 is here already"):
        run("load_tajoura")
    assert "nothing was loaded" in run("load_tajoura", if_empty=True)
    assert (Change.objects.count(), accounts_file().read_bytes(), store().names()) == before


def test_training_case_joins_the_same_five_people_once(db):
    run("load_tajoura")
    accounts, cast = accounts_file().read_bytes(), known_cast()
    assert "Loaded TRN-0001" in run("load_training_case", if_empty=True)
    assert "nothing was loaded" in run("load_training_case", if_empty=True)
    assert known_cast() == cast and accounts_file().read_bytes() == accounts
    assert CaseFile.objects.count() == 2


def test_site_with_a_real_case_gets_no_demonstration_by_itself(case):
    for command in ("load_tajoura", "load_mh17", "load_training_case"):
        assert "nothing was loaded" in run(command, if_empty=True)
    assert not known_cast() and not accounts_file().exists()


def test_accounts_are_not_printed_where_make_run_prints_them(db):
    said = run("load_tajoura", if_empty=True)
    assert str(accounts_file()) in said and "amina@demo.invalid" not in said


@pytest.mark.parametrize("command", ["load_tajoura", "load_mh17", "load_training_case"])
def test_refuses_outside_of_the_embedded_engines(db, settings, command):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="only on the embedded engines"):
        run(command)
    assert not CaseFile.objects.exists() and not User.objects.exists()


def test_failure_half_way_leaves_nothing_behind(committed_db, monkeypatch):
    objects = store().names()

    def fail(*args):
        raise FixtureError("half way")

    monkeypatch.setattr(loading, "enter_analysis", fail)
    with pytest.raises(FixtureError):
        loading.load("tajoura")
    assert not CaseFile.objects.exists() and not User.objects.exists()
    assert store().names() == objects and not accounts_file().exists()


def test_key_that_no_form_knows_is_not_passed_over(case, amina):
    row = {"code": "UN", "title": "A report", "pages": 13}
    with pytest.raises(FixtureError, match="no field for pages"):
        enter(SourceForm, row, case=case, user=amina)


def test_value_that_a_form_refuses_stops_the_load(case, amina):
    with pytest.raises(FixtureError, match="title"):
        enter(SourceForm, {"code": "UN", "title": ""}, case=case, user=amina)
