"""One runner fetches one person for one meeting: whoever takes it first."""

import datetime as dt

import pytest

from fairday.errors import RunnerTaken
from fairday.models import RunnerTask
from fairday.services.runners import claim_runner, finish_runner, release_runner
from kernel.clock import now
from kernel.errors import NotFound
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def fetched():
    """A meeting and the person to fetch for it."""
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer = make_sourcer(fair)
    meeting = make_meeting(buyer, make_maker(fair), slots[0])
    return {"meeting": meeting, "person_id": buyer.person.pk}


def test_who_takes_it_again_keeps_it_and_a_colleague_is_told_it_is_taken(fetched):
    one, other, moment = make_user(), make_user(), now()
    task = claim_runner(**fetched, actor_id=one.pk, now=moment)
    assert claim_runner(**fetched, actor_id=one.pk, now=moment + dt.timedelta(minutes=1)) == task
    for act in (claim_runner, finish_runner):
        with pytest.raises(RunnerTaken):
            act(**fetched, actor_id=other.pk, now=moment)
    with pytest.raises(RunnerTaken):
        release_runner(**fetched, actor_id=other.pk)
    assert RunnerTask.objects.get().done_at is None


def test_done_once_is_done_at_that_time_and_given_back_another_may_go(fetched):
    one, other, moment = make_user(), make_user(), now()
    claim_runner(**fetched, actor_id=one.pk, now=moment)
    for later in (0, 5):
        finish_runner(**fetched, actor_id=one.pk, now=moment + dt.timedelta(minutes=later))
    assert RunnerTask.objects.get().done_at == moment
    release_runner(**fetched, actor_id=one.pk)
    assert claim_runner(**fetched, actor_id=other.pk, now=moment).claimed_by_id == other.pk


def test_nobody_is_fetched_for_a_meeting_without_a_seat_and_nothing_ends_that_was_not_taken(fetched):
    stranger = make_sourcer(make_fair()).person.pk
    with pytest.raises(NotFound):
        claim_runner(fetched["meeting"], person_id=stranger, actor_id=make_user().pk, now=now())
    with pytest.raises(NotFound):
        finish_runner(**fetched, actor_id=make_user().pk, now=now())
    with pytest.raises(NotFound):
        release_runner(**fetched, actor_id=make_user().pk)
    assert RunnerTask.objects.count() == 0
