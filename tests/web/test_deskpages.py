"""The ways over the desk: each that is shown leads in, and what may be opened is shown."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ORGANISER_ROLES
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member
from web.deskpages import SECTIONS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(ORGANISER_ROLES))
def test_a_role_is_shown_what_it_may_open_and_nothing_else(role):
    fair = make_fair()
    make_gate(fair)
    make_checkin_list(fair)
    client = Client()
    client.force_login(make_member(fair.organisation, role))
    pages = [page for section in SECTIONS for page in section.pages]
    answers = {page.tab: client.get(reverse(page.route, kwargs={"fair": fair.slug}), follow=True) for page in pages}
    assert {tab: answer.status_code for tab, answer in answers.items()} == {
        page.tab: 200 if role in page.roles else 403 for page in pages
    }
    for page in pages:
        shown = b'class="desk-pages"' in answers[page.tab].content
        if shown:
            assert b'aria-current="true"' in answers[page.tab].content, page.tab
    assert any(b'class="desk-pages"' in answer.content for answer in answers.values())
