"""A preview changed by hand: what is refused, what is only told, and what taking back leaves."""

import pytest

from booking.errors.schedule import NothingToPublish, PlacementRefused
from booking.models import Meeting, Registration, ScheduleRun
from booking.queries.schedule_item import item_of, times_of
from booking.queries.schedule_preview import preview_of
from booking.rules.schedule import Options
from booking.services.availability import set_unavailable
from booking.services.meetings import accept_request
from booking.services.schedule_edits import Warned, place_by_hand, take_out, undo_edit
from booking.services.schedule_publishing import publish_run
from booking.services.schedule_runs import start_run
from directory.models import Person
from fairs.models import Interpreter, MeetingTable
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from tests.factories.fair import make_hall
from tests.factories.schedule import make_ground

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground():
    """One buyer, two makers, four times, one table in each of two halls."""
    ground = make_ground(buyers=1, makers=2, slots=4, tables=2)
    for table, code in zip(ground.tables, ("H1", "H2"), strict=True):
        MeetingTable.objects.filter(pk=table.pk).update(hall=make_hall(ground.fair, code))
    return ground


def put(ground, run, wish, slot, table):
    return place_by_hand(
        run, user=ground.manager, item=wish.public_id, slot=ground.slots[slot], table=ground.tables[table]
    )


def clear(ground, run):
    for key in run.placements:
        wish = next(wish for wish in ground.wishes if key == f"w{wish.pk}")
        take_out(run, user=ground.manager, item=wish.public_id)
    return ScheduleRun.objects.get(pk=run.pk)


def test_what_is_not_there_is_neither_placed_nor_taken_out_nor_taken_back(ground):
    run = ground.compute()
    with pytest.raises(NotFound):
        undo_edit(run, user=ground.manager)
    with pytest.raises(NotFound):
        take_out(run, user=ground.manager, item="nobody")
    clear(ground, run)
    with pytest.raises(NotFound):
        take_out(run, user=ground.manager, item=ground.wishes[0].public_id)


def test_a_run_without_a_preview_is_not_edited(ground):
    waiting = start_run(ground.fair, user=ground.manager, options=Options(seconds=0))
    with pytest.raises(IllegalMove):
        put(ground, waiting, ground.wishes[0], 0, 0)


def test_taking_back_a_fresh_placement_leaves_none(ground):
    run = clear(ground, ground.compute())
    put(ground, run, ground.wishes[0], 0, 0)
    undo_edit(run, user=ground.manager)
    left = ScheduleRun.objects.get(pk=run.pk)
    assert (left.placements, len(left.edits)) == ({}, 2)


def test_the_next_hall_and_a_wait_between_are_told_and_a_taken_table_is_refused(ground):
    run = clear(ground, ground.compute())
    first, second = ground.wishes
    assert put(ground, run, first, 0, 0).warnings == []
    assert put(ground, run, second, 1, 1).warnings == [Warned.LONG_WALK]
    undo_edit(run, user=ground.manager)
    assert put(ground, run, second, 1, 0).warnings == []
    undo_edit(run, user=ground.manager)
    assert put(ground, run, second, 3, 0).warnings == [Warned.MORE_IDLE]
    with pytest.raises(PlacementRefused) as refused:
        put(ground, run, second, 0, 1)
    assert refused.value.extra == {"clash": "person_busy"}


def test_a_place_where_another_pair_sits_is_refused():
    ground = make_ground(buyers=2, makers=2, slots=2, tables=2)
    run = clear(ground, ground.compute())
    put(ground, run, ground.wishes[0], 0, 0)
    with pytest.raises(PlacementRefused) as refused:
        put(ground, run, ground.wishes[3], 0, 0)
    assert refused.value.extra == {"clash": "table_taken"}


def test_where_nobody_is_registered_any_more_a_wish_has_no_place(ground):
    run = clear(ground, ground.compute())
    Registration.objects.filter(person=ground.buyers[0].person).update(state="withdrawn")
    with pytest.raises(PlacementRefused) as refused:
        put(ground, run, ground.wishes[0], 0, 0)
    assert refused.value.extra == {"clash": "nobody_registered"}


def test_a_meeting_made_since_the_run_is_moved_by_hand_and_published(ground):
    run = ground.compute()
    meeting = accept_request(ground.wishes[0], user=ground.makers[0].user, slot=ground.slots[0])
    assert f"m{meeting.pk}" not in run.placements
    moved = place_by_hand(
        run, user=ground.manager, item=meeting.public_id, slot=ground.slots[2], table=ground.tables[1]
    )
    assert moved.run.placements[f"m{meeting.pk}"]["from"] == [
        meeting.slot_id, meeting.table_id, None, meeting.sequence,
    ]  # fmt: skip
    publish_run(moved.run, user=ground.manager, seen=ground.seen(moved.run))
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table, meeting.sequence) == (ground.slots[2], ground.tables[1], 1)


def test_a_preview_emptied_by_hand_is_not_published_and_tells_who_is_away_at_which_time(ground):
    run = clear(ground, ground.compute())
    with pytest.raises(NothingToPublish):
        publish_run(run, user=ground.manager, seen=ground.seen(run))
    assert (ScheduleRun.objects.get().state, Meeting.objects.count()) == ("ready", 0)
    set_unavailable(ground.fair, user=ground.buyers[0].user, slots=ground.slots[1:2])
    preview = preview_of(run, now=now())
    item = item_of(preview, ground.wishes[0].public_id)
    assert [time.clash for time in times_of(preview, item)] == [None, "person_away", None, None]


def test_a_meeting_that_has_begun_is_not_moved_by_hand(ground):
    run = ground.compute()
    meeting = accept_request(ground.wishes[0], user=ground.makers[0].user, slot=ground.slots[0])
    type(meeting).objects.filter(pk=meeting.pk).update(state="running")
    with pytest.raises(PlacementRefused) as refused:
        place_by_hand(run, user=ground.manager, item=meeting.public_id, slot=ground.slots[2], table=ground.tables[1])
    assert refused.value.extra == {"clash": "meeting_locked"}


def test_an_interpreter_who_is_free_that_day_comes_along_and_where_none_is_it_is_told():
    ground = make_ground(buyers=2, makers=2, slots=2, tables=2)
    Person.objects.filter(pk__in=[buyer.person.pk for buyer in ground.buyers]).update(language="ja")
    type(ground.wishes[0]).objects.update(language="ja")
    Interpreter.objects.create(
        fair=ground.fair, code="PD1", name="Hạnh", languages=["vi-ja"], days=[ground.fair.ends_on]
    )
    free = Interpreter.objects.create(fair=ground.fair, code="PD2", name="Thu", languages=["en-ja", "vi-ja"])
    run = clear(ground, ground.compute())
    first = put(ground, run, ground.wishes[0], 0, 0)
    assert first.run.placements[f"w{ground.wishes[0].pk}"]["interpreter"] == free.pk
    second = put(ground, run, ground.wishes[3], 0, 1)
    assert second.warnings == [Warned.NO_INTERPRETER]
    assert second.run.placements[f"w{ground.wishes[3].pk}"]["interpreter"] is None
