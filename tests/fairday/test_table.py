"""The table host's moves: what each changes, that a second tap changes nothing, and what is refused."""

import datetime as dt

import pytest

from booking.services.meeting_moves import start_clocks
from booking.states import MeetingState
from checkin.queries.presence import passages, people_inside
from fairday.errors import NoShowStands, NotItsTime, PersonAtTable, SideNotInMeeting, TableInUse
from fairday.models import LostSlot, MeetingRun, RunSeat, SideMark
from fairday.queries.tables import meetings_of_day
from fairday.services.no_shows import take_back_no_show
from fairday.services.table import end_forgotten, end_meeting, mark_here, mark_no_show, start_meeting, unmark_here
from fairs.models import Interpreter
from kernel.errors import IllegalMove
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.fair import ZONE, make_fair, make_gate, make_tables
from tests.factories.meeting_day import make_meeting, pass_door, slot_at
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)
TEN = dt.datetime(2027, 3, 18, 10, tzinfo=ZONE)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def day():
    fair = make_fair(starts_on=TEN.date())
    maker, buyer = make_maker(fair), make_sourcer(fair)
    slots = [slot_at(fair, n, TEN + n * 20 * MINUTE) for n in range(3)]
    return fair, maker, buyer, slots, make_tables(fair, 2)


def facts():
    return [
        sorted(map(str, model.objects.values_list())) for model in (MeetingRun, RunSeat, SideMark, LostSlot, HistoryEntry, OutboxEvent)
    ]  # fmt: skip


def test_meeting_runs_from_start_to_stop_and_a_second_tap_changes_nothing(day):
    fair, maker, buyer, slots, tables = day
    host = make_user().pk
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])

    start_meeting(meeting, actor_id=host, now=TEN + 2 * MINUTE)
    started = facts()
    assert start_meeting(meeting, actor_id=host, now=TEN + 3 * MINUTE).state == MeetingState.RUNNING
    assert facts() == started
    assert RunSeat.objects.filter(live=True).count() == 2
    assert set(SideMark.objects.values_list("mark", flat=True)) == {"here"}

    end_meeting(meeting, actor_id=host, now=TEN + 15 * MINUTE)
    ended = facts()
    assert end_meeting(meeting, actor_id=host, now=TEN + 16 * MINUTE).state == MeetingState.DONE
    assert facts() == ended
    run = MeetingRun.objects.get()
    assert (run.started_at, run.ended_at) == (TEN + 2 * MINUTE, TEN + 15 * MINUTE)
    assert RunSeat.objects.filter(live=True).count() == 0
    names = OutboxEvent.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["meeting.started", "meeting.ended"]
    for act in (
        lambda **when: start_meeting(meeting, **when),
        lambda **when: mark_here(meeting, company_id=buyer.company.pk, **when),
    ):
        with pytest.raises(IllegalMove):
            act(actor_id=host, now=TEN + 17 * MINUTE)


def test_start_is_refused_out_of_time_at_a_busy_table_and_for_somebody_who_sits_elsewhere(day):
    fair, maker, buyer, slots, tables = day
    host, third = make_user().pk, make_maker(fair)
    first = make_meeting(fair, buyer, maker, slots[0], tables[0])
    next_there = make_meeting(fair, make_sourcer(fair), third, slots[1], tables[0])
    same_person = make_meeting(fair, buyer, make_maker(fair), slots[1], tables[1])

    with pytest.raises(NotItsTime) as early:
        start_meeting(first, actor_id=host, now=TEN - 31 * MINUTE)
    assert early.value.extra["possible_from"] == TEN - 30 * MINUTE
    with pytest.raises(NotItsTime):
        start_meeting(first, actor_id=host, now=TEN + 20 * MINUTE)
    start_meeting(first, actor_id=host, now=TEN - 5 * MINUTE)  # both are there: early
    before = facts()
    with pytest.raises(TableInUse) as busy:
        start_meeting(next_there, actor_id=host, now=TEN + 20 * MINUTE)
    assert busy.value.extra == {"meeting": first.public_id}
    with pytest.raises(PersonAtTable) as sitting:
        start_meeting(same_person, actor_id=host, now=TEN + 20 * MINUTE)
    assert sitting.value.extra == {"table": 1}
    assert facts() == before


