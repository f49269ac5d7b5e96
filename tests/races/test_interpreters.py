"""Law: an interpreter sits at one live meeting per slot, whoever gives him away: a move, a publication.

The services move an interpreter with his meeting and place him when a schedule is published; all meet one unique index.
The twin takes it away and sees him at several tables at once.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from booking.errors.schedule import ScheduleChanged
from booking.models import Meeting, MeetingParticipant, ScheduleRun
from booking.services.meetings import accept_request, reschedule_meeting
from booking.services.schedule_publishing import publish_run
from booking.states import LIVE_MEETING_STATES
from fairs.models import Interpreter
from kernel.errors import DomainError
from tests.factories.meetings import Participant, make_maker, make_sourcer
from tests.factories.schedule import Ground, make_ground
from tests.factories.wishes import make_wish
from tests.races.test_meeting_accepts import half_meetings, overlaps

pytestmark = pytest.mark.django_db(transaction=True)
LAW = next(law for law in Meeting._meta.constraints if law.name == "meeting_interpreter_once_per_slot")
MOVERS = 7


def doubled() -> int:
    """How often an interpreter sits at a table too many in one slot."""
    live = Meeting.objects.filter(state__in=LIVE_MEETING_STATES, interpreter__isnull=False)
    return sum(count - 1 for count in Counter(live.values_list("interpreter_id", "slot_id")).values())


def interpreted(ground: Ground, slot, interpreter) -> tuple[Meeting, Participant]:
    """A meeting of two more firms in that slot, interpreted."""
    buyer, maker = make_sourcer(ground.fair), make_maker(ground.fair)
    meeting = accept_request(make_wish(ground.fair, buyer, maker, [slot]), user=maker.user)
    Meeting.objects.filter(pk=meeting.pk).update(interpreter=interpreter)
    return meeting, maker


def in_japanese(ground: Ground) -> None:
    """The buyers of the ground speak no Vietnamese, so that each of its meetings is interpreted."""
    for buyer in ground.buyers:
        type(buyer.person).objects.filter(pk=buyer.person.pk).update(language="ja")
    type(ground.wishes[0]).objects.update(language="ja")


def verdict_of(act) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    finally:
        connection.close()
    return "ok"


@pytest.mark.parametrize("guard", ["index", "no index"])
def test_one_of_many_gets_the_interpreter(guard):
    ground = make_ground(buyers=1, makers=1, slots=MOVERS + 1, tables=MOVERS + 1)
    in_japanese(ground)
    hanh = Interpreter.objects.create(fair=ground.fair, code="PD1", name="Hạnh", languages=["vi-ja"])
    wanted = ground.slots[0]
    ground.wishes[0].requested_slots.exclude(slot=wanted).delete()
    standing = [interpreted(ground, slot, hanh) for slot in ground.slots[1:]]
    run = ground.compute()
    assert [place["interpreter"] for key, place in run.placements.items() if key.startswith("w")] == [hanh.pk]
    seen = ground.seen(run)
    barrier = Barrier(MOVERS + 1)

    def move(meeting: Meeting, maker: Participant) -> str:
        barrier.wait(timeout=60)
        return verdict_of(lambda: reschedule_meeting(meeting, user=maker.user, slot=wanted))

    def publish() -> str:
        barrier.wait(timeout=60)
        return verdict_of(lambda: publish_run(run, user=ground.manager, seen=seen))

    if guard == "no index":
        with connection.schema_editor() as editor:
            editor.remove_constraint(Meeting, LAW)
    try:
        with ThreadPoolExecutor(MOVERS + 1) as pool:
            publishing = pool.submit(publish)
            moving = [pool.submit(move, *each) for each in standing]
            published, moved = publishing.result(), Counter(each.result() for each in moving)
        assert (overlaps(), half_meetings()) == (0, 0)
        if guard == "no index":
            assert moved["ok"] > 1
            assert doubled() >= moved["ok"] - 1
            return
        assert doubled() == 0
        assert (published == "ok") + moved["ok"] == 1
        assert published in {"ok", "schedule_changed", "interpreter_taken"}
        assert moved == Counter({"interpreter_taken": MOVERS - moved["ok"], "ok": moved["ok"]}) - Counter()
        assert Meeting.objects.get(slot=wanted).interpreter == hanh
        assert Meeting.objects.count() == MOVERS + (published == "ok")
        if published != "ok":  # who looks again is told who sits there
            assert ScheduleRun.objects.get(pk=run.pk).state == "ready"
            with pytest.raises(ScheduleChanged) as refused:
                publish_run(run, user=ground.manager, seen=seen)
            assert refused.value.extra["clashes"] == ["interpreter_taken"]
    finally:
        if guard == "no index":
            Meeting.objects.all().delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(Meeting, LAW)


def test_publishing_with_interpreters_against_live_moves_and_accepts():
    """As in test_schedule_publishing, every planned meeting interpreted, and interpreted ones moved meanwhile."""
    ground = make_ground(buyers=3, makers=4, slots=6, tables=4)
    in_japanese(ground)
    people = [
        Interpreter.objects.create(fair=ground.fair, code=f"PD{n}", name=f"Hạnh {n}", languages=["vi-ja"])
        for n in range(2)
    ]
    standing = [interpreted(ground, ground.slots[n], people[n % 2]) for n in range(3)]
    run = ground.compute(extra_tables=2)
    assert run.statistics["placed"] == 2 * 6 - 3  # interpreters are the limit, three of their times are taken
    seen = ground.seen(run)
    accepters = {maker.company.pk: maker.user for maker in ground.makers}
    accepts = ground.wishes[::3]
    barrier = Barrier(len(accepts) + len(standing) + 2)

    def at_once(act) -> str:
        barrier.wait(timeout=60)
        return verdict_of(act)

    def publish() -> None:
        """As a person does: told that something changed, look again and publish that."""
        name = seen
        for _ in range(50):
            try:
                publish_run(run, user=ground.manager, seen=name)
            except ScheduleChanged as refusal:
                name = refusal.extra["seen"]
            except DomainError as refusal:
                if refusal.code not in {"busy", "interpreter_taken"}:
                    raise
            else:
                return

    with ThreadPoolExecutor(barrier.parties) as pool:
        publishing = [pool.submit(at_once, publish) for _ in range(2)]
        accepting = [
            pool.submit(at_once, lambda w=wish: accept_request(w, user=accepters[w.to_company_id])) for wish in accepts
        ]
        moving = [
            pool.submit(at_once, lambda m=m, u=maker.user, n=n: reschedule_meeting(m, user=u, slot=ground.slots[n + 3]))
            for n, (m, maker) in enumerate(standing)
        ]
        published = sorted(each.result() for each in publishing)
        accepted = Counter(each.result() for each in accepting)
        moved = Counter(each.result() for each in moving)
    assert published == ["illegal_move", "ok"]
    assert set(accepted) <= {"ok", "illegal_move", "request_changed", "no_common_slot"}
    assert set(moved) <= {"ok", "interpreter_taken", "table_taken", "slot_taken"}
    assert (doubled(), overlaps(), half_meetings()) == (0, 0, 0)
    made = ScheduleRun.objects.get(pk=run.pk).changes.filter(kind="made")
    assert made.count() + accepted["ok"] + len(standing) == Meeting.objects.count()
    assert not made.filter(meeting__interpreter__isnull=True).exists()  # each new one has its interpreter
    assert MeetingParticipant.objects.filter(live=True).count() == 2 * Meeting.objects.count()
