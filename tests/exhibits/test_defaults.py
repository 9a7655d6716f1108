"""What a new exhibit begins with, and that the page says so."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.services import record
from evidence.exhibits.models import Origin
from evidence.exhibits.services import name_reader
from tests.cast import join
from tests.exhibits.material import WHY


@pytest.fixture
def opened(client, case, amina):
    """opened(like=exhibit, by=amina) → the form page of a new exhibit."""

    def get(like=None, by=amina, route="exhibits:exhibit_create"):
        client.force_login(by)
        return client.get(reverse(route, args=[case.pk]), {"like": like.pk} if like else {})

    return get


def begins(page, *names):
    return [page.context["form"][name].value() for name in names]


def test_first_exhibit_begins_with_what_the_case_says(opened, case, amina):
    case.exhibit_provider_code, case.exhibit_language = "UN", "Arabic"
    case.exhibit_confidentiality = "under_seal"
    record(case, by=amina, reason=WHY)
    page = opened()
    names = ("provider_code", "language", "confidentiality", "collector", "collected_on")
    assert begins(page, *names) == ["UN", "Arabic", "under_seal", "Amina", timezone.localdate()]
    text = page.content.decode()
    assert "Filled in for you" in text and "<bdi>Arabic</bdi>" in text and "Under seal" in text


def test_case_without_a_usual_value_gives_its_own_confidentiality(opened, case):
    assert begins(opened(), "confidentiality", "provider_code") == [case.confidentiality, None]


def test_writers_last_entry_comes_before_the_cases_usual_values(opened, case, amina, log, boris):
    case.exhibit_provider_code = "UN"
    record(case, by=amina, reason=WHY)
    mine = log("Mine", code="NEWS", kind="video", language="French", publisher="A paper")
    writer = join(case, boris, "investigator")
    log("Another's", code="POE", kind="dataset", by=writer)
    page = opened()
    assert begins(page, "provider_code", "kind", "language") == ["NEWS", "video", "French"]
    assert begins(page, "publisher", "title") == [None, None], "only for whoever asks for it"
    assert f"<bdi>{mine.number}</bdi>" in page.content.decode()
    assert begins(opened(by=writer), "provider_code", "kind") == ["POE", "dataset"]


def test_another_like_this_one_takes_provenance_and_nothing_of_its_content(
    opened, log, case, amina, client
):
    origin = Origin(case=case, name="The hospital's guard")
    record(origin, by=amina, reason=WHY)
    model = log(
        "Model", code="NEWS", kind="video", description="what it shows", publisher="A paper",
        provider="A friend", collection_method="by hand", item_date="2019-07-03", origin=origin,
        content=b"its file",
    )  # fmt: skip
    log("Newer", code="UN")
    page = opened(like=model)
    given = begins(page, "provider_code", "publisher", "provider", "collection_method", "origin")
    assert given == ["NEWS", "A paper", "A friend", "by hand", origin.pk]
    assert begins(page, "title", "description", "item_date") == [None, None, None]
    assert f"like <bdi>{model.number}</bdi>" in page.content.decode()
    address = reverse("exhibits:exhibit_create", args=[case.pk])
    assert f"{address}?like={model.pk}" in client.get(model.get_absolute_url()).content.decode()


def test_like_a_closed_exhibit_begins_closed_to_the_same_readers(opened, log, elias, amina):
    model = log("Closed", named_readers_only=True)
    name_reader(model, elias, by=amina, reason=WHY)
    closed, readers = begins(opened(like=model), "named_readers_only", "readers")
    assert closed is True and elias.pk in readers


def test_exhibit_out_of_sight_lends_nothing(opened, closed, case, boris):
    writer = join(case, boris, "investigator")
    page = opened(like=closed, by=writer)
    assert page.status_code == 200 and "Filled in for you, like" not in page.content.decode()
    assert begins(page, "provider_code") == [None]


def test_pasted_links_begin_alike_but_stay_of_the_web(opened, log):
    log("A video", code="NEWS", kind="video", language="French")
    page = opened(route="exhibits:link_create")
    assert begins(page, "provider_code", "language", "kind") == ["NEWS", "French", "web_capture"]
