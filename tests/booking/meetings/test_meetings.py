"""Meetings: placed at the best common time and table, moved in place, cancelled; never half."""

import datetime as dt

import pytest

from booking.errors.meetings import (
    AlreadyMet,
    MeetingBegun,
    MeetingInTheWay,
    NoCommonSlot,
    NotAtFair,
    PersonBusy,
    RequestChanged,
    SlotNotUsable,
    SlotTaken,
    TableTaken,
)
from booking.models import Meeting, MeetingParticipant, MeetingRequest, UnavailableSlot, WorkshopSeat
from booking.services import meetings as accepting
from booking.services.availability import set_unavailable
from booking.services.meetings import accept_request, accept_step_by_step, cancel_meeting, reschedule_meeting
from booking.services.registrations import withdraw_registration
from booking.services.requests import counter_request, make_request
from booking.services.seats import take_seat
from booking.states import RegistrationState
from fairs.models import MeetingSlot, Workshop
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from kernel.history import history_of
from kernel.models import DueItem, OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import make_member
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def tables(fair):
    return make_tables(fair, 2)


@pytest.fixture
def slots(fair, tables):
    return make_slots(fair)


@pytest.fixture
def buyer(fair):
    return make_sourcer(fair)


@pytest.fixture
def maker(fair):
    return make_maker(fair)


def meet(fair, buyer, maker, *slots, **fields) -> Meeting:
    return accept_request(make_wish(fair, buyer, maker, slots, **fields), user=maker.user)


def seats(meeting: Meeting) -> list[tuple[int, int, bool]]:
    return list(meeting.participants.order_by("person_id").values_list("person_id", "slot_id", "live"))


def test_accepting_seats_both_at_the_earliest_common_time(fair, slots, buyer, maker):
    meet(fair, make_sourcer(fair), maker, slots[1])
    meet(fair, buyer, make_maker(fair), slots[2])
    wish = make_wish(fair, buyer, maker, [slots[4], slots[2], slots[1], slots[3]])
    meeting = accept_request(wish, user=maker.user)
    assert (meeting.slot, meeting.state, meeting.sequence) == (slots[3], "confirmed", 0)
    assert seats(meeting) == [
        (person.pk, slots[3].pk, True) for person in sorted([buyer.person, maker.person], key=lambda p: p.pk)
    ]
    wish.refresh_from_db()
    assert (wish.state, wish.revision) == ("accepted", 1)
    event = OutboxEvent.objects.order_by("pk").last()
    assert (event.name, event.payload) == ("meeting.confirmed", {"meeting_id": meeting.pk, "sequence": 0})
    due = DueItem.objects.get(key=f"meeting:{meeting.pk}:reminder")
    assert (due.event, due.due_at) == ("meeting.reminder", slots[3].starts_at - dt.timedelta(minutes=30))
    assert due.payload == {"meeting_id": meeting.pk, "sequence": 0}
    assert [(entry.action, entry.actor_id) for entry in history_of(meeting)] == [("meeting.confirmed", maker.user.pk)]


def test_workshops_free_times_and_days_away_stand_in_the_way(fair, slots, buyer, maker):
    workshop = make_workshop(fair)
    workshop.starts_at, workshop.ends_at = slots[0].starts_at, slots[1].ends_at
    workshop.save()
    WorkshopSeat.objects.create(workshop=workshop, registration=buyer.registration)
    UnavailableSlot.objects.create(person=maker.person, slot=slots[2])
    assert meet(fair, buyer, maker, *slots[:4]).slot == slots[3]


def test_a_released_workshop_seat_is_free_time(fair, slots, buyer, maker):
    workshop = make_workshop(fair)
    workshop.starts_at, workshop.ends_at = slots[0].starts_at, slots[0].ends_at
    workshop.save()
    WorkshopSeat.objects.create(workshop=workshop, registration=buyer.registration, released_at=now())
    assert meet(fair, buyer, maker, slots[0]).slot == slots[0]


def test_no_common_time_names_what_stands_in_the_way_of_each(fair, slots, buyer, maker):
    meet(fair, make_sourcer(fair), maker, slots[0])
    UnavailableSlot.objects.create(person=maker.person, slot=slots[1])
    for _ in range(2):
        meet(fair, make_sourcer(fair), make_maker(fair), slots[2])
    wish = make_wish(fair, buyer, maker, slots[:3])
    with nothing_changes(), pytest.raises(NoCommonSlot) as refused:
        accept_request(wish, user=maker.user)
    assert refused.value.extra["hindrances"] == {
        slots[0].public_id: "meeting",
        slots[1].public_id: "unavailable",
        slots[2].public_id: "table",
    }


