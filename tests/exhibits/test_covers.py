"""Small pictures beside the exhibits of a list: of whom, for whom, and at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.models import Reading
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Inspection, Rendition
from evidence.exhibits.vocabulary import InspectionKind, InspectionOutcome
from tests.exhibits.material import WHY

VEIL = b"RIFF-a-few-pixels"


@pytest.fixture
def pictured(log, case):
    """pictured("Title") → an exhibit with a file of which a worker has made a picture."""

    def make(title, **words):
        exhibit = log(title, content=title.encode(), **words)
        file = exhibit.files.get()
        look = Inspection.objects.create(
            case=case, file=file, attempt=1, kind=InspectionKind.PREVIEW,
            outcome=InspectionOutcome.DONE, parent_sha256=file.sha256,
        )  # fmt: skip
        for variant in ("thumb", "view"):
            Rendition.objects.create(
                inspection=look, variant=variant, object_name=f"{file.pk}-{variant}", size=9,
                sha256="a" * 64, media_type="image/webp", width=320, height=240, veil=VEIL,
            )  # fmt: skip
        return exhibit

    return make


@pytest.fixture
def page_for(client, case):
    def get(user):
        client.force_login(user)
        return client.get(reverse("exhibits:exhibit_list", args=[case.pk]))

    return get


def thumbs(response):
    text = response.content.decode()
    return re.findall(r"/previews/([0-9a-f-]{36})/", text)


def test_list_shows_the_thumbnail_and_never_the_large_picture(pictured, page_for, amina, boris):
    exhibit = pictured("The north wall")
    thumb = Rendition.objects.get(variant="thumb")
    for user in (amina, boris):
        response = page_for(user)
        assert thumbs(response) == [str(thumb.pk)], user
        assert response.context["page"].object_list[0].cover.file == exhibit.files.get()


def test_graphic_exhibit_has_its_blurred_pixels_and_no_address_of_a_sharp_one(
    pictured, page_for, amina
):
    pictured("The dead", is_graphic=True)
    response = page_for(amina)
    assert thumbs(response) == [] and b"data:image/webp;base64," in response.content


def test_observer_gets_no_picture_not_even_a_blurred_one(pictured, page_for, dalia):
    pictured("The north wall")
    pictured("The dead", is_graphic=True)
    response = page_for(dalia)
    assert b"The north wall" in response.content
    assert thumbs(response) == [] and b"data:image" not in response.content


def test_held_and_withdrawn_files_give_no_picture(pictured, page_for, amina):
    held, gone = pictured("Infected"), pictured("Withdrawn")
    Inspection.objects.create(
        case=held.case, file=held.files.get(), attempt=1, kind=InspectionKind.VIRUS,
        outcome=InspectionOutcome.INFECTED, parent_sha256="a" * 64,
    )  # fmt: skip
    withdraw(gone.files.get(), by=amina, reason=WHY)
    assert thumbs(page_for(amina)) == []


def test_more_pictures_cost_no_more_queries(pictured, page_for, amina):
    pictured("One")
    page_for(amina)
    with CaptureQueriesContext(connection) as few:
        page_for(amina)
    for number in range(5):
        pictured(f"More {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(thumbs(page_for(amina))) == 6
    assert len(many) == len(few)


@pytest.fixture
def fetch(client, case):
    """fetch(user, picture, entry) asks for a small picture as the page that names the entry does."""

    def get(user, picture, entry=""):
        client.force_login(user)
        return client.get(
            reverse("exhibits:rendition", args=[case.pk, picture]),
            {"logged": entry} if entry else {},
        )

    return get


def test_pictures_of_one_page_are_one_reading_that_names_each(pictured, page_for, fetch, amina):
    for number in range(3):
        pictured(f"No. {number}")
    pictured("The dead", is_graphic=True)
    page = page_for(amina)
    [reading] = Reading.objects.all()
    assert (reading.actor_id, reading.what) == (amina.pk, "previews in a list")
    assert sorted(reading.together) == sorted(thumbs(page)) and len(reading.together) == 3
    assert f"?logged={reading.pk}" in page.content.decode()
    for picture in reading.together:
        fetch(amina, picture, reading.pk)
    assert Reading.objects.count() == 1
    page_for(amina)  # looked at again, said again
    assert Reading.objects.count() == 2


def test_picture_that_no_entry_names_is_a_reading_of_its_own(
    pictured, page_for, fetch, amina, boris
):
    pictured("Listed")
    page_for(amina)
    [entry] = Reading.objects.all()
    [listed] = entry.together
    large = Rendition.objects.get(variant="view").pk
    later = Rendition.objects.get(inspection__file__exhibit=pictured("Later"), variant="thumb").pk
    wanted = [(amina, large), (amina, later), (boris, listed)]
    for user, picture in wanted:
        fetch(user, picture, entry.pk)
    fetch(amina, listed, "no-id")
    fetch(amina, listed)
    own = Reading.objects.filter(what="preview").order_by("at").values_list("actor_id", "object_id")
    assert [(actor, str(pk)) for actor, pk in own] == [
        *((user.pk, str(picture)) for user, picture in wanted),
        (amina.pk, listed), (amina.pk, listed)]  # fmt: skip


def test_page_left_open_for_long_is_read_anew(pictured, page_for, fetch, amina, monkeypatch):
    pictured("Listed")
    page_for(amina)
    [entry] = Reading.objects.all()
    late = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("casefiles.audit.services.timezone.now", lambda: late)
    fetch(amina, entry.together[0], entry.pk)
    assert Reading.objects.filter(what="preview").count() == 1


def test_list_without_pictures_logs_nothing(log, page_for, amina):
    log("No picture", content=b"x")
    page_for(amina)
    assert not Reading.objects.exists()
