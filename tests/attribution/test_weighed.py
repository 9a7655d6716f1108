"""On an exhibit's page: which questions weigh it, without telling how it was rated."""

from django.utils.html import escape

from casefiles.cases.services.records import withdraw
from evidence.attribution.models import MatrixRow, Rating


def page_of(client, user, exhibit):
    client.force_login(user)
    return client.get(exhibit.get_absolute_url()).content.decode()


def test_exhibit_names_the_questions_that_weigh_it(world, people, client):
    row = MatrixRow.objects.current().filter(not_rated_why="").select_related("question")[0]
    ratings = Rating.objects.current().filter(exhibit=row.exhibit)
    count = ratings.filter(hypothesis__question=row.question).count()
    for user in (people.amina, people.dalia):
        page = page_of(client, user, row.exhibit)
        assert row.question.get_absolute_url() in page and escape(row.question.text) in page
        assert f"rated against {count} hypothes" in page
        assert not any(escape(each.rationale) in page for each in ratings)


def test_row_that_was_taken_out_is_not_named(world, people, client):
    row = MatrixRow.objects.current().first()
    others = MatrixRow.objects.current().filter(exhibit=row.exhibit).exclude(pk=row.pk)
    for each in [row, *others]:
        withdraw(each, by=people.amina, reason="entered for another exhibit")
    page = page_of(client, people.amina, row.exhibit)
    assert "No question weighs it yet." in page
