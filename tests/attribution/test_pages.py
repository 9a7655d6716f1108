"""The pages of attribution, on the Tajoura case, for each member of the cast."""

import pytest
from django.urls import reverse

from tests.attribution.pages_world import SEALED, World, build


@pytest.fixture
def world(case, amina, boris, elias, dalia) -> World:
    return build(case, amina, [boris, elias])


def page(client, user, url, **extra):
    client.force_login(user)
    return client.get(url, **extra)


def test_matrix_shows_scores_and_what_nothing_distinguishes(client, world, dalia):
    answer = page(client, dalia, world.question.get_absolute_url())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "No exhibit in this file distinguishes H1 from H2." in text
    scores = [foot.score for foot in answer.context["grid"].feet]
    assert scores == ["0.00", "0.00", "-2.00", "-11.71", "-6.71"]
    for score in scores:
        assert f'<bdi class="score">{score}</bdi>' in text


def test_every_page_opens(client, world, amina):
    submission = world.submit()
    for url in pages(world, submission):
        answer = page(client, amina, url)
        assert answer.status_code == 200, url
        assert SEALED not in answer.content.decode()


def pages(world: World, submission) -> list[str]:
    case, question = world.case.pk, world.question.pk
    exhibit, leaf = world.exhibits[1].pk, world.hypotheses["H1"].pk
    found = [reverse("attribution:question_list", args=[case])]
    found += [reverse("attribution:question_create", args=[case])]
    for name in ("detail", "update", "withdraw"):
        found.append(reverse(f"attribution:question_{name}", args=[case, question]))
    for item in world.hypotheses.values():
        for name in ("detail", "update", "withdraw"):
            found.append(reverse(f"attribution:hypothesis_{name}", args=[case, item.pk]))
    found.append(reverse("attribution:hypothesis_create", args=[case, question]))
    found.append(reverse("attribution:row_create", args=[case, question]))
    found.append(reverse("attribution:row_rate", args=[case, question, exhibit]))
    found.append(reverse("attribution:row_update", args=[case, question, exhibit]))
    found.append(reverse("attribution:rating_update", args=[case, question, exhibit, leaf]))
    for name in ("assessment_update", "actor_create", "finding_create", "qualification_create"):
        found.append(reverse(f"attribution:{name}", args=[case, leaf]))
    found.append(submission.get_absolute_url())
    return found
