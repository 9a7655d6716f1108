"""Source, item and content are verified apart; claims and findings stand side by side."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from casefiles.cases.registers import WEAKNESSES
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import TimePlace, Verification, VerificationSupport
from evidence.exhibits.services import change_verification, verify, withdraw_verification
from tests.exhibits.material import WHY

TYPED = {
    "aspect": "content", "method": "geolocation", "done_on": "2024-03-20", "result": "confirmed",
    "finding": "The quay and two masts match.", "limits": "Not the day.", "tool": "QGIS 3.34",
}  # fmt: skip
CLAIM = {"kind": "claimed", "said_by": "the uploader", "zone": "UTC", "precision": "exact",
         "earliest_date": "2024-03-11", "earliest_time": "06:10", "latest_date": "2024-03-11",
         "latest_time": "06:10"}  # fmt: skip


@pytest.fixture
def verified(request, amina):
    """verified(exhibit=…, supports=[…], result=…): of TAJ-UN-0001 where no exhibit is given."""

    def make(by=amina, supports=(), exhibit=None, **changed):
        exhibit = exhibit or request.getfixturevalue("exhibit")
        fields = {**TYPED, "done_on": date(2024, 3, 20), **changed}
        row = Verification(case=exhibit.case, exhibit=exhibit, **fields)
        return verify(row, supports, by=by, reason=WHY)

    return make


@pytest.fixture
def send(client, case, amina):
    """send("verification_create", exhibit, …): fills in that page's form, and posts it."""

    def post(name, row, by=amina, **fields):
        client.force_login(by)
        address = reverse(f"exhibits:{name}", args=[case.pk, row.pk])
        form = client.get(address).context["form"]
        shown = {field.name: field.value() for field in form if field.value() not in (None, "")}
        return client.post(address, {**shown, **fields})

    return post


def errors_of(response):
    assert response.status_code == 422
    return " ".join(str(e) for errors in response.context["form"].errors.values() for e in errors)


def test_aspect_that_nobody_verified_says_so(client, exhibit, amina, verified):
    client.force_login(amina)
    before = client.get(exhibit.get_absolute_url()).content.decode()
    for aspect in ("source", "item", "content"):
        assert f"Nobody has verified the {aspect} yet." in before
    verified()
    after = client.get(exhibit.get_absolute_url()).content.decode()
    assert "Nobody has verified the source yet." in after
    assert "Nobody has verified the content yet." not in after
    assert "Not the day." in after and "The quay and two masts match." in after


def test_verification_is_recorded_with_its_analyst_limits_and_support(send, exhibit, log, amina):
    image = log("Satellite image", code="SAT")
    answer = send(
        "verification_create",
        exhibit,
        **TYPED,
        supports=f"{image.number.lower()}, sat-{image.sequence}",
    )
    assert answer.status_code == 302
    row = Verification.objects.get()
    assert (row.analyst, row.result, row.limits) == (amina, "confirmed", "Not the day.")
    assert row.supports.get().exhibit == image and row.changes().get().action == "verify"


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"limits": ""}, "required"),
        ({"finding": " "}, "required"),
        ({"done_on": "2100-01-01"}, "in the future"),
        ({"supports": "TAJ-UN-9999"}, "has the number TAJ-UN-9999"),
        ({"result": "certain"}, "valid choice"),
    ],
)
def test_verification_without_what_it_needs_is_refused(send, exhibit, wrong, advice):
    assert advice in errors_of(send("verification_create", exhibit, **{**TYPED, **wrong}))
    assert not Verification.objects.exists()


def test_exhibit_shows_what_was_verified_with_it_to_who_may_see_that(
    client, closed, log, amina, boris, elias, verified
):
    image = log("Satellite image")
    row = verified(exhibit=closed, supports=[image], by=amina)
    for user, is_told in ((amina, True), (elias, True), (boris, False)):
        client.force_login(user)
        page = client.get(image.get_absolute_url()).content.decode()
        assert (row.get_absolute_url() in page) == is_told, user
        assert ("verified by comparison with this exhibit" in page) == is_told


def test_exhibit_supports_no_verification_of_itself(send, exhibit):
    answer = send("verification_create", exhibit, **TYPED, supports=exhibit.number)
    assert "cannot support its own" in errors_of(answer)
    assert not Verification.objects.exists()


def test_hidden_exhibit_is_no_support_and_gets_the_answer_of_an_unknown_one(
    send, log, case, closed
):
    from tests.cast import join, make_user

    chloe = join(case, make_user("Investigator"), "investigator")
    answer = send("verification_create", log(), by=chloe, **TYPED, supports=closed.number)
    assert f"has the number {closed.number}" in errors_of(answer)


def test_link_to_a_supporting_exhibit_needs_both_ends(verified, closed, log, boris, elias, client):
    other = log("Open one")
    row = verified(exhibit=other, supports=[closed])
    link = VerificationSupport.objects
    assert not link.visible_to(boris).exists() and link.visible_to(elias).count() == 1
    for page in (other.get_absolute_url(), row.get_absolute_url()):
        client.force_login(boris)
        assert closed.number not in client.get(page).content.decode()
        client.force_login(elias)
        assert closed.number in client.get(page).content.decode()
    hidden = verified(exhibit=closed, supports=[other])
    assert not link.visible_to(boris).exists()
    assert not Verification.objects.visible_to(boris).filter(pk=hidden.pk).exists()


