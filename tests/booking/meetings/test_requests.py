"""Wishes: who may make one, over which slots, and every way one ends."""

import datetime as dt

import pytest

from booking.errors.meetings import (
    AlreadyAsked,
    AlreadyMet,
    AskedTooOften,
    NeedNotTheirs,
    NotAParticipant,
    NotAtFair,
    NotYourTurn,
    OwnCompany,
    SlotNotUsable,
    TooManyOpenRequests,
    WishesTooFast,
)
from booking.models import MeetingRequest, RequestTurn, UnavailableSlot
from booking.rules import wishes as rules
from booking.services import wish_limits
from booking.services.meetings import accept_request
from booking.services.requests import (
    counter_request,
    decline_request,
    expire_request,
    make_request,
    withdraw_request,
)
from booking.states import RegistrationState
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from kernel.history import history_of
from kernel.models import DueItem, OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_exhibitor, make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import make_company, make_member, make_person, make_user

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


def event_names() -> list[str]:
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def test_a_wish_reserves_nothing_and_waits_three_days(fair, slots, buyer, maker):
    before = now()
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=[slots[4], slots[1], slots[4]])
    assert (wish.state, wish.awaiting_company, wish.to_person) == ("wished", maker.company, None)
    assert sorted(wish.requested_slots.values_list("slot__index", flat=True)) == [1, 4]
    assert dt.timedelta(hours=72) <= wish.expires_at - before < dt.timedelta(hours=72, minutes=1)
    due = DueItem.objects.get()
    assert (due.event, due.payload, due.due_at) == (
        "meeting_request.expiry_due",
        {"meeting_request_id": wish.pk},
        wish.expires_at,
    )
    assert OutboxEvent.objects.get().payload == {"meeting_request_id": wish.pk, "revision": 0}
    assert [entry.action for entry in history_of(wish)] == ["meeting_request.made"]


def test_a_wish_for_soon_ends_when_its_last_slot_begins(buyer, maker):
    fair = make_fair(starts_on=now().date() + dt.timedelta(days=1))
    slots = make_slots(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    assert wish.expires_at == slots[1].starts_at


def test_who_is_no_participant_cannot_wish(fair, slots, maker):
    stranger = make_user()
    member = make_member(make_company().organisation, "staff")
    company = make_company()
    unregistered = make_member(company.organisation, "staff")
    make_person(unregistered, company)
    make_exhibitor(fair, company)
    elsewhere = make_colleague(fair, make_company())
    withdrawn = make_sourcer(fair)
    withdrawn.registration.state = RegistrationState.WITHDRAWN
    withdrawn.registration.save(update_fields=["state"])
    for user, missing in (
        (stranger, "company"),
        (member, "person"),
        (unregistered, "registration"),
        (withdrawn.user, "registration"),
        (elsewhere.user, "participation"),
    ):
        with nothing_changes(), pytest.raises(NotAParticipant) as refused:
            make_request(fair, user=user, to_company=maker.company, slots=slots[:1])
        assert refused.value.extra == {"missing": missing}


def test_who_works_for_two_firms_asks_for_the_one_the_person_stands_for(fair, slots, buyer, maker):
    other = make_company()
    other.organisation.memberships.create(user=buyer.user, role="staff")
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    assert wish.from_company == buyer.company


def test_the_other_side_must_take_part(fair, slots, buyer, maker):
    outside, guest = make_company(), make_person(company=maker.company)
    for to_company, to_person, pointer in (
        (outside, None, "/to_company"),
        (maker.company, guest, "/to_person"),
        (maker.company, make_maker(fair).person, "/to_person"),
    ):
        with nothing_changes(), pytest.raises(NotAtFair) as refused:
            make_request(fair, user=buyer.user, to_company=to_company, to_person=to_person, slots=slots[:1])
        assert refused.value.pointer == pointer


def test_the_need_belongs_to_one_side_and_is_open(fair, slots, buyer, maker):
    foreign, closed = make_need(make_company()), make_need(buyer.company, state="closed")
    for need in (foreign, closed):
        with nothing_changes(), pytest.raises(NeedNotTheirs):
            make_request(fair, user=buyer.user, to_company=maker.company, need=need, slots=slots[:1])
    theirs = make_need(buyer.company)
    assert make_request(fair, user=maker.user, to_company=buyer.company, need=theirs, slots=slots[:1]).need == theirs


def test_slots_must_lie_ahead_in_this_fair_on_days_the_asker_comes(maker):
    today = now().date()
    fair = make_fair(starts_on=today - dt.timedelta(days=1))
    past = make_slots(fair, 1)[0]
    other_fairs = make_slots(make_fair(), 1)[0]
    buyer, target = make_sourcer(fair, days=[today - dt.timedelta(days=1)]), make_maker(fair)
    with nothing_changes(), pytest.raises(SlotNotUsable) as refused:
        make_request(fair, user=buyer.user, to_company=target.company, slots=[past, other_fairs])
    assert refused.value.extra["slots"] == {past.public_id: "past", other_fairs.public_id: "unknown"}
    with nothing_changes(), pytest.raises(SlotNotUsable):
        make_request(fair, user=buyer.user, to_company=target.company, slots=[])


def test_slots_on_days_away_or_kept_free_are_refused(fair, slots, maker):
    buyer = make_sourcer(fair, days=[fair.starts_on + dt.timedelta(days=1)])
    with nothing_changes(), pytest.raises(SlotNotUsable) as refused:
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    assert refused.value.extra["slots"] == {slots[0].public_id: "away"}
    buyer = make_sourcer(fair, days=[fair.starts_on])
    UnavailableSlot.objects.create(person=buyer.person, slot=slots[0])
    with nothing_changes(), pytest.raises(SlotNotUsable) as refused:
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    assert refused.value.extra["slots"] == {slots[0].public_id: "unavailable"}


def test_one_open_wish_per_pair_and_need_in_both_directions(fair, slots, buyer, maker):
    need = make_need(buyer.company)
    first = make_request(fair, user=buyer.user, to_company=maker.company, need=need, slots=slots[:1])
    for asker, other in ((buyer, maker), (maker, buyer)):
        with nothing_changes(), pytest.raises(AlreadyAsked) as refused:
            make_request(fair, user=asker.user, to_company=other.company, need=need, slots=slots[:1])
        assert refused.value.extra == {"request": first.public_id}
    make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    with nothing_changes(), pytest.raises(AlreadyAsked):
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])


