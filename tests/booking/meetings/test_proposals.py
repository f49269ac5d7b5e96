"""Moving a meeting with the other side's agreement, and handing its seat to a colleague: one entry, moved and never doubled."""

import datetime as dt

import pytest

from booking.errors.meetings import (
    ColleagueBusy,
    MeetingBegun,
    NoCommonSlot,
    NotAtFair,
    NotYourTurn,
    PersonBusy,
    SameColleague,
    SlotNotUsable,
)
from booking.models import Meeting, MeetingProposal, RequestTurn
from booking.queries.agenda import agenda_of
from booking.services.availability import set_unavailable
from booking.services.duties import add_duty
from booking.services.handing_over import delegate_meeting
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.proposals import agree_proposal, propose_times, refuse_proposal, withdraw_proposal
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from kernel.models import DueItem, OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_sourcer
from tests.factories.wishes import make_wish

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


@pytest.fixture
def meeting(fair, slots, buyer, maker):
    return accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user)


def meeting_now():
    return Meeting.objects.get()


def states():
    return list(MeetingProposal.objects.order_by("pk").values_list("state", flat=True))


def test_the_meeting_stands_until_the_other_side_agrees_then_moves_in_place(slots, meeting, buyer, maker):
    proposal = propose_times(meeting, user=buyer.user, slots=[slots[4], slots[2]], words="Kẹt xe")
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.sequence) == (slots[0], 0)
    set_unavailable(meeting.fair, user=maker.user, slots=slots[2:3])
    moved = agree_proposal(proposal, user=maker.user)
    assert (moved.pk, moved.slot, moved.sequence, moved.state) == (meeting.pk, slots[4], 1, "confirmed")
    assert set(moved.participants.values_list("slot", "live")) == {(slots[4].pk, True)}
    assert DueItem.objects.get(event="meeting.reminder").payload["sequence"] == 1
    events = list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))
    assert events == ["meeting.confirmed", "meeting.time_proposed", "meeting.rescheduled"]
    assert states() == ["agreed"]
    turns = RequestTurn.objects.order_by("pk").values_list("kind", "company", "words", "times")
    assert list(turns)[1:] == [
        ("proposed", buyer.company.pk, "Kẹt xe", [slots[2].starts_at, slots[4].starts_at]),
        ("moved", maker.company.pk, "", [slots[4].starts_at]),
    ]


def test_one_proposal_is_open_and_each_has_one_end(slots, meeting, buyer, maker):
    first = propose_times(meeting, user=buyer.user, slots=slots[1:2])
    with nothing_changes(), pytest.raises(NotYourTurn):
        agree_proposal(first, user=buyer.user)
    with nothing_changes(), pytest.raises(NotYourTurn):
        withdraw_proposal(first, user=maker.user)
    second = propose_times(meeting, user=maker.user, slots=slots[3:5])
    with nothing_changes(), pytest.raises(IllegalMove):
        agree_proposal(first, user=maker.user)
    refuse_proposal(second, user=buyer.user, reason="Trưa thì không")
    third = propose_times(meeting, user=maker.user, slots=slots[5:6])
    withdraw_proposal(third, user=maker.user)
    fourth = propose_times(meeting, user=maker.user, slots=slots[6:7])
    reschedule_meeting(meeting, user=buyer.user, slot=slots[7])
    fifth = propose_times(meeting, user=maker.user, slots=slots[6:7])
    cancel_meeting(meeting, user=buyer.user)
    assert states() == ["replaced", "refused", "withdrawn", "lapsed", "lapsed"]
    for ended in (fourth, fifth):
        with nothing_changes(), pytest.raises(IllegalMove):
            agree_proposal(ended, user=buyer.user)
    with nothing_changes(), pytest.raises(NotFound):
        agree_proposal(second, user=make_maker(meeting.fair).user)