def test_only_its_analyst_rewrites_a_verification(verified, case, exhibit, client):
    from tests.cast import join, make_user

    other = join(case, make_user("Investigator"), "investigator")
    row = verified()
    with pytest.raises(PermissionDenied):
        change_verification(row, [], by=other, reason=WHY)
    client.force_login(other)
    assert (
        client.get(reverse("exhibits:verification_update", args=[case.pk, row.pk])).status_code
        == 403
    )
    page = client.get(row.get_absolute_url()).content.decode()
    assert "/edit/" not in page and "/withdraw/" in page


def test_form_of_one_without_support_opens_with_an_empty_box(verified, client, amina):
    row = verified()
    client.force_login(amina)
    page = client.get(reverse("exhibits:verification_update", args=[row.case_id, row.pk]))
    assert page.context["form"]["supports"].value() == ""
    assert 'value="[]"' not in page.content.decode()


def test_changed_verification_keeps_what_it_was_and_moves_its_support(verified, send, log):
    first, second = log("One", code="SAT"), log("Two", code="SAT")
    row = verified(supports=[first])
    answer = send("verification_update", row, result="inconclusive", supports=second.number,
                  reason="the masts were moved")  # fmt: skip
    assert answer.status_code == 302
    assert [each.result for each in row.history.order_by("history_id")] == [
        "confirmed",
        "inconclusive",
    ]
    assert [link.exhibit for link in row.supports.current()] == [second]
    assert row.supports.count() == 2


def test_verified_time_rests_on_a_verification_that_holds(send, exhibit, verified):
    bad = verified(result="contradicted")
    told = {**CLAIM, "kind": "verified", "said_by": ""}
    assert "Choose the verification" in errors_of(send("timeplace_create", exhibit, **told))
    answer = send("timeplace_create", exhibit, **told, verification=str(bad.pk))
    assert "valid choice" in errors_of(answer)
    good = verified(method="chronolocation")
    answer = send("timeplace_create", exhibit, **told, verification=str(good.pk))
    assert answer.status_code == 302 and TimePlace.objects.get().verification == good
    with pytest.raises(ValidationError, match="rests on it"):
        withdraw_verification(good, by=good.analyst, reason=WHY)
    good.result = "contradicted"
    with pytest.raises(ValidationError, match="rests on it"):
        change_verification(good, [], by=good.analyst, reason=WHY)
    withdraw(TimePlace.objects.get(), by=good.analyst, reason=WHY)
    good.refresh_from_db()
    assert withdraw_verification(good, by=good.analyst, reason=WHY)


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"said_by": ""}, "Say who claims it"),
        ({"earliest_date": "", "earliest_time": "", "latest_date": "", "latest_time": ""},
         "Give a time, a place or both"),
        ({"latitude": "12.5"}, "both latitude and longitude"),
        ({"latitude": "12.5", "longitude": "40.1"}, "how exactly"),
        ({"latest_time": "06:00"}, "before the earliest"),
    ],
)  # fmt: skip
def test_time_and_place_that_say_too_little_are_refused(send, exhibit, wrong, advice):
    assert advice in errors_of(send("timeplace_create", exhibit, **{**CLAIM, **wrong}))


def test_claim_and_finding_stand_side_by_side_with_the_difference(send, exhibit, verified, client):
    send("timeplace_create", exhibit, **CLAIM, latitude="12.50000", longitude="40.10000",
         precision_m="100")  # fmt: skip
    row = verified(method="chronolocation")
    send("timeplace_create", exhibit, **{**CLAIM, "kind": "verified", "said_by": "",
         "earliest_time": "06:47", "latest_time": "06:47"}, verification=str(row.pk),
         latitude="12.52079", longitude="40.10000", precision_m="20")  # fmt: skip
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert "Verified 37 minutes later than claimed." in page
    assert "2.3 km apart, more than the precision of both together" in page
    assert "the uploader" in page


def test_lists_find_what_is_unverified_or_contradicted(client, case, log, verified, amina, closed):
    none, good, bad = log("None"), log("Good"), log("Bad")
    verified(exhibit=good)
    verified(exhibit=bad, result="contradicted")
    client.force_login(amina)

    def shown(what):
        page = client.get(reverse("exhibits:exhibit_list", args=[case.pk]), {"lacks": what})
        return {each.number for each in page.context["page"]}

    assert shown("verification") == {none.number, closed.number}
    assert shown("contradicted") == {bad.number}
    withdraw(Verification.objects.get(exhibit=bad), by=amina, reason=WHY)
    assert shown("contradicted") == set()


def test_overview_says_what_is_unverified_of_what_one_sees(
    case, log, verified, amina, boris, closed
):
    verified(exhibit=log("Bad"), result="contradicted")

    def said(user):
        return " ".join(str(weak.text) for source in WEAKNESSES for weak in source(case, user))

    assert "Of 1 exhibit a verification was contradicted." in said(boris)
    assert "nobody has verified" not in said(boris)
    assert "Of 1 exhibit nobody has verified anything." in said(amina)