def test_the_same_two_firms_meet_once_per_need(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    meeting = accept_request(wish, user=maker.user)
    with nothing_changes(), pytest.raises(AlreadyMet) as refused:
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[1:2])
    assert refused.value.extra == {"meeting": meeting.public_id}


def test_a_wish_to_oneself_or_to_the_own_firm_is_refused_in_clear_words(fair, slots, buyer, maker):
    colleague = make_colleague(fair, buyer.company, role="buyer")
    for to_company, to_person in (
        (buyer.company, None),
        (buyer.company, buyer.person),
        (buyer.company, colleague.person),
        (maker.company, buyer.person),
    ):
        with nothing_changes(), pytest.raises(OwnCompany) as refused:
            make_request(fair, user=buyer.user, to_company=to_company, to_person=to_person, slots=slots[:1])
        assert refused.value.pointer == "/to_company"


def test_one_person_has_at_most_so_many_open_wishes(fair, slots, buyer, monkeypatch):
    monkeypatch.setattr(wish_limits, "OPEN_PER_PERSON", 2)
    for _ in range(2):
        last = make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
    one_more = make_maker(fair)
    with nothing_changes(), pytest.raises(TooManyOpenRequests) as refused:
        make_request(fair, user=buyer.user, to_company=one_more.company, slots=slots[:1])
    assert refused.value.extra == {"limit": 2, "whose": "person"}
    withdraw_request(last, user=buyer.user)
    make_request(fair, user=buyer.user, to_company=one_more.company, slots=slots[:1])


def test_a_company_has_at_most_so_many_open_wishes(fair, slots, buyer, monkeypatch):
    monkeypatch.setattr(wish_limits, "OPEN_PER_COMPANY", 2)
    colleague = make_colleague(fair, buyer.company, role="buyer")
    for who in (buyer, colleague):
        make_request(fair, user=who.user, to_company=make_maker(fair).company, slots=slots[:1])
    one_more = make_maker(fair)
    with nothing_changes(), pytest.raises(TooManyOpenRequests) as refused:
        make_request(fair, user=colleague.user, to_company=one_more.company, slots=slots[:1])
    assert refused.value.extra == {"limit": 2, "whose": "company"}


def test_a_person_sends_at_most_so_many_wishes_an_hour(fair, slots, buyer, monkeypatch):
    monkeypatch.setattr(rules, "WISHES_PER_HOUR", 2)
    first = make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
    second = make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
    withdraw_request(first, user=buyer.user)
    one_more = make_maker(fair)
    with nothing_changes(), pytest.raises(WishesTooFast):
        make_request(fair, user=buyer.user, to_company=one_more.company, slots=slots[:1])
    MeetingRequest.objects.filter(pk__in=[first.pk, second.pk]).update(created_at=now() - dt.timedelta(hours=1))
    make_request(fair, user=buyer.user, to_company=one_more.company, slots=slots[:1])


def test_who_was_declined_twice_by_a_firm_waits_a_day(fair, slots, buyer, maker):
    for _ in range(2):
        wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
        decline_request(wish, user=maker.user)
    with nothing_changes(), pytest.raises(AskedTooOften) as refused:
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    again = dt.datetime.fromisoformat(refused.value.extra["again_at"])
    assert dt.timedelta(hours=23) < again - now() <= dt.timedelta(hours=24)
    make_request(fair, user=buyer.user, to_company=make_maker(fair).company, slots=slots[:1])
    make_request(fair, user=maker.user, to_company=buyer.company, slots=slots[:1])
    RequestTurn.objects.update(created_at=now() - dt.timedelta(hours=24))
    third = make_colleague(fair, buyer.company, role="buyer")
    need = make_need(buyer.company)
    make_request(fair, user=third.user, to_company=maker.company, need=need, slots=slots[:1])


