"""A lost slot finds another pair: who is asked, who says yes, what ends an offer; and the look ten minutes before."""

import datetime as dt

import pytest

from booking.models import Meeting, MeetingRequest
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.requests import withdraw_request
from fairday.errors import OfferOver
from fairday.models import LostSlot, OfferSeat, PresenceLook, RefillOffer
from fairday.queries.candidates import candidates
from fairday.services.presence import look_before_meeting
from fairday.services.refills import accept_offer, decline_offer, offer_next, run_refills
from fairday.services.table import mark_no_show, start_meeting
from kernel.clock import driven
from kernel.models import DueItem, OutboxEvent
from tests.factories.fair import ZONE, make_fair, make_tables
from tests.factories.meeting_day import make_meeting, pass_door, slot_at
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import make_user
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db(transaction=True)
TEN = dt.datetime(2027, 3, 18, 10, tzinfo=ZONE)
MINUTE = dt.timedelta(minutes=1)


class Hall:
    """Table 1 at ten was to be `buyer` with `absent`; everybody but `absent` is inside."""

    def __init__(self, at=TEN):
        self.at = at
        self.fair = make_fair(starts_on=at.date())
        self.slots = [slot_at(self.fair, n, at + n * 20 * MINUTE) for n in range(3)]
        self.tables = make_tables(self.fair, 2)
        self.buyer, self.absent = make_sourcer(self.fair), make_maker(self.fair)
        self.meeting = make_meeting(self.fair, self.buyer, self.absent, self.slots[0], self.tables[0])
        self.come(self.buyer)

    def come(self, *people):
        for one in people:
            pass_door(one, self.at - 30 * MINUTE)

    def wish(self, asker, asked, slots=None, **fields):
        self.come(*(one for one in (asker, asked) if one not in (self.buyer, self.absent)))
        return make_wish(
            self.fair, asker, asked, self.slots[:1] if slots is None else slots,
            expires_at=self.at + dt.timedelta(days=1), **fields,
        )  # fmt: skip

    def lose(self, after=MINUTE):
        mark_no_show(self.meeting, company_ids=[self.absent.company.pk], actor_id=make_user().pk, now=self.at + after)
        return LostSlot.objects.get(meeting=self.meeting)


@pytest.fixture
def hall():
    return Hall()


def test_best_wish_is_the_strongest_then_who_waits_then_who_asked_for_this_time_then_the_oldest(hall):
    fair = hall.fair
    oldest = hall.wish(make_sourcer(fair), make_maker(fair), hall.slots[1:2])
    listed = hall.wish(make_sourcer(fair), make_maker(fair))
    waiting = hall.wish(hall.buyer, make_maker(fair), hall.slots[1:2])
    strongest = hall.wish(make_sourcer(fair), make_maker(fair), hall.slots[1:2], priority=1)
    hall.wish(make_sourcer(fair), hall.absent)  # not inside
    busy = make_maker(fair)
    make_meeting(fair, make_sourcer(fair), busy, hall.slots[0], hall.tables[1])
    hall.wish(make_sourcer(fair), busy)  # sits at the other table then
    declined = hall.wish(make_sourcer(fair), make_maker(fair), state="declined")
    lapsed = hall.wish(make_sourcer(fair), make_maker(fair))
    MeetingRequest.objects.filter(pk=lapsed.pk).update(expires_at=hall.at)
    lost = hall.lose()
    found = candidates(lost, now=hall.at + MINUTE)
    assert [each.request_id for each in found] == [strongest.pk, waiting.pk, listed.pk, oldest.pk]
    assert [each.standing for each in found] == [None, None, listed.from_company_id, None]
    assert declined.pk not in {each.request_id for each in found}


def test_wish_to_a_firm_is_offered_to_its_colleague_who_is_inside(hall):
    away = make_maker(hall.fair)
    inside = make_colleague(hall.fair, away.company)
    hall.come(inside)
    make_wish(hall.fair, hall.buyer, away, hall.slots[:1], expires_at=hall.at + dt.timedelta(days=1))
    (found,) = candidates(hall.lose(), now=hall.at + MINUTE)
    assert {person for person, _company in found.seats} == {hall.buyer.person.pk, inside.person.pk}