def test_no_show_frees_table_people_and_pair_and_loses_the_slot(day):
    fair, maker, buyer, slots, tables = day
    host = make_user().pk
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])
    with pytest.raises(NotItsTime):
        mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN - MINUTE)
    with pytest.raises(SideNotInMeeting):
        mark_no_show(meeting, company_ids=[make_maker(fair).company.pk], actor_id=host, now=TEN)
    assert (LostSlot.objects.count(), OutboxEvent.objects.count()) == (0, 0)

    mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN + 5 * MINUTE)
    once = facts()
    mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN + 6 * MINUTE)
    assert facts() == once
    lost = LostSlot.objects.get()
    assert (lost.meeting, lost.table, lost.slot) == (meeting, tables[0], slots[0])
    assert (lost.reason, lost.lost_at, lost.closed_at) == ("no_show", TEN + 5 * MINUTE, None)
    assert set(meeting.participants.values_list("live", flat=True)) == {False}
    # the constraints let the same two sit down at the same table and time again
    make_meeting(fair, maker, buyer, slots[0], tables[0])

    mark_no_show(meeting, company_ids=[buyer.company.pk], actor_id=host, now=TEN + 7 * MINUTE)
    assert SideMark.objects.filter(mark="absent").count() == 2
    assert LostSlot.objects.count() == 1


def test_no_show_of_a_meeting_started_by_mistake_takes_the_run_back(day):
    fair, maker, buyer, slots, tables = day
    host = make_user().pk
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])
    start_meeting(meeting, actor_id=host, now=TEN)
    mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN + 4 * MINUTE)
    assert MeetingRun.objects.count() == RunSeat.objects.count() == 0
    marks = dict(SideMark.objects.values_list("company_id", "mark"))
    assert marks == {maker.company.pk: "absent", buyer.company.pk: "here"}
    with pytest.raises(IllegalMove):
        end_meeting(meeting, actor_id=host, now=TEN + 5 * MINUTE)


def test_no_show_tapped_by_mistake_is_taken_back_while_its_place_is_free(day):
    fair, maker, buyer, slots, tables = day
    host = make_user().pk
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])
    start_clocks(meeting, slots[0], now=TEN - 60 * MINUTE)
    held = make_meeting(fair, make_sourcer(fair), make_maker(fair), slots[1], tables[0], state="done")
    with pytest.raises(IllegalMove):
        take_back_no_show(held, actor_id=host, now=TEN)
    mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN + 5 * MINUTE)
    assert not DueItem.objects.exists()
    take_back_no_show(meeting, actor_id=host, now=TEN + 6 * MINUTE)
    once = facts()
    assert take_back_no_show(meeting, actor_id=host, now=TEN + 7 * MINUTE).state == MeetingState.CONFIRMED
    assert facts() == once
    assert set(meeting.participants.values_list("live", flat=True)) == {True}
    assert SideMark.objects.count() == 0
    assert LostSlot.objects.get().closed_at == TEN + 6 * MINUTE
    assert list(DueItem.objects.values_list("event", flat=True)) == ["meeting.over"]  # both are asked what came of it
    moves = HistoryEntry.objects.filter(action="meeting.moved").order_by("pk").values_list("before", "after")
    assert list(moves) == [("confirmed", "no_show"), ("no_show", "confirmed")]
    start_meeting(meeting, actor_id=host, now=TEN + 8 * MINUTE)

    # a second no-show of the same meeting loses its slot anew; too late it stands
    mark_no_show(meeting, company_ids=[buyer.company.pk], actor_id=host, now=TEN + 9 * MINUTE)
    assert (LostSlot.objects.get().closed_at, LostSlot.objects.get().lost_at) == (None, TEN + 9 * MINUTE)
    with pytest.raises(NotItsTime) as late:
        take_back_no_show(meeting, actor_id=host, now=TEN + 20 * MINUTE)
    assert late.value.extra["possible_until"] == TEN + 20 * MINUTE


