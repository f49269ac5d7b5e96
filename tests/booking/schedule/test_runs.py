"""Runs as rows: one at a time, cancelled, swept, failed with a reason; what contradicts itself is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.errors.schedule import MustAndNever, PlacementRefused, ScheduleAtWork
from booking.models import Meeting, ScheduleRun
from booking.queries.schedule_board import board_of
from booking.queries.schedule_facts import facts_of
from booking.queries.schedule_preview import preview_of
from booking.queries.schedule_problem import schedule_problem
from booking.rules.schedule import Options
from booking.services.blocks import keep_apart
from booking.services.meeting_locks import lock_in_place, mark_must, unlock
from booking.services.meetings import accept_request
from booking.services.run_claims import (
    Beat,
    beat,
    claim_run,
    fail_run,
    keep_preview,
    sweep_run,
    sweep_runs,
    waiting_runs,
)  # fmt: skip
from booking.services.schedule_edits import place_by_hand, take_out, undo_edit
from booking.services.schedule_job import compute_run
from booking.services.schedule_publishing import fresh_diff, publish_run
from booking.services.schedule_runs import cancel_run, start_run
from booking.states import RunState
from fairs.models import Interpreter, MeetingSlot
from kernel.clock import now
from kernel.errors import IllegalMove
from kernel.models import DueItem, HistoryEntry
from tests.factories.schedule import make_ground

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(run):
    return ScheduleRun.objects.get(pk=run.pk)


def test_a_second_run_waits_until_the_first_is_done_and_a_waiting_one_can_be_cancelled():
    ground = make_ground(buyers=1, makers=1)
    run = start_run(ground.fair, user=ground.manager, options=Options(seconds=0))
    with pytest.raises(ScheduleAtWork) as refused:
        start_run(ground.fair, user=ground.manager, options=Options())
    assert refused.value.extra == {"run": run.public_id}
    assert ScheduleRun.objects.count() == 1
    cancel_run(run, user=ground.manager)
    compute_run(run.pk, time_is_up=TimeoutError)
    assert (fresh(run).state, fresh(run).attempts) == (RunState.CANCELLED, 0)
    start_run(ground.fair, user=ground.manager, options=Options())


def test_a_run_is_stopped_while_it_is_computed_and_its_result_is_thrown_away():
    ground = make_ground(buyers=1, makers=1)
    run = start_run(ground.fair, user=ground.manager, options=Options(seconds=0))
    claimed = claim_run(run.pk)
    assert claimed.state == RunState.RUNNING
    cancel_run(run, user=ground.manager)
    assert keep_preview(claimed)
    assert (fresh(run).state, fresh(run).placements) == (RunState.CANCELLED, {})


def test_a_run_whose_holder_died_is_taken_up_once_more_then_failed_and_the_dead_writes_nothing():
    ground = make_ground(buyers=1, makers=1)
    run = start_run(ground.fair, user=ground.manager, options=Options(seconds=0))
    dead = claim_run(run.pk)
    assert sweep_runs() == 0
    ScheduleRun.objects.update(lease_until=now() - dt.timedelta(seconds=1))
    assert sweep_runs() == 1
    assert fresh(run).state == RunState.QUEUED
    assert not keep_preview(dead)
    claim_run(run.pk)
    ScheduleRun.objects.update(lease_until=now() - dt.timedelta(seconds=1))
    assert sweep_runs() == 1
    assert (fresh(run).state, fresh(run).failure) == (RunState.FAILED, "interrupted")
    assert not keep_preview(dead)


def test_who_lost_a_run_writes_nothing_of_it_and_no_other_is_begun_beside_it():
    ground, other = (make_ground(buyers=1, makers=1) for _ in range(2))
    run = start_run(ground.fair, user=ground.manager, options=Options(seconds=0))
    waiting = start_run(other.fair, user=other.manager, options=Options(seconds=0))
    claimed = claim_run(run.pk)
    assert beat(claimed, {"done": 1}) is Beat.GO_ON
    assert claim_run(run.pk) is None
    assert claim_run(waiting.pk) is None
    assert waiting_runs() == []
    assert not sweep_run(run.pk)
    ScheduleRun.objects.filter(pk=run.pk).update(holder="another")
    assert beat(claimed, {}) is Beat.LOST
    assert not keep_preview(claimed)
    assert not fail_run(claimed, "broken")
    assert fresh(run).state == RunState.RUNNING


def test_a_run_that_fails_after_somebody_called_it_off_is_called_off():
    ground = make_ground(buyers=1, makers=1)
    claimed = claim_run(start_run(ground.fair, user=ground.manager, options=Options(seconds=0)).pk)
    cancel_run(claimed, user=ground.manager)
    assert beat(claimed, {}) is Beat.CANCELLED
    assert fail_run(claimed, "broken", detail="ValueError")
    assert (fresh(claimed).state, fresh(claimed).failure) == (RunState.CANCELLED, "")
    assert waiting_runs() == []


def test_what_cannot_be_computed_says_why():
    ground = make_ground(buyers=1, makers=1, tables=0)
    assert (ground.compute().state, ScheduleRun.objects.get().failure) == (RunState.FAILED, "no_tables")
    tight = make_ground(buyers=1, makers=2, slots=1)
    for wish in tight.wishes * 2:
        mark_must(wish, user=tight.manager, is_must=True)
    assert HistoryEntry.objects.filter(action="meeting_request.must_set").count() == 2
    run = tight.compute()
    assert (run.state, run.failure) == (RunState.FAILED, "contradiction")
    assert run.failure_detail


def test_must_and_never_of_the_same_firms_are_refused_at_both_doors():
    ground = make_ground(buyers=1, makers=2)
    wish, other = ground.wishes
    mark_must(wish, user=ground.manager, is_must=True)
    wish.refresh_from_db()
    type(wish).objects.filter(pk=wish.pk).update(state="wished")
    keep_apart(ground.fair, user=ground.manager, one=wish.from_company, other=wish.to_company)
    type(wish).objects.filter(pk=wish.pk).update(state="wished")
    with pytest.raises(MustAndNever) as refused:
        start_run(ground.fair, user=ground.manager, options=Options())
    assert refused.value.extra["pairs"] == [f"{wish.from_company.short_name} × {wish.to_company.short_name}"]
    keep_apart(ground.fair, user=ground.manager, one=other.from_company, other=other.to_company)
    with pytest.raises(MustAndNever):
        mark_must(other, user=ground.manager, is_must=True)
    mark_must(wish, user=ground.manager, is_must=False)
    run = ground.compute()
    assert run.failure == "no_wishes"


def test_interpreters_are_planned_where_no_language_is_shared_and_are_the_limit():
    ground = make_ground(buyers=2, makers=2, slots=1, tables=4)
    for buyer in ground.buyers:
        type(buyer.person).objects.filter(pk=buyer.person.pk).update(language="ja")
    type(ground.wishes[0]).objects.update(language="ja")
    Interpreter.objects.create(fair=ground.fair, code="PD1", name="Hạnh", languages=["vi-ja"])
    run = ground.compute()
    assert run.statistics["placed"] == 1
    assert {reason for _wish, reason, _by in preview_of(run, now=now()).unmet_wishes} <= {
        "no_interpreter",
        "outweighed",
        "participant_full",
    }
    assert any(effect["kind"] == "interpreters" and effect["meetings"] >= 1 for effect in run.what_if)
    publish_run(run, user=ground.manager, seen=ground.seen(run))
    assert Meeting.objects.get().interpreter.code == "PD1"


def test_a_locked_meeting_never_moves_and_a_hand_moves_what_is_free():
    ground = make_ground(buyers=1, makers=3, slots=4, tables=2)
    meeting = accept_request(ground.wishes[0], user=ground.makers[0].user, slot=ground.slots[0])
    run = ground.compute(move_unlocked=True)
    lock_in_place(meeting, user=ground.manager)
    free = next(slot for slot in ground.slots if slot.pk not in {p["slot"] for p in run.placements.values()})
    with pytest.raises(PlacementRefused) as refused:
        place_by_hand(run, user=ground.manager, item=meeting.public_id, slot=free, table=ground.tables[0])
    assert refused.value.extra == {"clash": "meeting_locked"}
    unlock(meeting, user=ground.manager)
    placed = place_by_hand(run, user=ground.manager, item=meeting.public_id, slot=free, table=ground.tables[1])
    diff, _ = fresh_diff(placed.run, now=now())
    assert [line.meeting for line in diff.lines if line.kind == "moved"] == [meeting.pk]
    other = ground.wishes[1]
    taken = fresh(run).placements[f"w{ground.wishes[2].pk}"]["slot"]
    busy = next(slot for slot in ground.slots if slot.pk == taken)
    with pytest.raises(PlacementRefused) as refused:
        place_by_hand(run, user=ground.manager, item=other.public_id, slot=busy, table=ground.tables[1])
    assert refused.value.extra == {"clash": "person_busy"}
    take_out(run, user=ground.manager, item=other.public_id)
    assert ("taken_out" in {reason for _w, reason, _b in preview_of(fresh(run), now=now()).unmet_wishes}) is True
    undo_edit(run, user=ground.manager)
    assert f"w{other.pk}" in fresh(run).placements
    board = board_of(fresh(run), now=now())
    cells = [cell for row in board.rows for cell in row.cells if cell]
    assert sorted(cell.state for cell in cells) == ["moved", "new", "new"]
    publish_run(run, user=ground.manager, seen=board.seen)
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table, meeting.sequence) == (free, ground.tables[1], 1)
    with pytest.raises(IllegalMove):
        take_out(run, user=ground.manager, item=other.public_id)


def test_a_published_meeting_that_begins_soon_is_looked_after_and_not_reminded_of():
    ground = make_ground(buyers=1, makers=1, slots=1, tables=1)
    begin = now() + dt.timedelta(minutes=20)
    MeetingSlot.objects.update(starts_at=begin, ends_at=begin + dt.timedelta(minutes=20))
    run = ground.compute()
    publish_run(run, user=ground.manager, seen=ground.seen(run))
    assert Meeting.objects.get().slot == ground.slots[0]
    clocks = DueItem.objects.filter(event__startswith="meeting.").order_by("due_at").values_list("event", flat=True)
    assert list(clocks) == ["meeting.soon", "meeting.over"]


def test_the_same_options_and_seed_give_the_same_preview():
    ground = make_ground(buyers=3, makers=4, slots=5, tables=2)
    one, other = ground.compute(seed=7), ground.compute(seed=7)
    assert one.placements == other.placements


def test_the_problem_and_the_preview_cost_the_same_queries_whatever_their_size():
    def cost(**size):
        ground = make_ground(**size)
        run = ground.compute()
        with CaptureQueriesContext(connection) as problem:
            schedule_problem(facts_of(ground.fair, now=now()), Options())
        with CaptureQueriesContext(connection) as preview:
            shown = preview_of(run, now=now())
            shown.entries()
            shown.unmet()
        return len(problem), len(preview)

    assert cost(buyers=1, makers=2, slots=1) == cost(buyers=3, makers=5, slots=2, tables=1) == (11, 15)
