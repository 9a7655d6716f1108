"""Only what drives a browser has a second try, and what failed first is never hidden."""

import pytest

from casefiles.engines.folders import REPOSITORY

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest

pytest_plugins = ["tests.plugins.again"]

@pytest.fixture(scope="session")
def browser():
    return []

@pytest.fixture
def page(browser):
    yield browser
    print("what the server said")

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        report.sections.append(("page 1", f"what {item.name} showed"))
    return report
"""
TESTS = """
def test_once(page):
    page.append("tried")
    assert len(page) == 2, "lost a race"

def test_twice(browser):
    assert browser == "never"

def test_well(page):
    pass

def test_without(tmp_path_factory):
    assert tmp_path_factory is None
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_browsers_have_a_second_try_that_is_told(pytester, monkeypatch, workers):
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    for variable in ("PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(variable, raising=False)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_pages=TESTS)
    words = ("-p", "no:django", "-p", "no:cacheprovider", "--strict-markers", "-n", workers)
    outcome = pytester.runpytest_subprocess(*words, "--dist", "loadfile")
    assert outcome.ret == pytest.ExitCode.TESTS_FAILED
    outcome.assert_outcomes(passed=2, failed=2)
    told = outcome.stdout.str().split("run twice: 2 that failed at first")[1].split("short test")[0]
    first, second = told.split("test_pages.py::test_twice (call)")
    assert "test_pages.py::test_once (call)" in first and "lost a race" in first
    assert "what test_once showed" in first and "what test_twice showed" in second
    assert first.count("what the server said") == 1
    assert "test_without" not in told and "test_well" not in told
