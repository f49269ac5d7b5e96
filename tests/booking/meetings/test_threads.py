"""A wish changes in place and keeps its thread: who, when, words and the times named then, the same for both sides."""

import pytest

from booking.errors.meetings import (
    AlreadyAsked,
    AlreadyMet,
    ColleagueBusy,
    NeedNotTheirs,
    NotAtFair,
    NotYourTurn,
    RequestChanged,
    SameColleague,
    SlotNotUsable,
)
from booking.queries.meetings import thread_of
from booking.services.availability import set_unavailable
from booking.services.handing_over import delegate_request
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.requests import (
    Keep,
    change_request,
    counter_request,
    decline_request,
    expire_request,
    make_request,
    withdraw_request,
)
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from kernel.models import DueItem, OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def slots(fair):
    make_tables(fair)
    return make_slots(fair)


@pytest.fixture
def buyer(fair):
    return make_sourcer(fair)


@pytest.fixture
def maker(fair):
    return make_maker(fair)


def told(wish):
    """(kind, company, person, words, numbers of the times) of every turn."""
    by_start = {slot.starts_at: slot.index for slot in wish.fair.slots.all()}
    return [
        (turn.kind, turn.company, turn.person, turn.words, [by_start[at] for at in turn.times])
        for turn in thread_of(wish)
    ]


def test_the_thread_keeps_every_turn_from_wish_to_cancelled_meeting(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2], message="Sáng nhé?")
    change_request(wish, user=buyer.user, slots=slots[1:3], agenda_line="Càng phanh, 5.000 cái một năm")
    counter_request(wish, user=maker.user, slots=[slots[5], slots[4]], message="Chiều được không?")
    counter_request(wish, user=buyer.user, slots=slots[5:6])
    wish.refresh_from_db()
    meeting = accept_request(wish, user=maker.user)
    reschedule_meeting(meeting, user=buyer.user, slot=slots[6])
    cancel_meeting(meeting, user=maker.user, reason="Máy hỏng")
    assert told(wish) == [
        ("made", buyer.company, buyer.person, "Sáng nhé?", [0, 1]),
        ("changed", buyer.company, buyer.person, "", [1, 2]),
        ("countered", maker.company, maker.person, "Chiều được không?", [4, 5]),
        ("countered", buyer.company, buyer.person, "", [5]),
        ("accepted", maker.company, maker.person, "", [5]),
        ("moved", buyer.company, buyer.person, "", [6]),
        ("cancelled", maker.company, maker.person, "Máy hỏng", [6]),
    ]
    wish.refresh_from_db()
    assert (wish.message, wish.agenda_line) == ("Sáng nhé?", "Càng phanh, 5.000 cái một năm")


def test_every_end_of_a_wish_is_a_turn(fair, slots, buyer, maker):
    ends = {}
    for name in ("declined", "withdrawn", "expired"):
        wish = make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
        if name == "declined":
            other = wish.to_company.people.get().user
            decline_request(wish, user=other, reason="Kín lịch")
        elif name == "withdrawn":
            withdraw_request(wish, user=buyer.user)
        else:
            type(wish).objects.filter(pk=wish.pk).update(expires_at=now())
            expire_request(wish.pk)
        ends[name] = told(wish)[-1]
    assert ends["declined"][::3] == ("declined", "Kín lịch")
    assert ends["withdrawn"][:3] == ("withdrawn", buyer.company, buyer.person)
    assert ends["expired"] == ("expired", None, None, "", [])


def test_an_open_wish_is_changed_in_place(fair, slots, buyer, maker):
    need = make_need(buyer.company)
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2], need=need)
    changed = change_request(wish, user=buyer.user, agenda_line="Giá khuôn", priority=1, language="ja", need=None)
    assert (changed.pk, changed.state, changed.revision) == (wish.pk, "wished", 1)
    assert (changed.agenda_line, changed.priority, changed.language, changed.need) == ("Giá khuôn", 1, "ja", None)
    assert sorted(changed.requested_slots.values_list("slot__index", flat=True)) == [0, 1]
    again = change_request(changed, user=buyer.user, slots=[slots[6]], need=need, message="Mang mẫu theo")
    assert (again.message, told(again)[-1][3]) == ("Mang mẫu theo", "Mang mẫu theo")
    assert list(again.requested_slots.values_list("slot__index", flat=True)) == [6]
    assert (again.need, again.priority) == (need, 1)
    assert DueItem.objects.get().due_at == again.expires_at
    assert list(OutboxEvent.objects.order_by("pk").values_list("name", "payload__revision")) == [
        ("meeting_request.made", 0),
        ("meeting_request.changed", 1),
        ("meeting_request.changed", 2),
    ]