def test_a_chosen_slot_is_taken_or_refused_by_its_own_name(fair, slots, tables, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:3])
    with nothing_changes(), pytest.raises(SlotNotUsable) as refused:
        accept_request(wish, user=maker.user, slot=slots[5])
    assert refused.value.extra["slots"] == {slots[5].public_id: "not_proposed"}
    meet(fair, make_sourcer(fair), maker, slots[0])
    with nothing_changes(), pytest.raises(PersonBusy):
        accept_request(wish, user=maker.user, slot=slots[0])
    UnavailableSlot.objects.create(person=buyer.person, slot=slots[1])
    with nothing_changes(), pytest.raises(SlotTaken) as refused:
        accept_request(wish, user=maker.user, slot=slots[1])
    assert refused.value.extra["hindrance"] == "unavailable"
    meet(fair, make_sourcer(fair), make_maker(fair), slots[2])
    with nothing_changes(), pytest.raises(TableTaken) as refused:
        accept_request(wish, user=maker.user, slot=slots[2], table=tables[0])
    assert refused.value.extra == {"slot": slots[2].public_id, "free_tables": [2]}
    meeting = accept_request(wish, user=maker.user, slot=slots[2], table=tables[1])
    assert (meeting.slot, meeting.table) == (slots[2], tables[1])


def test_a_slot_with_no_table_left_is_taken(fair, slots, buyer, maker):
    for _ in range(2):
        meet(fair, make_sourcer(fair), make_maker(fair), slots[2])
    wish = make_wish(fair, buyer, maker, slots[2:3])
    with nothing_changes(), pytest.raises(SlotTaken) as refused:
        accept_request(wish, user=maker.user)
    assert refused.value.extra["hindrance"] == "table"


def test_people_stay_at_their_table_or_at_least_in_their_hall(fair, slots, buyer, maker):
    hall = make_hall(fair)
    for number in (11, 12):
        fair.tables.create(number=number, hall=hall)
    first = accept_request(make_wish(fair, buyer, maker, slots[:1]), user=maker.user, table=fair.tables.get(number=11))
    assert first.table.number == 11
    assert meet(fair, buyer, make_maker(fair), slots[1]).table.number == 11
    accept_request(
        make_wish(fair, make_sourcer(fair), other := make_maker(fair), slots[2:3]),
        user=other.user,
        table=fair.tables.get(number=11),
    )
    assert meet(fair, buyer, make_maker(fair), slots[2]).table.number == 12
    assert meet(fair, make_sourcer(fair), make_maker(fair), slots[2]).table.number == 1


def test_a_named_person_sits_there_whoever_accepts(fair, slots, buyer, maker):
    boss = make_colleague(fair, maker.company)
    wish = make_request(fair, user=buyer.user, to_company=maker.company, to_person=boss.person, slots=slots[:1])
    meeting = accept_request(wish, user=maker.user)
    assert set(meeting.participants.values_list("person_id", flat=True)) == {buyer.person.pk, boss.person.pk}


def test_somebody_of_the_asked_firm_must_sit_there(fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:1], state="countered", awaiting_company=buyer.company)
    with nothing_changes(), pytest.raises(NotAtFair):
        accept_request(wish, user=buyer.user)


def test_who_has_left_the_fair_meets_nobody(fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:1])
    buyer.registration.state = RegistrationState.WITHDRAWN
    buyer.registration.save(update_fields=["state"])
    with nothing_changes(), pytest.raises(SlotTaken) as refused:
        accept_request(wish, user=maker.user)
    assert refused.value.extra["hindrance"] == "away"


def test_a_wish_that_changed_meanwhile_is_not_accepted_blindly(fair, slots, buyer, maker):
    wish = make_wish(fair, buyer, maker, slots[:1])
    seen = MeetingRequest.objects.get(pk=wish.pk)
    back = counter_request(wish, user=maker.user, slots=slots[3:4])
    counter_request(back, user=buyer.user, slots=slots[4:5])
    with nothing_changes(), pytest.raises(RequestChanged):
        accept_request(seen, user=maker.user)


def test_a_wish_whose_times_changed_after_they_were_locked_is_not_accepted(fair, slots, buyer, maker, monkeypatch):
    wish = make_wish(fair, buyer, maker, slots[:1])
    monkeypatch.setattr(accepting, "lock_slots_of_wish", lambda *_: [(slots[5].pk,)])
    with nothing_changes(), pytest.raises(RequestChanged):
        accept_step_by_step(wish, user=maker.user)