def test_a_counter_keeps_the_thread_and_turns_it(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2], message="Sáng nhé?")
    with nothing_changes(), pytest.raises(NotYourTurn):
        counter_request(wish, user=buyer.user, slots=slots[3:4])
    back = counter_request(wish, user=maker.user, slots=slots[5:7], message="Chiều được không?")
    assert (back.pk, back.state, back.awaiting_company, back.revision) == (wish.pk, "countered", buyer.company, 1)
    assert back.to_person == maker.person
    assert back.message == "Sáng nhé?"
    assert sorted(back.requested_slots.values_list("slot__index", flat=True)) == [5, 6]
    again = counter_request(back, user=buyer.user, slots=slots[6:7])
    assert (again.awaiting_company, again.message, again.revision) == (maker.company, "Sáng nhé?", 2)
    assert (again.to_person, again.from_person) == (maker.person, buyer.person)
    assert event_names() == ["meeting_request.made", "meeting_request.countered", "meeting_request.countered"]
    assert DueItem.objects.count() == 1
    assert [(entry.before, entry.after) for entry in history_of(wish)] == [
        ("", "wished"),
        ("wished", "countered"),
        ("countered", "countered"),
    ]


def test_a_countered_wish_is_accepted_by_the_asker_for_who_countered(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    back = counter_request(wish, user=maker.user, slots=slots[5:6])
    with nothing_changes(), pytest.raises(NotYourTurn):
        accept_request(back, user=maker.user)
    meeting = accept_request(back, user=buyer.user)
    assert set(meeting.participants.values_list("person_id", flat=True)) == {buyer.person.pk, maker.person.pk}
    assert meeting.slot == slots[5]


def test_declining_is_for_the_asked_side_or_whoever_is_awaited(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    with nothing_changes(), pytest.raises(NotYourTurn):
        decline_request(wish, user=buyer.user)
    back = counter_request(wish, user=maker.user, slots=slots[4:5])
    declined = decline_request(back, user=buyer.user, reason="Hết chỗ rồi")
    assert (declined.state, declined.decline_reason) == ("declined", "Hết chỗ rồi")
    assert declined.decided_at is not None
    assert DueItem.objects.count() == 0
    assert event_names()[-1] == "meeting_request.declined"
    second = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    assert decline_request(second, user=maker.user).state == "declined"


def test_withdrawing_is_for_the_asker(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    with nothing_changes(), pytest.raises(NotYourTurn):
        withdraw_request(wish, user=maker.user)
    assert withdraw_request(wish, user=buyer.user).state == "withdrawn"
    assert event_names()[-1] == "meeting_request.withdrawn"
    for move in (
        lambda: withdraw_request(wish, user=buyer.user),
        lambda: decline_request(wish, user=maker.user),
        lambda: counter_request(wish, user=maker.user, slots=slots[:1]),
        lambda: accept_request(wish, user=maker.user),
    ):
        with nothing_changes(), pytest.raises(IllegalMove) as refused:
            move()
        assert refused.value.extra["state"] == "withdrawn"


def test_outsiders_find_no_wish(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    outsider = make_maker(fair)
    for move in (
        lambda: accept_request(wish, user=outsider.user),
        lambda: decline_request(wish, user=outsider.user),
        lambda: withdraw_request(wish, user=outsider.user),
        lambda: counter_request(wish, user=outsider.user, slots=slots[:1]),
    ):
        with nothing_changes(), pytest.raises(NotFound):
            move()


def overdue(wish: MeetingRequest) -> MeetingRequest:
    wish.expires_at = now() - dt.timedelta(seconds=1)
    wish.save(update_fields=["expires_at"])
    return wish


def test_a_wish_expires_once_and_only_when_due(fair, slots, buyer, maker):
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    with nothing_changes():
        assert expire_request(wish.pk) is False
    overdue(wish)
    for move in (
        lambda: accept_request(wish, user=maker.user),
        lambda: withdraw_request(wish, user=buyer.user),
    ):
        with nothing_changes(), pytest.raises(IllegalMove) as refused:
            move()
        assert refused.value.extra["state"] == "expired"
    assert expire_request(wish.pk) is True
    wish.refresh_from_db()
    assert wish.state == "expired"
    assert event_names()[-1] == "meeting_request.expired"
    assert [entry.actor_id for entry in history_of(wish)] == [buyer.user.pk, None]
    with nothing_changes():
        assert expire_request(wish.pk) is False
    with pytest.raises(NotFound):
        expire_request(0)


def test_an_overdue_wish_blocks_no_new_one(fair, slots, buyer, maker):
    old = overdue(make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2]))
    new = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    old.refresh_from_db()
    assert (old.state, new.state) == ("expired", "wished")
    assert event_names() == ["meeting_request.made", "meeting_request.expired", "meeting_request.made"]
    assert [due.payload["meeting_request_id"] for due in DueItem.objects.all()] == [new.pk]
