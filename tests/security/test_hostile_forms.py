"""What nobody would type into a form: each answers calmly, beside its boxes, and changes nothing else."""

import traceback
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from casefiles.audit.models import Change
from tests.e2e.pages import PostForms
from tests.security import verdicts
from tests.security.hostile import VALUES
from tests.security.routes import Route, all_routes
from tests.security.world import World

IDENTITY = {"csrfmiddlewaretoken", "token", "version"}
# What a verb takes that shows no form of its own.
OF_A_VERB = {name: ["x"] for name in ("reason", "reasons", "digest", "why", "token", "version")}


PER_FORM, ALWAYS = 2, {"JSON"}


@pytest.fixture
def world(training, db):
    return World()


@pytest.fixture
def raised():
    """The last line of every error that a view let through."""
    found: list[str] = []

    def note(**_told: Any) -> None:
        found.append(traceback.format_exc().strip().splitlines()[-1])

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


def role_for(route: Route, world: World) -> str | None:
    return next((r for r in world.people if verdicts.expected(route.name, r) == "open"), None)


def form_at(client: Client, url: str, route: Route) -> dict[str, list[str]]:
    """The largest form of a page, as a browser would send it."""
    if route.post_only:
        return OF_A_VERB
    page = client.get(url)
    reader = PostForms()
    reader.feed(page.content.decode() if "html" in page.get("Content-Type", "") else "")
    return max(reader.forms, key=len, default={})


def kinds_for(route: Route, world: World) -> dict[str, list[str]]:
    """Some kinds at every form, others in turn; and the id of the other case."""
    place = sum(route.name.encode())
    names = list(VALUES)
    chosen = {names[(place + step * 5) % len(names)] for step in range(PER_FORM)} | ALWAYS
    other = world.training if "witnesses" not in route.name else world.case
    return {name: VALUES[name] for name in sorted(chosen)} | {"other case": [str(other.pk)]}


def test_no_form_breaks_on_what_is_typed_into_it(world, raised):
    clients, broken, silent, sent = {}, [], [], 0
    cases = {world.case.pk, world.training.pk}
    for role, person in world.people.items():
        clients[role] = Client(raise_request_exception=False)
        clients[role].force_login(person)
    for route in all_routes():
        role = role_for(route, world)
        url = world.url(route)
        form = form_at(clients[role], url, route) if role else {}
        boxes = [name for name in form if name not in IDENTITY]
        for kind, values in kinds_for(route, world).items() if boxes else ():
            before, seen = len(raised), Change.objects.count()
            with transaction.atomic():
                answer = clients[role].post(url, {**form, **dict.fromkeys(boxes, values)})
                wrote = Change.objects.order_by("sequence")[seen:].values_list("case_id", flat=True)
                strays = {pk for pk in wrote if pk and str(pk) not in url}
                transaction.set_rollback(True)
            sent += 1
            # Administrators replace a lead at an address that names no case.
            strays &= cases if "case" in route.takes else set()
            if answer.status_code >= 500 or raised[before:] or strays:
                broken.append((route.name, kind, answer.status_code, raised[before:], strays))
            if answer.status_code == 422 and "error" not in answer.content.decode():
                silent.append((route.name, kind))
    assert broken == [] and silent == [] and sent > 300
