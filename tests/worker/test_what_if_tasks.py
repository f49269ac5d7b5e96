"""What would help is counted again by a worker: rung for by the relay and the sweep, counted once however often it is rung."""

import pytest

from booking.services.schedule_edits import take_out
from booking.services.schedule_runs import ask_what_if
from fairs.models import MeetingTable
from kernel.leases import give_back, take
from kernel.relay import work_off
from tests.factories.schedule import make_ground
from worker import doorbell
from worker.subscribers import WORK, work_for
from worker.tasks.schedule import look_what_if, sweep

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_rung_for_until_it_is_counted_and_two_rings_count_once(monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell.app, "send_task", lambda name, **words: rung.append((name, words["kwargs"])))
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    ground = make_ground(buyers=2, makers=3, slots=2, tables=1)
    run = ground.compute()
    planned = next(wish for wish in ground.wishes if f"w{wish.pk}" in run.placements)
    take_out(run, user=ground.manager, item=planned.public_id)
    ask_what_if(run, user=ground.manager)
    assert work_off(work_for, names=WORK) >= 1
    ring = ("schedule.what_if", {"run_id": run.pk})
    assert [each for each in rung if each[0] == ring[0]] == [ring]
    sweep()
    assert rung.count(ring) == 2  # nobody has counted it yet
    held = take(f"schedule.what_if.{run.pk}", seconds=60)
    look_what_if(run_id=run.pk)  # somebody else is at it
    run.refresh_from_db()
    assert (run.what_if_wanted, run.what_if_revision) == (True, 0)
    give_back(f"schedule.what_if.{run.pk}", held)
    look_what_if(run_id=run.pk)
    run.refresh_from_db()
    assert (run.what_if_wanted, run.what_if_revision) == (False, run.revision)
    sweep()
    assert rung.count(ring) == 2


def test_what_cannot_be_counted_without_a_table_stays_as_it_was_and_older():
    ground = make_ground(buyers=2, makers=3, slots=2, tables=1)
    run = ground.compute()
    before = run.what_if
    assert before
    MeetingTable.objects.filter(fair=ground.fair).delete()
    planned = next(wish for wish in ground.wishes if f"w{wish.pk}" in run.placements)
    take_out(run, user=ground.manager, item=planned.public_id)
    ask_what_if(run, user=ground.manager)
    look_what_if(run_id=run.pk)
    run.refresh_from_db()
    assert (run.what_if, run.what_if_wanted, run.what_if_revision < run.revision) == (before, False, True)
