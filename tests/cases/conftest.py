"""What most pages of a case are asked with."""

import pytest


@pytest.fixture
def lead(client, amina):
    """A browser in which Amina, who leads the case, is signed in."""
    client.force_login(amina)
    return client