def test_no_show_stands_once_table_person_or_pair_was_given_away_and_an_interpreter_elsewhere_stays_there(day):
    fair, maker, buyer, slots, tables = day
    host, at = make_user().pk, TEN + 6 * MINUTE
    hanh = Interpreter.objects.create(fair=fair, code="PD1", name="Hạnh", languages=["vi-ja"])
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0], interpreter=hanh)
    mark_no_show(meeting, company_ids=[maker.company.pk], actor_id=host, now=TEN + 5 * MINUTE)
    for reason, other in {
        "table": lambda: make_meeting(fair, make_sourcer(fair), make_maker(fair), slots[0], tables[0]),
        "person": lambda: make_meeting(fair, buyer, make_maker(fair), slots[0], tables[1]),
        "pair": lambda: make_meeting(fair, buyer, maker, slots[1], tables[1]),
    }.items():
        there = other()
        before = facts()
        with pytest.raises(NoShowStands) as refused:
            take_back_no_show(meeting, actor_id=host, now=at)
        assert refused.value.extra["reason"] == reason
        assert refused.value.extra.get("meeting") == (there.public_id if reason == "table" else None)
        assert facts() == before
        there.delete()
    make_meeting(fair, make_sourcer(fair), make_maker(fair), slots[0], tables[1], interpreter=hanh)
    assert take_back_no_show(meeting, actor_id=host, now=at).interpreter is None


def test_side_marked_here_is_told_apart_and_can_be_taken_back(day):
    fair, maker, buyer, slots, tables = day
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])
    mark_here(meeting, company_id=maker.company.pk, actor_id=make_user().pk, now=TEN)
    (row,) = meetings_of_day(fair, now=TEN)
    assert {side.company.pk: side.mark for side in row.sides} == {maker.company.pk: "here", buyer.company.pk: ""}
    unmark_here(meeting, company_id=maker.company.pk, now=TEN)
    assert SideMark.objects.count() == 0


def test_meeting_that_nobody_stopped_ends_with_its_time_an_hour_later(day):
    fair, maker, buyer, slots, tables = day
    meeting = make_meeting(fair, buyer, maker, slots[0], tables[0])
    start_meeting(meeting, actor_id=make_user().pk, now=TEN)
    assert end_forgotten(now=TEN + 79 * MINUTE) == 0
    assert end_forgotten(now=TEN + 80 * MINUTE) == 1
    assert end_forgotten(now=TEN + 81 * MINUTE) == 0
    assert MeetingRun.objects.get().ended_at == TEN + 20 * MINUTE
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DONE


def test_inside_is_whoever_entered_today_and_has_not_left(day, django_assert_num_queries):
    fair, maker, buyer, _slots, _tables = day
    gone, yesterday, never = make_maker(fair), make_maker(fair), make_maker(fair)
    main, gate = make_gate(fair), make_gate(fair, "B")
    pass_door(maker, TEN - 60 * MINUTE, gate=main)
    pass_door(maker, TEN - 50 * MINUTE, direction="exit")
    pass_door(maker, TEN - 40 * MINUTE, gate=gate)
    pass_door(buyer, TEN - 30 * MINUTE, gate=main)
    pass_door(gone, TEN - 30 * MINUTE, gate=main)
    pass_door(gone, TEN - 20 * MINUTE, direction="exit", gate=main)
    pass_door(yesterday, TEN - dt.timedelta(days=1))
    pass_door(never, TEN + MINUTE)  # not yet

    everybody = [one.person.pk for one in (maker, buyer, gone, yesterday, never)]
    with django_assert_num_queries(1):
        found = passages(fair, everybody, now=TEN)
    assert {person: (each.is_inside, each.at, each.gate) for person, each in found.items()} == {
        maker.person.pk: (True, TEN - 40 * MINUTE, "B"),
        buyer.person.pk: (True, TEN - 30 * MINUTE, "A"),
        gone.person.pk: (False, TEN - 20 * MINUTE, "A"),
    }
    assert people_inside(fair, now=TEN) == {maker.person.pk, buyer.person.pk}
    assert people_inside(fair, [buyer.person.pk], now=TEN) == {buyer.person.pk}
    assert people_inside(make_fair(), everybody, now=TEN) == set()


def test_day_is_read_in_four_queries_whatever_its_size(day, django_assert_num_queries):
    fair, maker, buyer, slots, tables = day
    pass_door(maker, TEN - MINUTE)
    make_meeting(fair, buyer, maker, slots[0], tables[0])
    with django_assert_num_queries(4):
        (row,) = meetings_of_day(fair, now=TEN)
    assert {side.company.pk: side.is_inside for side in row.sides} == {maker.company.pk: True, buyer.company.pk: False}
    for n in range(1, 3):
        make_meeting(fair, make_sourcer(fair), make_maker(fair), slots[n], tables[0])
    with django_assert_num_queries(4):
        assert len(meetings_of_day(fair, now=TEN)) == 3
    assert meetings_of_day(fair, now=TEN, table_numbers=[2]) == []
    assert meetings_of_day(fair, now=TEN, day=TEN.date() + dt.timedelta(days=1)) == []
