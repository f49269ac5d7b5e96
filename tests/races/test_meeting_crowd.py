"""Crowds at one table, colleagues at one buyer, a block against a wish, a hand-over against an acceptance: exact winners, clear losers.

The twins take the guards away and see the law break.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import OperationalError, connection

from booking.models import CompanyBlock, Meeting, MeetingParticipant, MeetingRequest
from booking.services import meetings as accepting
from booking.services import requests
from booking.services.blocks import block_company
from booking.services.handing_over import delegate_meeting
from booking.services.meetings import accept_request, accept_step_by_step
from booking.services.requests import make_request
from booking.states import OPEN_REQUEST_STATES
from kernel.errors import DomainError
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db(transaction=True)

CROWD, FEW = 100, 8
TABLE_LAW = next(law for law in Meeting._meta.constraints if law.name == "meeting_table_once_per_slot")
PAIR_LAW = next(law for law in MeetingRequest._meta.constraints if law.name == "meeting_request_once_per_pair_and_need")


def at_once(calls: Sequence[Callable[[], object]]) -> list[str]:
    """Each call in a thread of its own, let go together; who found the house busy, or no connection free, comes again."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        barrier.wait(timeout=60)
        try:
            while True:
                try:
                    call()
                except DomainError as refusal:
                    if refusal.code != "busy":
                        return refusal.code
                except OperationalError as exc:
                    if "couldn't get a connection" not in str(exc):
                        raise
                else:
                    return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def crowd(number: int, slots: int = 1, tables: int = 1):
    """`number` wishes between as many pairs of firms, all over the same single slot; who accepts each."""
    fair = make_fair()
    grid, places = make_slots(fair, slots), make_tables(fair, tables)
    pairs = [(make_sourcer(fair), make_maker(fair)) for _ in range(number)]
    return grid, places, [(make_wish(fair, buyer, maker, grid[:1]), maker) for buyer, maker in pairs]


def test_a_hundred_people_accept_for_the_same_table_and_time_and_one_has_it():
    (slot,), (table,), wishes = crowd(CROWD)
    verdicts = Counter(
        at_once([lambda w=w, m=m: accept_request(w, user=m.user, slot=slot, table=table) for w, m in wishes])
    )
    assert verdicts == {"ok": 1, "table_taken": CROWD - 1}
    meeting = Meeting.objects.get()
    assert (meeting.slot, meeting.table) == (slot, table)
    assert MeetingParticipant.objects.filter(live=True).count() == 2
    assert MeetingRequest.objects.filter(state="wished").count() == CROWD - 1


def test_a_crowd_at_one_time_fills_every_table_once_and_no_more():
    _slots, tables, wishes = crowd(FEW * 2, tables=FEW)
    verdicts = Counter(at_once([lambda w=w, m=m: accept_request(w, user=m.user) for w, m in wishes]))
    assert verdicts == {"ok": FEW, "slot_taken": FEW}
    assert sorted(Meeting.objects.values_list("table", flat=True)) == [table.pk for table in tables]


def test_without_its_guards_two_sit_at_one_table(monkeypatch):
    (slot,), (table,), wishes = crowd(4)
    read = Barrier(4)
    real = accepting.best_place

    def best_place(*args, **kwargs):
        place = real(*args, **kwargs)
        read.wait(timeout=30)  # all have looked before any has written
        return place

    monkeypatch.setattr(accepting, "lock_slots_of_wish", lambda together, wish, slot_id: [(slot_id,)])
    monkeypatch.setattr(accepting, "best_place", best_place)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Meeting, TABLE_LAW)
    try:
        verdicts = at_once(
            [lambda w=w, m=m: accept_step_by_step(w, user=m.user, slot=slot, table=table) for w, m in wishes]
        )
        assert verdicts == ["ok"] * 4
        assert Meeting.objects.filter(slot=slot, table=table).count() == 4
    finally:
        MeetingParticipant.objects.all().delete()
        Meeting.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Meeting, TABLE_LAW)


def colleagues_ask():
    """Two colleagues of a maker ask the same buyer about the same need at the same moment."""
    fair = make_fair()
    slots, maker, buyer = make_slots(fair), make_maker(fair), make_sourcer(fair)
    colleague, need = make_colleague(fair, maker.company), make_need(buyer.company)
    return at_once(
        [
            lambda who=who: make_request(fair, user=who.user, to_company=buyer.company, need=need, slots=slots[:2])
            for who in (maker, colleague)
        ]
    )


def test_two_colleagues_asking_one_buyer_for_one_need_make_one_wish_and_without_guards_two(monkeypatch):
    assert sorted(colleagues_ask()) == ["already_asked", "ok"]
    read = Barrier(2)
    real = requests.check_limits

    def check_limits(*args, **kwargs):
        real(*args, **kwargs)
        read.wait(timeout=30)

    monkeypatch.setattr(requests, "lock_company", lambda company: None)
    monkeypatch.setattr(requests, "check_limits", check_limits)
    assert sorted(colleagues_ask()) == ["already_asked", "ok"]  # the index alone
    with connection.schema_editor() as editor:
        editor.remove_constraint(MeetingRequest, PAIR_LAW)
    try:
        assert colleagues_ask() == ["ok", "ok"]
    finally:
        MeetingRequest.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(MeetingRequest, PAIR_LAW)


@pytest.mark.parametrize("guarded", [True, False], ids=["locked", "twin without the lock"])
def test_a_block_and_a_wish_at_once_leave_no_open_wish_between_the_two(monkeypatch, guarded):
    fair = make_fair()
    slots, buyer, maker = make_slots(fair), make_sourcer(fair), make_maker(fair)
    looked, blocked = Event(), Event()
    real = requests.check_limits

    def check_limits(*args, **kwargs):
        real(*args, **kwargs)
        looked.set()
        blocked.wait(timeout=1 if guarded else 30)  # with the lock the block waits for this wish

    monkeypatch.setattr(requests, "check_limits", check_limits)
    if not guarded:
        monkeypatch.setattr(requests, "lock_company", lambda company: None)

    def block():
        looked.wait(timeout=30)
        block_company(fair, user=maker.user, other=buyer.company)
        blocked.set()

    calls = [lambda: make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2]), block]
    assert at_once(calls) == ["ok", "ok"]
    still_open = MeetingRequest.objects.filter(state__in=OPEN_REQUEST_STATES).count()
    assert (CompanyBlock.objects.count(), still_open) == (1, 0 if guarded else 1)


def test_a_colleague_is_handed_a_meeting_or_accepts_another_then_never_both():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair, 40)
    for _ in range(4):
        maker, buyer, other = make_maker(fair), make_sourcer(fair), make_sourcer(fair)
        colleague = make_colleague(fair, maker.company)
        meeting = accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user)
        wish = make_wish(fair, other, maker, slots[:1])
        verdicts = at_once(
            [
                lambda m=meeting, g=maker, c=colleague: delegate_meeting(m, user=g.user, to_person=c.person),
                lambda w=wish, c=colleague: accept_request(w, user=c.user),
            ]
        )
        assert sorted(verdicts) in (["colleague_busy", "ok"], ["ok", "person_busy"])
        assert MeetingParticipant.objects.filter(person=colleague.person, live=True).count() == 1
        meeting.refresh_from_db()
        assert meeting.sequence == meeting.participants.filter(person=colleague.person).count()