def test_offer_with_a_standing_yes_needs_one_accept_and_becomes_a_meeting(hall):
    maker = make_maker(hall.fair)
    wish = hall.wish(hall.buyer, maker)
    lost, at = hall.lose(), hall.at + MINUTE
    assert OutboxEvent.objects.filter(name="slot.lost", payload={"lost_id": lost.pk}).count() == 1
    offer = offer_next(lost.pk, now=at)
    assert (offer.table, offer.slot, offer.expires_at) == (hall.tables[0], hall.slots[0], at + 5 * MINUTE)
    assert offer_next(lost.pk, now=at) is None  # one live offer per table and time
    assert dict(OfferSeat.objects.values_list("person_id", "answer")) == {
        hall.buyer.person.pk: "standing",
        maker.person.pk: "waiting",
    }

    done = accept_offer(offer, person_id=maker.person.pk, actor_id=maker.user.pk, now=at + MINUTE)
    meeting = Meeting.objects.get(request=wish)
    assert (meeting.table, meeting.slot, meeting.state) == (hall.tables[0], hall.slots[0], "confirmed")
    assert done.meeting == meeting
    lost.refresh_from_db()
    assert lost.closed_at == at + MINUTE
    events = OutboxEvent.objects.count()
    assert accept_offer(offer, person_id=maker.person.pk, actor_id=None, now=at + 2 * MINUTE).state == "accepted"
    assert OutboxEvent.objects.count() == events
    with pytest.raises(OfferOver) as over:
        decline_offer(offer, person_id=hall.buyer.person.pk, actor_id=None, now=at + 2 * MINUTE)
    assert over.value.extra == {"state": "accepted"}
    start_meeting(meeting, actor_id=make_user().pk, now=at + 3 * MINUTE)


def test_offer_at_a_time_nobody_asked_for_needs_both(hall):
    maker = make_maker(hall.fair)
    hall.wish(hall.buyer, maker, hall.slots[2:])
    lost, at = hall.lose(), hall.at + MINUTE
    offer = offer_next(lost.pk, now=at)
    assert accept_offer(offer, person_id=hall.buyer.person.pk, actor_id=None, now=at).state == "open"
    assert Meeting.objects.count() == 1
    assert accept_offer(offer, person_id=maker.person.pk, actor_id=None, now=at).state == "accepted"
    assert Meeting.objects.count() == 2


def test_next_best_pair_is_asked_after_a_no_and_after_five_minutes(hall):
    first = hall.wish(hall.buyer, make_maker(hall.fair), priority=1)
    second = hall.wish(hall.buyer, make_maker(hall.fair), priority=2)
    third = hall.wish(make_sourcer(hall.fair), make_maker(hall.fair), priority=3)
    lost, at = hall.lose(), hall.at + MINUTE
    one = offer_next(lost.pk, now=at)
    assert one.request == first
    decline_offer(one, person_id=hall.buyer.person.pk, actor_id=None, now=at)
    assert decline_offer(one, person_id=hall.buyer.person.pk, actor_id=None, now=at).state == "declined"
    assert OutboxEvent.objects.filter(name="slot.lost", payload={"lost_id": lost.pk}).count() == 2
    two = offer_next(lost.pk, now=at)
    assert two.request == second
    assert run_refills(now=two.expires_at - MINUTE) == {}
    with pytest.raises(OfferOver) as over:
        accept_offer(two, person_id=hall.buyer.person.pk, actor_id=None, now=two.expires_at)
    assert over.value.extra == {"state": "lapsed"}
    assert run_refills(now=two.expires_at) == {"lapsed": 1, "offered": 1}
    assert RefillOffer.objects.get(state="open").request == third
    assert run_refills(now=hall.at + 19 * MINUTE) == {"lapsed": 1, "closed": 1}
    assert run_refills(now=hall.at + 19 * MINUTE) == {}


def test_offer_blocks_nobody_and_ends_when_it_is_overtaken(hall):
    maker, rival = make_maker(hall.fair), make_sourcer(hall.fair)
    hall.wish(hall.buyer, maker)
    rivals = hall.wish(rival, maker)
    at = hall.at - 20 * MINUTE
    with driven(lambda: at):
        cancel_meeting(hall.meeting, user=hall.absent.user)
        assert run_refills(now=at) == {"lost": 1, "offered": 1}
        lost = LostSlot.objects.get()
        assert (lost.reason, lost.lost_at) == ("cancelled", at)
        assert accept_request(rivals, user=maker.user).table == hall.tables[0]
    assert run_refills(now=at) == {"overtaken": 1, "closed": 1}
    assert RefillOffer.objects.get().state == "overtaken"


