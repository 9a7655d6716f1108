"""A test that drives a browser is run once more when it fails, and the summary says so.

Page, web server and worker are programs that a slow machine runs in an order nobody chose. All
other tests have one try. What failed first is told in full, with what the pages showed: a race
that is seen here is to be mended, not lived with.
"""

import pytest
from _pytest.terminal import TerminalReporter


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.usepdb or not config.pluginmanager.hasplugin("rerunfailures"):
        return  # whoever looks into a failure wants the first
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    failures = terminalreporter.stats.get("rerun", [])
    if not failures:
        return
    names = dict.fromkeys(failure.nodeid for failure in failures)
    terminalreporter.write_sep("=", f"run twice: {len(names)} that failed at first")
    ended = {
        report.nodeid: report.sections
        for report in terminalreporter.stats.get("", [])
        if report.when == "teardown" and getattr(report, "rerun", None) == 0
    }
    for failure in failures:
        terminalreporter.write_sep("_", f"{failure.nodeid} ({failure.when})")
        terminalreporter.write_line(failure.longreprtext)
        for title, text in dict([*failure.sections, *ended.get(failure.nodeid, [])]).items():
            terminalreporter.write_sep("-", title)
            terminalreporter.write_line(text)
