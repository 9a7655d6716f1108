"""Access obstacles, open questions and recommendations."""

import pytest

from casefiles.cases.models import AccessObstacle, OpenQuestion, Recommendation
from tests.facts import errors_of, post_form

KINDS = {
    "obstacles": (AccessObstacle, {"text": "Entry to the site was refused.", "date": "2019-08-19"}),
    "open-questions": (OpenQuestion, {"text": "Which munition was used?"}),
    "recommendations": (
        Recommendation,
        {"addressee": "All parties", "text": "Investigate.", "follow_up": "open"},
    ),
}


@pytest.mark.parametrize("folder", KINDS)
def test_each_is_added_changed_and_withdrawn_from_one_page(lead, case, folder):
    model, data = KINDS[folder]
    findings = f"/cases/{case.pk}/findings/"
    answer = post_form(lead, f"/cases/{case.pk}/{folder}/new/", **data)
    row = model.objects.get()
    assert answer["Location"].startswith(f"{findings}#") and str(row.pk) in answer["Location"]
    assert data["text"] in lead.get(findings).content.decode()
    post_form(
        lead, f"{row.get_absolute_url()}edit/", **{**data, "text": "Reworded."}, reason="clearer"
    )
    assert "Reworded." in lead.get(findings).content.decode()
    post_form(lead, f"{row.get_absolute_url()}withdraw/", reason="settled")
    assert "Reworded." not in lead.get(findings).content.decode()
    assert "settled" in lead.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("folder", KINDS)
def test_empty_text_is_refused(lead, case, folder):
    model, data = KINDS[folder]
    answer = post_form(lead, f"/cases/{case.pk}/{folder}/new/", **{**data, "text": "  "})
    assert "required" in errors_of(answer)
    assert not model.objects.exists()


def test_deadline_may_lie_in_the_future_but_a_refusal_may_not(lead, case):
    data = {"addressee": "All", "text": "Report.", "follow_up": "open", "deadline": "2099-01-01"}
    assert post_form(lead, f"/cases/{case.pk}/recommendations/new/", **data).status_code == 302
    answer = post_form(lead, f"/cases/{case.pk}/obstacles/new/", text="Refused.", date="2099-01-01")
    assert "future" in errors_of(answer)


def test_outsider_gets_404(client, chloe, case):
    client.force_login(chloe)
    assert client.get(f"/cases/{case.pk}/findings/").status_code == 404


def test_observer_reads_and_does_not_write(client, dalia, case):
    client.force_login(dalia)
    assert "Add an obstacle" not in client.get(f"/cases/{case.pk}/findings/").content.decode()
    assert client.get(f"/cases/{case.pk}/obstacles/new/").status_code == 403
