"""What is gone, or never was, or is another's, is not found on this floor either."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.roles import Role
from fairday.access import (
    meeting_of_key,
    meeting_to_host,
    meeting_with_side,
    offer_seat_of,
    side_named,
    side_of_meeting,
    step_of_key,
)  # fmt: skip
from fairday.links import Purpose, make_key
from fairday.locks import lock_lost, lock_offer
from kernel.clock import now
from kernel.errors import Forbidden, NotFound
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_company, make_member, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    return make_meeting(make_sourcer(fair), make_maker(fair), slots[0])


def test_a_meeting_opens_to_its_two_sides_and_to_who_serves_there_and_to_nobody_else(meeting):
    organisation = meeting.fair.organisation
    assert meeting_with_side(make_member(organisation, Role.DOOR), meeting.public_id) == (meeting, None)
    assert meeting_to_host(make_member(organisation, Role.DOOR), meeting.public_id) == meeting
    sales, stranger = make_member(organisation, Role.SALES), make_user()
    with pytest.raises(Forbidden):
        meeting_to_host(sales, meeting.public_id)
    for user, public_id in ((stranger, meeting.public_id), (sales, "gone")):
        for find in (meeting_with_side, meeting_to_host):
            with pytest.raises(NotFound):
                find(user, public_id)


def test_a_side_is_one_of_the_two_firms(meeting):
    firm = meeting.company_high
    assert side_named(meeting, firm.public_id) == side_of_meeting(meeting, firm.public_id) == firm
    other = make_company().public_id
    for find in (side_named, side_of_meeting):
        with pytest.raises(NotFound):
            find(meeting, other)


def test_a_good_key_of_what_is_gone_opens_nothing():
    until = now() + dt.timedelta(days=1)
    for purpose, find in ((Purpose.OUTCOME, meeting_of_key), (Purpose.FOLLOW_UP, step_of_key)):
        with pytest.raises(NotFound):
            find(make_key(purpose, "gone-low", expires_at=until), now=now())


def test_an_offer_is_its_persons_alone():
    for user in (AnonymousUser(), make_user()):
        with pytest.raises(NotFound):
            offer_seat_of(user, "gone")


def test_what_is_gone_is_not_locked():
    for lock in (lock_lost, lock_offer):
        with transaction.atomic(), pytest.raises(NotFound):
            lock(0)