def test_times_that_cannot_be_are_refused_with_the_reason_for_each(fair, slots, meeting, buyer, maker):
    foreign = make_slots(make_fair(), 1)[0]
    set_unavailable(fair, user=buyer.user, slots=slots[1:2])
    add_duty(
        fair, user=buyer.user, person=buyer.person, label="Trực gian", starts_at=slots[2].starts_at,
        ends_at=slots[2].ends_at,
    )  # fmt: skip
    with nothing_changes(), pytest.raises(SlotNotUsable) as refused:
        propose_times(meeting, user=buyer.user, slots=[*slots[:4], foreign])
    assert refused.value.extra["slots"] == {
        slots[0].public_id: "same",
        slots[1].public_id: "unavailable",
        slots[2].public_id: "duty",
        foreign.public_id: "unknown",
    }
    proposal = propose_times(meeting, user=buyer.user, slots=slots[4:6])
    with nothing_changes(), pytest.raises(SlotNotUsable):
        agree_proposal(proposal, user=maker.user, slot=slots[6])
    set_unavailable(fair, user=maker.user, slots=slots[4:6])
    with nothing_changes(), pytest.raises(NoCommonSlot):
        agree_proposal(proposal, user=maker.user)
    other = accept_request(make_wish(fair, make_sourcer(fair), maker, slots[6:7]), user=maker.user)
    assert other.slot == slots[6]
    busy = propose_times(meeting, user=buyer.user, slots=slots[6:7])
    with nothing_changes(), pytest.raises(PersonBusy):
        agree_proposal(busy, user=maker.user)


def test_a_meeting_that_has_begun_is_neither_moved_nor_handed_over(fair, slots, meeting, buyer, maker):
    propose_times(meeting, user=buyer.user, slots=slots[4:5])
    stand_in = make_colleague(fair, maker.company)
    slots[0].starts_at = now() - dt.timedelta(minutes=1)
    slots[0].save()
    for attempt in (
        lambda: propose_times(meeting_now(), user=buyer.user, slots=slots[4:5]),
        lambda: agree_proposal(MeetingProposal.objects.get(), user=maker.user),
        lambda: delegate_meeting(meeting_now(), user=maker.user, to_person=stand_in.person),
    ):
        with nothing_changes(), pytest.raises(MeetingBegun):
            attempt()


def test_a_colleague_takes_the_seat_and_the_entry_changes_calendars(fair, slots, meeting, buyer, maker):
    stand_in, busy = make_colleague(fair, maker.company), make_colleague(fair, maker.company)
    set_unavailable(fair, user=busy.user, slots=slots[:1])
    with nothing_changes(), pytest.raises(ColleagueBusy) as refused:
        delegate_meeting(meeting, user=maker.user, to_person=busy.person)
    assert refused.value.extra == {"hindrances": {slots[0].public_id: "unavailable"}}
    with nothing_changes(), pytest.raises(SameColleague):
        delegate_meeting(meeting, user=maker.user, to_person=maker.person)
    with nothing_changes(), pytest.raises(NotAtFair):
        delegate_meeting(meeting, user=maker.user, to_person=buyer.person)
    with nothing_changes(), pytest.raises(NotFound):
        delegate_meeting(meeting, user=make_maker(fair).user, to_person=stand_in.person)
    handed = delegate_meeting(meeting, user=maker.user, to_person=stand_in.person)
    assert (handed.pk, handed.sequence) == (meeting.pk, 1)
    assert {seat.person for seat in handed.participants.all()} == {buyer.person, stand_in.person}
    assert [len(agenda_of(person, fair)) for person in (buyer.person, maker.person, stand_in.person)] == [1, 0, 1]
    event = OutboxEvent.objects.get(name="meeting.delegated")
    assert event.payload == {
        "meeting_id": meeting.pk,
        "sequence": 1,
        "from_person_id": maker.person.pk,
        "to_person_id": stand_in.person.pk,
    }
    moved = reschedule_meeting(handed, user=maker.user, slot=slots[3])
    assert moved.sequence == 2
