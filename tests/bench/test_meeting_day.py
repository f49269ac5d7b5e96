"""The simulated meeting day at a small size: it holds meetings, fills lost slots in time, and nobody is in two places."""

import datetime as dt

import pytest

from bench.meeting_day_run import Day, lay, lay_wishes
from kernel.clock import now
from tests.factories.fair import make_checkin_list, make_fair, make_gate, make_slots, make_tables
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.visits import make_badge
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db(transaction=True)


def lived(*, is_with, seed):
    fair = make_fair()
    midnight = make_slots(fair, 6)[0].starts_at - dt.timedelta(hours=9)
    make_tables(fair, 4)
    make_gate(fair)
    make_checkin_list(fair, opens_at=midnight)
    for one in [make_sourcer(fair) for _ in range(5)] + [make_maker(fair) for _ in range(7)]:
        make_badge(one.registration, not_after=now() + dt.timedelta(days=90))
    laid = lay_wishes(fair, 30, 14, seed)
    assert laid == {"wishes": 30, "planned": 14, "open_wishes": 16, "slots": 6}
    return Day(is_with=is_with, seed=seed).live()


@pytest.mark.parametrize("is_with", [False, True])
def test_small_day_is_lived_through(is_with):
    figures = lived(is_with=is_with, seed=3)
    assert figures["in_two_places"] == 0
    ended = figures["held_as_planned"] + figures["no_shows"] + figures["cancelled_late"]
    assert ended == 14
    assert figures["no_shows"] >= 2
    assert figures["slots_lost"] >= figures["no_shows"]
    assert (figures["held_by_refill"], figures["offers"] > 0) == (figures["offers_accepted"], is_with)
    assert figures["offered_within_60_s"] == figures["slots_offered"]
    assert (figures["looks_ten_minutes_before"] > 0) == is_with


def test_wishes_that_the_fair_has_already_stay_beside_those_that_are_laid():
    fair = make_fair()
    slots = make_slots(fair, 6)
    make_tables(fair, 4)
    buyer, maker, other = make_sourcer(fair), make_maker(fair), make_maker(fair)
    for one in (buyer, maker, other):
        make_badge(one.registration)
    make_wish(fair, buyer, maker, slots[:2])
    assert lay_wishes(fair, 30, 0, seed=1) == {"wishes": 1, "planned": 0, "open_wishes": 2, "slots": 6}


@pytest.mark.slow
def test_a_day_of_the_sample_fair_is_lived_through():
    laid = lay(40, 20, seed=1)
    assert (laid["wishes"], laid["planned"], laid["open_wishes"] > 20) == (40, 20, True)
    figures = Day(is_with=False, seed=1).live()
    assert figures["held_as_planned"] + figures["no_shows"] + figures["cancelled_late"] == 20
    assert figures["in_two_places"] == 0
