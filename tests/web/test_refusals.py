"""An address opened in a way it is not for is answered with a page, not with a blank one."""

import pytest

from tests.factories.fair import make_fair

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "way_back"),
    [
        ("/log-out/", "/"),
        ("/en/hoi-cho/plan/hold/", "/en/hoi-cho/plan/"),
        ("/hoi-cho/desk/devices/abc/code/", "/hoi-cho/desk/devices/"),
        ("/hoi-cho/plan/hold/", "/hoi-cho/plan/"),
    ],
)
def test_what_takes_only_a_form_leads_back_to_the_page_with_it(client, address, way_back):
    make_fair(slug="hoi-cho")
    answer = client.get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="{way_back}"' in answer.content.decode()


def test_the_api_keeps_its_own_words(client):
    answer = client.delete("/api/v1/fairs/")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
