"""A real mail server on loopback that keeps what it is given."""

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Mailbox:
    """Every message as it went over the line; `refuse` is what the server answers instead."""

    def __init__(self):
        self.raw, self.refuse = [], ""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refuse:
            return self.refuse
        self.raw.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 kept"

    def messages(self):
        parse = email.message_from_bytes
        return [parse(content, policy=email.policy.default) for _from, _to, content in self.raw]

    def to(self):
        return sorted(address for _from, to, _content in self.raw for address in to)

    def everything(self):
        """Head and body as they were sent, and as a reader sees them."""
        bodies = [message.get_content() for message in self.messages()]
        heads = [str(value) for message in self.messages() for value in message.values()]
        return "\n".join([*(raw.decode() for _f, _t, raw in self.raw), *bodies, *heads])


class Loopback(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="localhost", enable_SMTPUTF8=True)


@pytest.fixture
def mail_server():
    """Its `handler` is the Mailbox."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Loopback(Mailbox(), hostname="127.0.0.1", port=port)
    server.start()
    yield server
    if not server.loop.is_closed():  # a test may have stopped it
        server.stop()


@pytest.fixture
def mailbox(mail_server, settings):
    """Mail is set up in this process, and goes to the server."""
    from casefiles.config import environment

    settings.MAIL_URL = f"smtp+plain://127.0.0.1:{mail_server.port}"
    for name, value in environment.mail(settings.MAIL_URL).items():
        setattr(settings, name, value)
    settings.DEFAULT_FROM_EMAIL = "Casefiles <casefiles@example.org>"
    settings.ORIGIN = "https://files.example.org"
    return mail_server.handler
