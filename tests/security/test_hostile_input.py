"""What nobody would ask of an address: each answers it calmly."""

import pytest
from django.test import Client

from tests.security.routes import all_routes
from tests.security.world import World

NAMES = ["page", "before", "after", "q", "part", "parent", "exhibit", "incident", "around", "like",
         "kind", "aspect", "corrects", "as", "rows", "show", "then", "question", "words", "since",
         "until", "person", "only", "leaf", "origin", "draft", "audience", "grade", "day"]  # fmt: skip


@pytest.fixture
def world(training, db):
    return World()


# What the database takes no text with, and a number beyond every column.
@pytest.mark.parametrize("asked", ["%00", "9" * 30])
def test_no_address_breaks_on_what_is_asked_of_it(world, asked):
    lead, broken = Client(raise_request_exception=False), []
    lead.force_login(world.people["lead"])
    query = "&".join(f"{name}={asked}" for name in NAMES)
    for route in all_routes():
        if not route.post_only and route.name != "account_logout":
            answer = lead.get(f"{world.url(route)}?{query}")
            broken += [route.name] if answer.status_code >= 500 else []
    assert broken == []
