"""What the fixtures do with a page that misbehaves: it is told of, and nothing leaves the host."""

import socket

import pytest
from playwright.sync_api import Error

from tests.plugins.browsers import _watch

ASK = """address =>
  fetch(address, { mode: "no-cors", signal: AbortSignal.timeout(10_000) })
    .then(() => "came", (error) => error.name)"""


@pytest.fixture
def visit(browser):
    """(page, what it did that no page may do)"""
    offences = []
    with browser.new_context() as context:
        page = context.new_page()
        _watch(page, offences)
        yield page, offences


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost.localdomain"])
def test_page_that_asks_another_host_is_told_of_and_nobody_hears_it(visit, host):
    page, offences = visit
    # This machine, by an address that is no site's of ours.
    with socket.create_server(("127.0.0.2", 0)) as other:
        other.setblocking(False)
        address = f"http://{host}:{other.getsockname()[1]}/x"
        assert page.evaluate(ASK, address) == "TypeError"
        with pytest.raises(BlockingIOError):
            other.accept()
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(address)
    assert len(offences) == 2 and all(address in offence for offence in offences)


def test_own_host_is_heard(visit):
    page, offences = visit
    with socket.create_server(("127.0.0.1", 0)) as own:
        page.evaluate(f"void ({ASK})('http://127.0.0.1:{own.getsockname()[1]}/x')")
        own.settimeout(30)
        own.accept()[0].close()
    assert offences == []


def test_page_that_throws_or_breaks_the_policy_is_told_of(visit):
    page, offences = visit
    policy = '<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">'
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        page.set_content(f"{policy}<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    with page.expect_event("pageerror"):
        page.evaluate("void setTimeout(() => { throw new Error('on purpose') })")
    assert ["broke the policy" in offences[0], "on purpose" in offences[1]] == [True, True]
