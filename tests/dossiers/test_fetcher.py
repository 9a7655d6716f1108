"""The renderer loads nothing: no file of the server, no host, no redirect."""

import http.server
import threading

import pytest
from weasyprint.urls import FatalURLFetchingError

from casefiles.jobs.kinds import JobFailed
from reports.dossiers.rendering.fetcher import SealedFetcher
from reports.dossiers.rendering.pages import set_part
from reports.dossiers.rendering.reading import everything_in


@pytest.fixture
def site():
    """A host of our own that redirects to a file, and writes down who came."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


ELSEWHERE = ["file:///etc/hostname", "FILE:///etc/hostname", "ftp://x/y", "http://127.0.0.1/",
             "https://127.0.0.1/", "gopher://x", "x"]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_fetcher_refuses_every_scheme_but_data(address):
    with pytest.raises(ValueError):
        SealedFetcher().fetch(address)


def test_fetcher_reads_what_is_written_inside():
    assert SealedFetcher().fetch("data:text/plain,inside").read() == b"inside"


def test_markup_that_got_in_after_all_loads_nothing(site, tmp_path):
    address, asked = site
    secret = tmp_path / "secret.txt"
    secret.write_text("the-servers-own-secret")
    html = f"""<link rel=attachment href="{secret.as_uri()}"><link rel=stylesheet href="{address}/s">
      <img src="{address}/i"><img src="{secret.as_uri()}"><a rel=attachment href="{secret.as_uri()}">x</a>
      <svg><image href="{secret.as_uri()}"/></svg><style>@import url({address}/c);</style>
      <object data="{address}/o"></object><p style="background:url({address}/b)">text</p>"""
    pdf = set_part(html).pdf
    assert asked == []
    assert not [piece for piece in everything_in(pdf) if "the-servers-own-secret" in piece]
    assert b"/EmbeddedFile" not in pdf


@pytest.mark.parametrize("error", [RecursionError, FatalURLFetchingError])
def test_what_the_renderer_cannot_set_is_a_named_failure(monkeypatch, error):
    """The second is no Exception: uncaught, it would take the worker down without a word."""

    def give_up(*args, **kwargs):
        raise error

    monkeypatch.setattr("weasyprint.HTML.render", give_up)
    with pytest.raises(JobFailed) as failure:
        set_part("<p>text</p>")
    assert failure.value.code == "layout"
