"""Notices by e-mail, through a real SMTP server: when, how often, and nothing of a case in them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from casefiles.accounts.services import choose_language, disable_account
from casefiles.cases.models import Party
from casefiles.cases.services.records import withdraw
from casefiles.config import environment
from casefiles.notices.doctor import mail
from casefiles.notices.mail import choose_frequency, send_due
from casefiles.notices.models import MailChoice, Notice
from casefiles.notices.services import mark_read, notify
from tests.attribution.scenes import decides, submit_hypothesis, tajoura
from tests.cast import make_user

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def told(case, boris):
    """Gives Boris one more thing to read."""
    Notice.objects.all().delete()
    numbers = iter(range(1000))

    def tell():
        notify([boris], "cases.submitted", case, key=str(next(numbers)))

    return tell


def test_message_says_that_something_waits_and_where_to_read_it(mailbox, told, boris):
    told()
    assert send_due(MORNING) == 1
    (message,) = mailbox.messages()
    assert mailbox.to() == ["boris@example.org"] and message["From"].endswith("@example.org>")
    assert message["Subject"] == "Something waits for you in Casefiles"
    text = message.get_content().replace("\r\n", "\n")
    assert "https://files.example.org/notices/\n" in text
    assert "https://files.example.org/account/notices/" in text
    assert message.get_content_type() == "text/plain" and not message.is_multipart()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.org>")


def test_no_message_names_a_case_a_person_or_a_hypothesis(mailbox, case, amina, boris, elias):
    scene = tajoura(case, amina, readers=[boris, elias])
    case.title = "PLANTED-TITLE"
    submission = submit_hypothesis(scene["HF"], by=amina, note="PLANTED-NOTE")
    decides(submission, boris, "return", reasons="PLANTED-REASONS of W-0001")
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert {"attribution.submitted", "attribution.returned", "cases.joined"} <= kinds
    assert send_due(MORNING) == 3  # Amina, Boris, Elias
    said = mailbox.everything().casefold()
    words = {
        "PLANTED", "CANARY-NAME", "W-0001", case.reference, "TAJ", "Daman", "HF", "STATE-X",
        "Amina", "Boris returned", "submission", "review", str(case.pk), str(submission.pk),
        *(item.text for item in scene.hypotheses.values()),
        *(party.name for party in Party.objects.all()),
        *(exhibit.number for exhibit in scene.exhibits.values()),
    }  # fmt: skip
    # An address is a person's own: it stands in its own message's envelope and nowhere else.
    said = said.replace("amina@example.org", "")
    assert sorted(word for word in words if word.casefold() in said) == []
    bodies = {message.get_content() for message in mailbox.messages()}
    assert len(bodies) == 1  # whatever waits, and however much of it


def test_what_comes_soon_after_is_collected_into_one_message(mailbox, told, settings):
    told()
    assert send_due(MORNING) == 1
    told()
    told()
    assert send_due(MORNING + MINUTE) == 0
    assert send_due(MORNING + settings.MAIL_MINUTES * MINUTE) == 1
    assert send_due(MORNING + HOUR) == 0 and len(mailbox.raw) == 2


def test_digest_goes_out_once_a_day(mailbox, told, boris):
    choose_frequency(boris, "daily")
    told()
    assert send_due(MORNING.replace(hour=3)) == 0
    assert send_due(MORNING) == 1
    told()
    assert send_due(MORNING + HOUR) == 0
    assert send_due(MORNING + 24 * HOUR) == 1


def test_who_wants_none_gets_none(mailbox, told, boris):
    choose_frequency(boris, "none")
    told()
    assert send_due(MORNING) == 0 and mailbox.raw == []


def test_what_was_read_meanwhile_is_not_sent(mailbox, told, boris):
    told()
    mark_read(Notice.objects.filter(user=boris))
    assert send_due(MORNING) == 0


def test_who_left_the_case_gets_none(mailbox, told, case, boris, amina):
    told()
    withdraw(case.members().get(user=boris), by=amina, reason="it is over")
    assert send_due(MORNING) == 0 and mailbox.raw == []


def test_disabled_account_gets_none(mailbox, told, boris):
    told()
    chief = make_user("Chief", is_administrator=True)
    disable_account(boris, by=chief, reason="left the house")
    assert send_due(MORNING) == 0 and mailbox.raw == []


def test_refused_message_is_kept_and_tried_again_ever_more_rarely(mailbox, told, boris, caplog):
    told()
    mailbox.refuse = "451 boris@example.org has no room"
    assert send_due(MORNING) == 0 and "could not be sent: SMTPDataError" in caplog.text
    ours = [line.getMessage() for line in caplog.records if line.name.startswith("casefiles")]
    assert ours and not any("boris@example.org" in line for line in ours)
    choice = MailChoice.objects.get(user=boris)
    assert (choice.failures, choice.retry_at) == (1, MORNING + MINUTE)
    assert send_due(MORNING + MINUTE) == 0  # refused again
    assert MailChoice.objects.get(user=boris).retry_at == MORNING + 3 * MINUTE
    mailbox.refuse = ""
    assert send_due(MORNING + 2 * MINUTE) == 0
    assert send_due(MORNING + 3 * MINUTE) == 1 and mailbox.to() == ["boris@example.org"]
    assert MailChoice.objects.get(user=boris).failures == 0


def test_server_that_is_away_loses_nothing(mail_server, mailbox, told, boris):
    told()
    mail_server.stop()
    assert send_due(MORNING) == 0
    assert Notice.objects.filter(user=boris, mailed_at=None).count() == 1


def test_message_is_in_the_language_of_its_reader(mailbox, told, boris, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("xx", "Test")]
    choose_language(boris, "ar")
    told()
    send_due(MORNING)
    assert mailbox.messages()[0]["Content-Language"] == "ar"


def test_without_a_mail_server_nothing_is_sent_and_the_page_says_so(client, told, boris):
    told()
    assert send_due(MORNING) == 0
    client.force_login(boris)
    assert "This server sends no e-mail" in client.get("/account/notices/").content.decode()


def test_choice_is_kept_and_the_page_tells_of_a_failure(client, mailbox, told, boris):
    client.force_login(boris)
    assert 'value="immediate"' in client.get("/account/notices/").content.decode()
    client.post("/account/notices/", {"frequency": "daily"})
    assert MailChoice.objects.get(user=boris).frequency == "daily"
    assert client.post("/account/notices/", {"frequency": "hourly"}).status_code == 422
    MailChoice.objects.update(failures=2)
    page = client.get("/account/notices/").content.decode()
    assert "could not be sent" in page and "sends no e-mail" not in page


def test_service_accounts_get_no_mail(mailbox, case):
    service = make_user("Service", is_service=True)
    notify([service], "cases.submitted", case, key="x")
    assert not Notice.objects.filter(user=service).exists()


@pytest.mark.parametrize(
    ("url", "port", "ssl", "starttls"),
    [
        ("smtp://me:p%40ss@mail.example.org", 587, False, True),
        ("smtps://mail.example.org:4465", 4465, True, False),
        ("smtp+plain://localhost", 25, False, False),
    ],
)
def test_address_of_the_mail_server_is_read(url, port, ssl, starttls):
    read = environment.mail(url)
    assert (read["EMAIL_PORT"], read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == (
        port,
        ssl,
        starttls,
    )
    assert read["EMAIL_HOST_PASSWORD"] == ("p@ss" if "me:" in url else "")


def test_address_that_is_none_refuses_to_start():
    with pytest.raises(ImproperlyConfigured, match="CASEFILES_MAIL_URL must be"):
        environment.mail("http://mail.example.org")


def test_doctor_says_whether_mail_can_be_sent(mail_server, mailbox, settings):
    assert mail().fit
    settings.ORIGIN = ""
    assert "CASEFILES_ORIGIN" in mail().advice
    settings.MAIL_FREQUENCY = "often"
    assert "immediate, daily, none" in mail().advice
    settings.MAIL_FREQUENCY = "daily"
    mail_server.stop()
    assert "ConnectionRefusedError" in mail().found and mail().advice
    assert mailbox.raw == []
    settings.MAIL_URL = ""
    assert mail().fit and "none is sent" in mail().found
