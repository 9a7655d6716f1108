"""Every address × every role has a declared verdict, and the site gives exactly that."""

from unittest import mock

import pytest

from tests.security import verdicts
from tests.security.routes import all_routes
from tests.security.world import World

ROUTES = all_routes()
DECLARED = (
    verdicts.OPEN | verdicts.SIGNED_IN | {*verdicts.OWN} | verdicts.ADMINISTRATORS | {*verdicts.IN_A_CASE}
)  # fmt: skip


@pytest.fixture
def world(training, db):
    return World()


def test_every_address_has_a_verdict_and_no_verdict_is_left_over():
    assert {route.name for route in ROUTES} == DECLARED


def expected(name: str, role: str) -> str:
    """`sign in`, `hidden` (404), `refused` (403) or `open`."""
    if name in verdicts.OPEN:
        return "open"
    if role == "stranger":
        return "sign in"
    if name in verdicts.SIGNED_IN:
        return "open"
    if name in verdicts.OWN:
        return "open" if role == verdicts.OWN[name] else "hidden"
    if name in verdicts.ADMINISTRATORS:
        return "open" if role == "administrator" else "refused"
    if role in ("outsider", "administrator"):
        return "hidden"
    return "open" if role in verdicts.IN_A_CASE[name] else "refused"


def given(route, client, url: str) -> str:
    """What the site answers: verbs are posted empty, everything else is opened."""
    answer = client.post(url) if route.post_only else client.get(url)
    if answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]:
        return "sign in"
    return {403: "refused", 404: "hidden"}.get(answer.status_code, "open")


# The count in the top bar stands on every page and would take a third of the time.
@mock.patch("casefiles.cases.context.WAITING", [])
def test_site_gives_every_role_the_declared_verdict(world):
    wrong = []
    addresses = [(route, world.url(route)) for route in ROUTES]
    for role, client in world.clients():
        for route, url in addresses:
            if route.name == "account_logout":
                continue
            want, got = expected(route.name, role), given(route, client, url)
            if want != got:
                wrong.append(f"{route.name} as {role}: declared {want}, got {got}")
    assert wrong == []