def test_new_times_of_the_asker_give_the_turn_to_the_other_side(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    counter_request(wish, user=maker.user, slots=slots[5:6])
    kept = change_request(wish, user=buyer.user, agenda_line="Giá khuôn")
    assert (kept.state, kept.awaiting_company) == ("countered", buyer.company)
    turned = change_request(wish, user=buyer.user, slots=slots[3:4])
    assert (turned.state, turned.awaiting_company) == ("countered", maker.company)
    assert accept_request(turned, user=maker.user).slot == slots[3]


def test_what_was_read_is_what_is_accepted(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    change_request(wish, user=buyer.user, agenda_line="Khác hẳn")
    wish.refresh_from_db()
    with nothing_changes(), pytest.raises(RequestChanged):
        accept_request(wish, user=maker.user, revision=0)
    assert accept_request(wish, user=maker.user, revision=1).slot == slots[0]


def test_a_wish_is_not_changed_by_the_asked_side_nor_into_something_refused(fair, slots, buyer, maker):
    first, second = make_need(buyer.company), make_need(buyer.company)
    foreign = make_need(make_sourcer(fair).company)
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2], need=first)
    make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2], need=second)
    met = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[7:])
    accept_request(met, user=maker.user)
    set_unavailable(fair, user=buyer.user, slots=slots[4:5])
    decided = make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
    withdraw_request(decided, user=buyer.user)
    refusals = [
        (NotYourTurn, maker.user, {"priority": 1}),
        (NotFound, make_maker(fair).user, {"priority": 1}),
        (AlreadyAsked, buyer.user, {"need": second}),
        (AlreadyMet, buyer.user, {"need": None}),
        (NeedNotTheirs, buyer.user, {"need": foreign}),
        (SlotNotUsable, buyer.user, {"slots": slots[4:6]}),
        (SlotNotUsable, buyer.user, {"slots": []}),
    ]
    for refusal, user, changes in refusals:
        with nothing_changes(), pytest.raises(refusal):
            change_request(wish, user=user, **changes)
    with nothing_changes(), pytest.raises(IllegalMove):
        change_request(decided, user=buyer.user, priority=1)
    assert change_request(wish, user=buyer.user, need=Keep.IT).need == first


def test_each_side_hands_a_wish_to_a_colleague_who_is_free(fair, slots, buyer, maker):
    free, busy = (make_colleague(fair, maker.company) for _ in range(2))
    stand_in = make_colleague(fair, buyer.company, role="buyer")
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    set_unavailable(fair, user=busy.user, slots=slots[:2])
    with nothing_changes(), pytest.raises(ColleagueBusy) as refused:
        delegate_request(wish, user=maker.user, to_person=busy.person)
    assert set(refused.value.extra["hindrances"].values()) == {"unavailable"}
    delegate_request(wish, user=maker.user, to_person=free.person)
    delegate_request(wish, user=buyer.user, to_person=stand_in.person)
    for again in (free, stand_in):
        with nothing_changes(), pytest.raises(SameColleague):
            delegate_request(wish, user=again.user, to_person=again.person)
    for foreign in (buyer.person, make_maker(fair).person):
        with nothing_changes(), pytest.raises(NotAtFair):
            delegate_request(wish, user=maker.user, to_person=foreign)
    wish.refresh_from_db()
    assert (wish.from_person, wish.to_person, wish.awaiting_company) == (stand_in.person, free.person, maker.company)
    assert [turn.to_person for turn in thread_of(wish)] == [None, free.person, stand_in.person]
    meeting = accept_request(wish, user=maker.user)
    assert {seat.person for seat in meeting.participants.all()} == {stand_in.person, free.person}
