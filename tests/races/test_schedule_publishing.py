"""Law: publishing makes and moves meetings under the same laws as one acceptance, whatever people accept meanwhile.

One publisher wins, exactly; what somebody accepted first is never overwritten; the loser is told what stands now. The twin
shows what locks and indexes are for: without locks the indexes refuse the whole publication, without both people overlap.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from django.db import connection

from booking.errors.schedule import ScheduleChanged
from booking.models import Meeting, MeetingParticipant, MeetingRequest, ScheduleRun
from booking.services import schedule_publishing as service
from booking.services.meetings import accept_request
from booking.services.schedule_publishing import publish_run, roll_back_run
from kernel import unit_of_work
from kernel.errors import DomainError
from kernel.models import OutboxEvent
from tests.factories.schedule import make_ground
from tests.races.test_meeting_accepts import PERSON_LAW, TABLE_LAW, half_meetings, overlaps

pytestmark = pytest.mark.django_db(transaction=True)


def test_publishing_against_live_accepts_has_one_winner_and_clear_losers():
    ground = make_ground(buyers=5, makers=6, slots=7, tables=5)
    run = ground.compute()
    seen = ground.seen(run)
    accepts = [ground.wishes[number] for number in range(0, 30, 3)]
    accepters = {maker.company.pk: maker.user for maker in ground.makers}
    barrier = Barrier(len(accepts) + 2)

    def accept(wish):
        barrier.wait(timeout=60)
        try:
            accept_request(wish, user=accepters[wish.to_company_id])
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "ok"

    def publish(_number):
        """As a person does: told that something changed, look again and publish that."""
        name, told = seen, 0
        barrier.wait(timeout=60)
        try:
            while True:
                try:
                    publish_run(run, user=ground.manager, seen=name)
                except ScheduleChanged as refusal:
                    name, told = refusal.extra["seen"], told + 1
                    assert told < 50
                except DomainError as refusal:
                    if refusal.code != "busy":
                        return refusal.code
                else:
                    return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(accepts) + 2) as pool:
        publishing = [pool.submit(publish, number) for number in range(2)]
        accepting = [pool.submit(accept, wish) for wish in accepts]
        published = sorted(future.result() for future in publishing)
        accepted = Counter(future.result() for future in accepting)
    assert published == ["illegal_move", "ok"]
    assert set(accepted) <= {"ok", "illegal_move", "request_changed", "no_common_slot"}
    run = ScheduleRun.objects.get(pk=run.pk)
    made = run.changes.filter(kind="made").count()
    assert (overlaps(), half_meetings()) == (0, 0)
    assert Meeting.objects.count() == made + accepted["ok"]
    assert MeetingRequest.objects.filter(state="accepted").count() == made + accepted["ok"]
    assert MeetingParticipant.objects.filter(live=True).count() == 2 * (made + accepted["ok"])
    told = OutboxEvent.objects.filter(name="schedule.published").values_list("payload__person_id", flat=True)
    concerned = MeetingParticipant.objects.filter(meeting__schedule_changes__run=run).values_list(
        "person_id", flat=True
    )
    assert sorted(told) == sorted(set(concerned))
    done = roll_back_run(run, user=ground.manager)
    assert (len(done.undone), len(done.left)) == (made, 0)
    assert Meeting.objects.filter(state="confirmed").count() == accepted["ok"]
    assert (overlaps(), half_meetings()) == (0, 0)


@pytest.mark.parametrize("guards", ["locks and indexes", "indexes alone", "no guard"])
def test_an_accept_in_the_middle_of_publishing_meets_each_guard(monkeypatch, guards):
    """The accept comes after the difference was made anew and before anything is written."""
    ground = make_ground(buyers=1, makers=2, slots=1, tables=2)
    planned, other = ground.wishes
    run = ground.compute()
    kept = next(iter(run.placements))
    if kept != f"w{planned.pk}":
        planned, other = other, planned
    maker = next(m for m in ground.makers if m.company.pk == other.to_company_id)
    verdicts = []

    def accept():
        try:
            accept_request(other, user=maker.user)
            verdicts.append("ok")
        except DomainError as refusal:
            verdicts.append(refusal.code)
        finally:
            connection.close()

    write = service.make_meetings

    def interrupted(*args, **kwargs):
        thread = Thread(target=accept)
        thread.start()
        thread.join()
        return write(*args, **kwargs)

    monkeypatch.setattr(service, "make_meetings", interrupted)
    monkeypatch.setattr(unit_of_work, "LOCK_TIMEOUT_MS", 300)
    if guards != "locks and indexes":
        monkeypatch.setattr(service, "_lock_what_changes", lambda diff: None)
    laws = [(MeetingParticipant, PERSON_LAW), (Meeting, TABLE_LAW)] if guards == "no guard" else []
    for model, law in laws:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, law)
    try:
        try:
            publish_run(run, user=ground.manager, seen=ground.seen(run))
            published = "ok"
        except DomainError as refusal:
            published = refusal.code
        found = overlaps()
        if guards == "locks and indexes":
            assert (published, verdicts, found) == ("ok", ["busy"], 0)
            assert Meeting.objects.get().request == planned
        elif guards == "indexes alone":
            assert published in {"person_busy", "table_taken"}
            assert (verdicts, found) == (["ok"], 0)
            assert Meeting.objects.get().request == other
            assert ScheduleRun.objects.get(pk=run.pk).state == "ready"
        else:
            assert (published, verdicts) == ("ok", ["ok"])
            assert found > 0
    finally:
        Meeting.objects.all().delete()
        for model, law in laws:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, law)
