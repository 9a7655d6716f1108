"""What is typed about a cell, or a row of them, is kept for its writer until it is saved."""

import json

import pytest
from django.urls import reverse

from casefiles.cases.models import Draft
from casefiles.sealing.fields import unseal
from evidence.attribution.models import Rating
from evidence.attribution.services import open_round, rate
from tests.attribution.scenes import WHY, a_scene
from tests.cast import join, make_user

WORDS = "The angle of the crater fits an aircraft."


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina)


@pytest.fixture
def ids(scene):
    (exhibit,) = scene.exhibits.values()
    return [scene.case.pk, scene.question.pk, exhibit.pk, scene["H1"].pk]


@pytest.fixture
def cell(ids):
    return reverse("attribution:rating_update", args=ids)


@pytest.fixture
def row(ids):
    return reverse("attribution:row_rate", args=ids[:3])


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    return client


def form_on(client, address, query=None, **headers):
    context = client.get(address, query, headers=headers).context
    return context["chosen"]["form"] if "chosen" in context else context["form"]


def keep(client, address, form, act="auto", **typed):
    hidden = {name: form[name].value() or "" for name in form.identity}
    return client.post(address, {"_draft": act, "_draft_page": form.draft.page, **hidden, **typed})


def kept(client, address, form, **typed):
    answer = keep(client, address, form, **typed)
    assert json.loads(answer.content)["state"] == "kept", answer.content


def test_words_typed_about_a_cell_are_kept_sealed_and_come_back(signed_in, cell, case, amina):
    kept(signed_in, cell, form_on(signed_in, cell), value="I", rationale=WORDS)
    draft = Draft.objects.get()
    assert (draft.user, draft.case, draft.address) == (amina, case, cell)
    assert "angle" in unseal(draft, "content")
    offered = signed_in.get(cell).content.decode()
    assert "You began this form" in offered and WORDS not in offered
    form = form_on(signed_in, cell, {"draft": "on"})
    assert (form["value"].value(), form["rationale"].value()) == ("I", WORDS)
    assert Rating.objects.get(hypothesis__code="H1").value == "C"  # nothing is rated yet


def test_draft_of_a_cell_is_offered_and_opened_beside_the_matrix(signed_in, cell, scene, ids):
    matrix, key = scene.question.get_absolute_url(), f"{ids[2]}.{ids[3]}"
    beside = form_on(signed_in, matrix, {"cell": key})
    kept(signed_in, cell, beside, value="I", rationale=WORDS)
    opens = f"{matrix}?cell={key}&draft=on#rationale"
    part = signed_in.get(cell, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{opens.replace("&", "&amp;")}"' in part and f'action="{cell}"' in part
    page = signed_in.get(matrix, {"cell": key}).content.decode()
    assert f'href="{opens.replace("&", "&amp;")}"' in page
    form = form_on(signed_in, matrix, {"cell": key, "draft": "on"})
    assert form["rationale"].value() == WORDS
    thrown = signed_in.post(cell, {"_draft": "drop"})
    assert thrown.url == f"{matrix}?cell={key}#rationale" and not Draft.objects.exists()


def test_saved_rating_ends_its_draft(signed_in, cell):
    kept(signed_in, cell, form_on(signed_in, cell), value="I", rationale=WORDS)
    form = form_on(signed_in, cell, {"draft": "on"})
    typed = {"value": "I", "rationale": WORDS, "reason": "looked again"}
    sent = {"_draft_page": form.draft.page, "seen": form["seen"].value(), **typed}
    assert signed_in.post(cell, sent).status_code == 302
    assert Rating.objects.get(hypothesis__code="H1").rationale == WORDS
    assert not Draft.objects.exists()
    late = keep(signed_in, cell, form, **typed)  # sent before, and slower on its way
    assert json.loads(late.content)["state"] == "saved" and not Draft.objects.exists()


def test_draft_does_not_write_over_what_somebody_rated_meanwhile(
    signed_in, cell, scene, case, amina
):
    kept(signed_in, cell, form_on(signed_in, cell), value="I", rationale=WORDS)
    ines = join(case, make_user("Ines"), "investigator")
    (exhibit,) = scene.exhibits.values()
    rate(scene["H1"], exhibit, "N", "Says nothing.", by=ines, reason=WHY)
    form = form_on(signed_in, cell, {"draft": "on"})
    typed = {"value": "I", "rationale": WORDS, "reason": "looked again"}
    sent = {"_draft_page": form.draft.page, "seen": form["seen"].value(), **typed}
    refused = signed_in.post(cell, sent)
    assert refused.status_code == 422
    assert "Ines rated this N after you opened it" in refused.content.decode()
    assert Draft.objects.exists() and Rating.objects.get(hypothesis__code="H1").value == "N"


def test_without_scripts_a_button_keeps_it(signed_in, cell):
    form = form_on(signed_in, cell)
    answer = keep(signed_in, cell, form, act="keep", value="I", rationale=WORDS)
    assert answer.url == f"{cell}?draft=on"
    assert form_on(signed_in, answer.url)["rationale"].value() == WORDS


def test_who_may_not_rate_keeps_nothing(client, cell, boris, chloe, signed_in):
    page = form_on(signed_in, cell)
    for user, code in ((boris, 403), (chloe, 404)):
        client.force_login(user)
        assert keep(client, cell, page, value="I", rationale=WORDS).status_code == code
    assert not Draft.objects.exists()


def test_row_of_cells_is_kept_with_every_word(signed_in, row, scene):
    key = scene["H2"].pk.hex
    form = form_on(signed_in, row)
    kept(signed_in, row, form, **{f"rationale_{key}": WORDS, "shared": "as seen", "relevance": "H"})
    assert "You began this form" in signed_in.get(row).content.decode()
    form = form_on(signed_in, row, {"draft": "on"})
    told = [form[name].value() for name in (f"rationale_{key}", "shared", "relevance")]
    assert told == [WORDS, "as seen", "H"]
    changed = {f"value_{key}": "I", f"rationale_{key}": WORDS, "reason": "looked again",
               "relevance": "H"}  # fmt: skip
    sent = {name: form[name].value() for name in form.identity}
    sent |= {"_draft_page": form.draft.page, **changed}
    assert signed_in.post(row, sent).status_code == 302 and not Draft.objects.exists()
    assert Rating.objects.get(hypothesis=scene["H2"]).rationale == WORDS


def test_rater_s_own_row_of_a_round_is_kept_for_the_rater_alone(client, scene, case, amina, ids):
    ines = join(case, make_user("Ines"), "investigator")
    round_ = open_round(scene.question, [amina, ines], by=amina, reason=WHY, covers="all")
    address = reverse("attribution:round_row", args=[case.pk, round_.pk, ids[2]])
    client.force_login(ines)
    key = f"rationale_{scene['H1'].pk.hex}"
    kept(client, address, form_on(client, address), **{key: WORDS})
    assert form_on(client, address, {"draft": "on"})[key].value() == WORDS
    client.force_login(amina)
    assert form_on(client, address, {"draft": "on"})[key].value() == ""
    assert "You began this form" not in client.get(address).content.decode()