def test_a_wish_decided_between_the_look_and_the_writing_leaves_nothing_written(fair, slots, buyer, maker, monkeypatch):
    wish = make_wish(fair, buyer, maker, slots[:1])
    real = accepting.settle

    def settle(request, *args, **kwargs):
        request.revision += 1  # as if somebody had changed it since
        return real(request, *args, **kwargs)

    monkeypatch.setattr(accepting, "settle", settle)
    with nothing_changes(), pytest.raises(RequestChanged):
        accept_step_by_step(wish, user=maker.user)


def test_the_second_meeting_of_a_pair_about_a_need_is_refused_by_the_constraint(fair, slots, buyer, maker):
    need = make_need(buyer.company)
    first = meet(fair, buyer, maker, slots[0], need=need)
    wish = make_wish(fair, buyer, maker, slots[1:2], need=need)
    with nothing_changes(), pytest.raises(AlreadyMet):
        accept_request(wish, user=maker.user)
    cancel_meeting(first, user=buyer.user)
    assert accept_request(wish, user=maker.user).need == need


def test_cancelling_frees_both_and_the_table_and_withdraws_the_entry(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    cancelled = cancel_meeting(meeting, user=buyer.user, reason="Trùng lịch bay")
    assert (cancelled.state, cancelled.sequence, cancelled.cancelled_by) == ("cancelled", 1, buyer.company)
    assert cancelled.cancel_reason == "Trùng lịch bay"
    assert [live for _, _, live in seats(meeting)] == [False, False]
    assert DueItem.objects.count() == 0
    event = OutboxEvent.objects.order_by("pk").last()
    assert (event.name, event.payload) == ("meeting.cancelled", {"meeting_id": meeting.pk, "sequence": 1})
    with nothing_changes(), pytest.raises(IllegalMove):
        cancel_meeting(meeting, user=maker.user)
    with nothing_changes(), pytest.raises(IllegalMove):
        reschedule_meeting(meeting, user=maker.user, slot=slots[3])
    assert meet(fair, buyer, maker, slots[0]).slot == slots[0]


def test_a_meeting_that_is_gone_is_not_found(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    Meeting.objects.filter(pk=meeting.pk).delete()
    with pytest.raises(NotFound):
        cancel_meeting(meeting, user=buyer.user)


def test_the_organisers_manager_cancels_for_neither_side(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    for role in ("sales", "door"):
        with nothing_changes(), pytest.raises(NotFound):
            cancel_meeting(meeting, user=make_member(fair.organisation, role))
    with nothing_changes(), pytest.raises(NotFound):
        cancel_meeting(meeting, user=make_maker(fair).user)
    cancelled = cancel_meeting(meeting, user=make_member(fair.organisation, "manager"))
    assert (cancelled.state, cancelled.cancelled_by) == ("cancelled", None)


def test_moving_keeps_the_meeting_and_raises_its_sequence(fair, slots, tables, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    moved = reschedule_meeting(meeting, user=maker.user, slot=slots[3])
    assert (moved.pk, moved.public_id, moved.slot, moved.sequence) == (meeting.pk, meeting.public_id, slots[3], 1)
    assert {slot for _, slot, _ in seats(meeting)} == {slots[3].pk}
    clocks = {item.event: item.due_at for item in DueItem.objects.filter(payload__sequence=1)}
    assert clocks == {
        "meeting.reminder": slots[3].starts_at - dt.timedelta(minutes=30),
        "meeting.soon": slots[3].starts_at - dt.timedelta(minutes=10),
        "meeting.over": slots[3].ends_at + dt.timedelta(minutes=3),
    }
    event = OutboxEvent.objects.order_by("pk").last()
    assert (event.name, event.payload) == ("meeting.rescheduled", {"meeting_id": meeting.pk, "sequence": 1})
    there = reschedule_meeting(moved, user=buyer.user, slot=slots[3], table=tables[1])
    assert (there.table, there.sequence) == (tables[1], 2)
    assert [entry.action for entry in history_of(meeting)] == ["meeting.confirmed"] + 2 * ["meeting.rescheduled"]


def test_moving_is_refused_where_it_does_not_fit(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    meet(fair, make_sourcer(fair), maker, slots[1])
    for _ in range(2):
        meet(fair, make_sourcer(fair), make_maker(fair), slots[2])
    elsewhere = make_slots(make_fair(), 1)[0]
    for slot, refusal in (
        (slots[0], SlotNotUsable),
        (elsewhere, SlotNotUsable),
        (slots[1], PersonBusy),
        (slots[2], SlotTaken),
    ):
        with nothing_changes(), pytest.raises(refusal):
            reschedule_meeting(meeting, user=buyer.user, slot=slot)
    with nothing_changes(), pytest.raises(NotFound):
        reschedule_meeting(meeting, user=make_maker(fair).user, slot=slots[4])


def test_a_meeting_that_has_begun_stays(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    MeetingSlot.objects.filter(pk=slots[0].pk).update(
        starts_at=now() - dt.timedelta(minutes=5), ends_at=now() + dt.timedelta(minutes=15)
    )
    with nothing_changes(), pytest.raises(MeetingBegun):
        cancel_meeting(meeting, user=buyer.user)
    with nothing_changes(), pytest.raises(MeetingBegun):
        reschedule_meeting(Meeting.objects.get(pk=meeting.pk), user=buyer.user, slot=slots[4])


def test_a_meeting_within_half_an_hour_needs_no_reminder(fair, slots, buyer, maker):
    MeetingSlot.objects.filter(pk=slots[0].pk).update(
        starts_at=now() + dt.timedelta(minutes=10), ends_at=now() + dt.timedelta(minutes=30)
    )
    meet(fair, buyer, maker, slots[0])
    assert list(DueItem.objects.values_list("event", flat=True)) == ["meeting.over"]


def test_times_kept_free_replace_each_other(fair, slots, buyer):
    set_unavailable(fair, user=buyer.user, slots=slots[:2])
    set_unavailable(fair, user=buyer.user, slots=slots[1:4])
    kept = UnavailableSlot.objects.filter(person=buyer.person).values_list("slot__index", flat=True)
    assert sorted(kept) == [1, 2, 3]
    with nothing_changes():
        set_unavailable(fair, user=buyer.user, slots=slots[1:4])
    assert len(history_of(buyer.person)) == 2


def test_times_with_a_meeting_cannot_be_kept_free(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    with nothing_changes(), pytest.raises(MeetingInTheWay) as refused:
        set_unavailable(fair, user=buyer.user, slots=slots[:2])
    assert refused.value.extra == {"meetings": [meeting.public_id]}
    with nothing_changes(), pytest.raises(SlotNotUsable):
        set_unavailable(fair, user=buyer.user, slots=make_slots(make_fair(), 1))
    cancel_meeting(meeting, user=maker.user)
    set_unavailable(fair, user=buyer.user, slots=slots[:2])
    assert MeetingParticipant.objects.filter(live=True).count() == 0


def test_a_workshop_seat_is_not_given_over_a_meeting(fair, slots, buyer, maker):
    meeting = meet(fair, buyer, maker, slots[0])
    workshop = make_workshop(fair)
    workshop.starts_at, workshop.ends_at = slots[0].starts_at, slots[2].ends_at
    workshop.save()
    with nothing_changes(), pytest.raises(MeetingInTheWay) as refused:
        take_seat(workshop, buyer.registration)
    assert refused.value.extra == {"meetings": [meeting.public_id]}
    assert (WorkshopSeat.objects.count(), Workshop.objects.get().seats_taken) == (0, 0)
    workshop.starts_at = slots[0].ends_at
    workshop.save()
    assert take_seat(workshop, buyer.registration).registration == buyer.registration


def test_who_withdraws_leaves_no_wish_and_no_meeting_behind(fair, slots, buyer, maker):
    ahead = meet(fair, buyer, maker, slots[0])
    begun = meet(fair, buyer, make_maker(fair), slots[1])
    MeetingSlot.objects.filter(pk=slots[1].pk).update(starts_at=now() - dt.timedelta(minutes=5))
    sent = make_wish(fair, buyer, make_maker(fair), slots[2:4])
    naming = make_wish(fair, make_maker(fair), buyer, slots[2:4], named=buyer.person)
    elsewhere = make_wish(fair, make_sourcer(fair), maker, slots[2:4])
    withdraw_registration(buyer.registration, actor_id=buyer.user.pk)
    for row in (ahead, begun, sent, naming, elsewhere):
        row.refresh_from_db()
    assert (ahead.state, ahead.cancelled_by, ahead.sequence) == ("cancelled", buyer.company, 1)
    assert (begun.state, sent.state, naming.state, elsewhere.state) == ("confirmed", "withdrawn", "wished", "wished")
    assert naming.to_person is None
    assert [live for _, _, live in seats(ahead)] == [False, False]
    names = set(OutboxEvent.objects.values_list("name", flat=True))
    assert {"meeting.cancelled", "meeting_request.withdrawn", "registration.withdrawn"} <= names
    assert DueItem.objects.filter(key=f"meeting:{ahead.pk}:reminder").count() == 0