def test_withdrawn_wish_ends_its_offer(hall):
    wish = hall.wish(hall.buyer, make_maker(hall.fair))
    offer = offer_next(hall.lose().pk, now=hall.at + MINUTE)
    withdraw_request(wish, user=hall.buyer.user)
    with pytest.raises(OfferOver):
        accept_offer(offer, person_id=hall.buyer.person.pk, actor_id=None, now=hall.at + 2 * MINUTE)
    assert run_refills(now=hall.at + 2 * MINUTE) == {"overtaken": 1}


def test_slot_is_offered_from_an_hour_before_until_a_meeting_no_longer_fits(hall):
    for _ in range(3):
        hall.wish(hall.buyer, make_maker(hall.fair))
    lost = hall.lose(after=9 * MINUTE)
    offer = offer_next(lost.pk, now=hall.at + 9 * MINUTE)
    assert offer.expires_at == hall.at + 12 * MINUTE  # a meeting of eight minutes still fits
    decline_offer(offer, person_id=hall.buyer.person.pk, actor_id=None, now=hall.at + 10 * MINUTE)
    assert offer_next(lost.pk, now=hall.at + 11 * MINUTE) is None
    LostSlot.objects.update(slot=hall.slots[2])
    assert offer_next(lost.pk, now=hall.slots[2].starts_at - 61 * MINUTE) is None


def test_pair_that_has_met_about_it_is_not_asked_again(hall):
    maker = make_maker(hall.fair)
    need = make_need(hall.buyer.company)
    make_meeting(hall.fair, hall.buyer, maker, hall.slots[1], hall.tables[0], need=need, state="done")
    hall.wish(hall.buyer, maker, need=need)
    other_subject = hall.wish(hall.buyer, maker)
    found = candidates(hall.lose(), now=hall.at + MINUTE)
    assert [each.request_id for each in found] == [other_subject.pk]


def test_look_ten_minutes_before_names_the_missing_side_once(hall):
    at = hall.at - 10 * MINUTE
    look = look_before_meeting(meeting_id=hall.meeting.pk, sequence=0, now=at)
    assert look.missing == [hall.absent.company.pk]
    assert look_before_meeting(meeting_id=hall.meeting.pk, sequence=0, now=at) is None
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("meeting.side_missing", {"meeting_id": hall.meeting.pk, "look_id": look.pk})
    ]
    hall.come(hall.absent)
    PresenceLook.objects.all().delete()
    assert look_before_meeting(meeting_id=hall.meeting.pk, sequence=0, now=at).missing == []
    assert OutboxEvent.objects.count() == 1
    PresenceLook.objects.all().delete()
    assert look_before_meeting(meeting_id=hall.meeting.pk, sequence=1, now=at) is None  # moved meanwhile
    assert look_before_meeting(meeting_id=hall.meeting.pk, sequence=0, now=hall.at) is None  # too late
    assert look_before_meeting(meeting_id=0, sequence=0, now=at) is None


def test_look_is_due_ten_minutes_before_moves_with_the_meeting_and_ends_with_it(hall):
    maker = make_maker(hall.fair)
    wish = hall.wish(hall.buyer, maker, hall.slots[1:2])
    with driven(lambda: hall.at - 60 * MINUTE):
        meeting = accept_request(wish, user=maker.user)
        due = DueItem.objects.get(key=f"meeting:{meeting.pk}:soon")
        assert (due.event, due.due_at) == ("meeting.soon", hall.slots[1].starts_at - 10 * MINUTE)
        reschedule_meeting(meeting, user=maker.user, slot=hall.slots[2])
        due.refresh_from_db()
        assert (due.due_at, due.payload["sequence"]) == (hall.slots[2].starts_at - 10 * MINUTE, 1)
        cancel_meeting(meeting, user=maker.user)
    assert not DueItem.objects.filter(key=f"meeting:{meeting.pk}:soon").exists()
