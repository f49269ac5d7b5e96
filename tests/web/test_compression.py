"""Pages are sent compressed, answers of the API are not."""

import pytest

from tests.factories.fair import make_booths, make_fair, make_hall

pytestmark = pytest.mark.django_db


def test_pages_travel_compressed_and_the_api_does_not(client):
    fair = make_fair()
    make_booths(make_hall(fair), 40)
    page = client.get(f"/{fair.slug}/plan/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    state = client.get(f"/api/v1/fairs/{fair.slug}/plan-state/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in state
    assert not state["ETag"].startswith("W/")
