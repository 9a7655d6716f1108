"""Which files are run first where two workers share them: those that take longest.

pytest-xdist hands a whole file to one worker, in the order in which its tests were collected once
`--no-loadscope-reorder` is given. A long file that comes last keeps one worker busy alone.
"""

import os

import pytest

from casefiles.engines.folders import REPOSITORY

#: The longest first. `--durations=60` says what has become long.
LONG = (
    "tests/e2e/test_every_page.py",
    "tests/security/test_canary.py",
    "tests/exhibits/inspection/test_hostile.py",
    "tests/attribution/test_pages.py",
    "tests/exhibits/test_intake_browser.py",
    "tests/faults/test_killed_writers.py",
    "tests/attribution/test_pages_browser.py",
    "tests/dossiers/test_faults.py",
    "tests/engines/test_site.py",
    "tests/attribution/test_round_browser.py",
    "tests/attribution/test_standing_machine.py",
    "tests/attribution/test_matrix_browser.py",
    "tests/attribution/test_law_browser.py",
    "tests/faults/test_upload_worker.py",
    "tests/faults/test_cut_uploads.py",
    "tests/e2e/test_three_jobs.py",
    "tests/security/test_hostile_forms.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {REPOSITORY / name: place for place, name in enumerate(LONG)}
    if missing := [path for path in places if not path.exists()]:
        raise pytest.UsageError(f"tests/plugins/order.py names what is not there: {missing}")
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: places.get(item.path, len(LONG)))
