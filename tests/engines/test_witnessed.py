"""A failing browser test tells what its pages showed, asked and still waited for."""

import pytest

from tests.plugins.witnessed import SEEN, pytest_runtest_makereport

HERE = "http://127.0.0.1:9/"
HTML = """<title>Exhibit</title><main><h1>Seen by nobody</h1><input autofocus name=code></main>
<script>console.error("went wrong"); fetch("/never"); fetch("/refused").then((it) => it.text())</script>"""


@pytest.fixture
def opened(page):
    page.route(HERE, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.route("**/never", lambda _route: None)
    page.route("**/refused", lambda route: route.fulfill(status=500, body="no"))
    with page.expect_request_finished(lambda asked: asked.url.endswith("/refused")):
        page.goto(HERE)
    return page


def test_page_is_told_with_its_text_its_console_and_what_it_waits_for(opened, request):
    (witness,) = request.node.stash[SEEN]
    told = witness.tell()
    assert "'Exhibit'" in told and "Seen by nobody" in told and 'name="code"' in told
    assert "console error: went wrong" in told and f"500 GET {HERE}refused" in told
    waiting = told.split("Not answered in full:")[1]
    assert f"GET {HERE}never" in waiting and "refused" not in waiting


def test_page_that_hangs_is_told_all_the_same(opened, request):
    opened.evaluate("setTimeout(() => { for (;;); })")
    (witness,) = request.node.stash[SEEN]
    assert "(does not answer: " in witness.tell()


def test_only_a_failing_test_is_told_of(opened, request):
    def of(failed):
        report = type("Report", (), {"failed": failed, "sections": []})()
        call = type("Call", (), {"when": "call"})
        hook = pytest_runtest_makereport(request.node, call)
        next(hook)
        with pytest.raises(StopIteration):
            hook.send(report)
        return [name for name, _text in report.sections]

    assert of(False) == [] and of(True) == ["page 1"]
