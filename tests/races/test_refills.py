"""Law: a table and time has one live offer, a person too, and a lost slot becomes one meeting, whoever taps at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from booking.models import Meeting, MeetingParticipant
from booking.services.meetings import accept_request
from booking.states import LIVE_MEETING_STATES
from fairday.models import LostSlot, MeetingRun, OfferSeat, RefillOffer, RunSeat
from fairday.services import no_shows, refills
from fairday.services.refills import accept_offer, decline_offer, offer_next, run_refills
from fairday.services.table import end_meeting, mark_no_show, start_meeting
from kernel import unit_of_work
from kernel.clock import driven
from kernel.errors import DomainError
from tests.factories.meeting_day import make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from tests.factories.people import make_user
from tests.fairday.test_refills import MINUTE, TEN, Hall

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture(autouse=True)
def a_minute_before_ten():
    """Accepting by wish looks at the clock itself."""
    with driven(lambda: TEN - MINUTE):
        yield


def at_once(*works):
    """Each in a thread of its own, let go together: what each answered, or the code it was refused with."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait(timeout=60)
        try:
            return work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def doubled():
    """How many live offers a place or a person has too many, and how many live meetings and seats."""
    places = Counter(RefillOffer.objects.filter(state="open").values_list("table_id", "slot_id"))
    people = Counter(OfferSeat.objects.filter(live=True).values_list("person_id", "slot_id"))
    tables = Counter(Meeting.objects.filter(state__in=LIVE_MEETING_STATES).values_list("table_id", "slot_id"))
    seats = Counter(MeetingParticipant.objects.filter(live=True).values_list("person_id", "slot_id"))
    return [sum(count - 1 for count in each.values()) for each in (places, people, tables, seats)]


def two_losses():
    """Two tables lost at ten by the same two buyers, each of whom wishes for the same four makers."""
    hall = Hall()
    second, gone = make_sourcer(hall.fair), make_maker(hall.fair)
    other = make_meeting(hall.fair, second, gone, hall.slots[0], hall.tables[1])
    makers = [make_maker(hall.fair) for _ in range(2)]
    wishes = [hall.wish(buyer, maker) for buyer in (hall.buyer, second) for maker in makers]
    hall.come(second)
    at = hall.at + MINUTE
    mark_no_show(other, company_ids=[gone.company.pk], actor_id=make_user().pk, now=at)
    hall.lose()
    return hall, makers, wishes, list(hall.fair.lost_slots.values_list("pk", flat=True)), at


def test_eight_sweeps_and_tasks_at_once_make_one_offer_each():
    _hall, _makers, _wishes, losses, at = two_losses()
    works = [lambda lost=lost: offer_next(lost, now=at) for lost in losses for _ in range(3)]
    at_once(*works, lambda: run_refills(now=at), lambda: run_refills(now=at))
    run_refills(now=at)
    assert doubled() == [0, 0, 0, 0]
    assert RefillOffer.objects.filter(state="open").count() == 2
    assert OfferSeat.objects.filter(live=True).count() == 4


@pytest.mark.parametrize("_again", range(3))
def test_taps_of_both_sides_a_decline_and_a_booking_elsewhere_leave_one_meeting_or_none(_again):
    hall, makers, wishes, losses, at = two_losses()
    offers = [offer_next(lost, now=at) for lost in losses]
    works = [
        partial(accept_offer, seat.offer, person_id=seat.person_id, actor_id=None, now=at)
        for seat in OfferSeat.objects.all()
    ]
    standing = offers[0].seats.get(answer="standing")
    works.append(partial(decline_offer, offers[0], person_id=standing.person_id, actor_id=None, now=at))
    offered = {offer.request_id for offer in offers}
    rival = next(wish for wish in wishes if wish.pk not in offered)
    accepter = next(one for one in makers if one.company.pk == rival.to_company_id)
    works.append(partial(accept_request, rival, user=accepter.user))
    at_once(*works)
    assert doubled() == [0, 0, 0, 0]
    for offer in RefillOffer.objects.all():
        made = Meeting.objects.filter(request=offer.request_id, table=offer.table_id).count()
        assert made == (offer.state == "accepted")
        assert (offer.lost.closed_at is not None) == (offer.state == "accepted")
    assert Meeting.objects.filter(fair=hall.fair, state__in=LIVE_MEETING_STATES).count() >= 1


def test_two_tablets_start_two_meetings_of_one_person_and_one_begins():
    hall = Hall()
    later = make_meeting(hall.fair, hall.buyer, make_maker(hall.fair), hall.slots[1], hall.tables[1])
    host = make_user().pk
    works = [
        lambda meeting=meeting: start_meeting(meeting, actor_id=host, now=hall.at).state
        for meeting in (hall.meeting, later)
        for _ in range(THREADS // 2)
    ]
    answers = Counter(at_once(*works))
    assert answers == {"running": THREADS // 2, "person_at_table": THREADS // 2}
    assert (MeetingRun.objects.count(), RunSeat.objects.filter(live=True).count()) == (1, 2)
    running = Meeting.objects.get(state="running")
    ends = at_once(*[lambda: end_meeting(running, actor_id=host, now=hall.at + MINUTE).state] * 4)
    assert ends == ["done"] * 4


def test_without_the_lock_the_index_decides_and_without_both_a_table_gets_two_offers(monkeypatch):
    """The twins: the loss unlocked, then the index gone too."""
    law = next(each for each in RefillOffer._meta.constraints if each.name == "refill_offer_once_per_table_and_slot")
    _hall, _makers, _wishes, losses, at = two_losses()
    lost = LostSlot.objects.get(pk=losses[0])
    found = refills.candidates(lost, now=at)
    pair = next(
        (one, other) for one in found for other in found if not {p for p, _ in one.seats} & {p for p, _ in other.seats}
    )
    both_looked = Barrier(2)
    real = refills.taken_people

    def taken_people(*args, **kwargs):
        taken = real(*args, **kwargs)
        both_looked.wait(timeout=30)  # nobody saw an offer, and neither has written one
        return taken

    monkeypatch.setattr(refills, "lock_lost", lambda lost_id: LostSlot.objects.get(pk=lost_id))
    monkeypatch.setattr(refills, "taken_people", taken_people)
    attack = [lambda one=one: refills._offer(lost, one, now=at).state for one in pair]

    assert sorted(at_once(*attack)) == ["offer_over", "open"]
    RefillOffer.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.remove_constraint(RefillOffer, law)
    try:
        assert at_once(*attack) == ["open", "open"]
        assert doubled() == [1, 0, 0, 0]
    finally:
        RefillOffer.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(RefillOffer, law)


@pytest.mark.parametrize("guards", ["locks and indexes", "indexes alone", "no guard"])
def test_a_no_show_taken_back_meets_the_second_yes_of_a_refill(monkeypatch, guards):
    """The yes comes after the host's tap has looked whether the place is free, and before the meeting stands again."""
    hall = Hall()
    wish = hall.wish(make_sourcer(hall.fair), make_maker(hall.fair), hall.slots[1:2])
    host, at = make_user().pk, hall.at + MINUTE
    offer = offer_next(hall.lose().pk, now=at)
    first, second = offer.seats.order_by("pk")
    accept_offer(offer, person_id=first.person_id, actor_id=None, now=at)
    look, verdicts = no_shows._check_still_free, []

    def yes():
        try:
            accept_offer(offer, person_id=second.person_id, actor_id=None, now=at)
            verdicts.append("ok")
        except DomainError as refusal:
            verdicts.append(refusal.code)
        finally:
            connection.close()

    def interrupted(*args):
        look(*args)
        thread = Thread(target=yes)
        thread.start()
        thread.join()

    monkeypatch.setattr(no_shows, "_check_still_free", interrupted)
    monkeypatch.setattr(unit_of_work, "LOCK_TIMEOUT_MS", 300)
    if guards != "locks and indexes":
        monkeypatch.setattr(no_shows, "lock_slots", lambda slots: [])
        monkeypatch.setattr(no_shows, "lock_lost", lambda pk: LostSlot.objects.get(pk=pk))
        monkeypatch.setattr(no_shows, "lock_offer", lambda pk: RefillOffer.objects.get(pk=pk))
        monkeypatch.setattr(no_shows, "close_offer", lambda *_args, **_words: None)
    law = next(law for law in Meeting._meta.constraints if law.name == "meeting_table_once_per_slot")
    if guards == "no guard":
        with connection.schema_editor() as editor:
            editor.remove_constraint(Meeting, law)
    try:
        try:
            no_shows.take_back_no_show(hall.meeting, actor_id=host, now=at)
            back = "ok"
        except DomainError as refusal:
            back = refusal.code
        hall.meeting.refresh_from_db()
        offer.refresh_from_db()
        if guards == "locks and indexes":
            assert (back, verdicts, doubled()) == ("ok", ["busy"], [0, 0, 0, 0])
            assert (hall.meeting.state, offer.state) == ("confirmed", "overtaken")
        elif guards == "indexes alone":
            assert (back, verdicts, doubled()) == ("table_taken", ["ok"], [0, 0, 0, 0])
            assert (hall.meeting.state, offer.state, offer.meeting.request) == ("no_show", "accepted", wish)
        else:
            assert (back, verdicts) == ("ok", ["ok"])
            assert doubled()[2] == 1
    finally:
        if guards == "no guard":
            RefillOffer.objects.all().delete()
            Meeting.objects.filter(refill_offer__isnull=True, lost_slot__isnull=True).delete()
            with connection.schema_editor() as editor:
                editor.add_constraint(Meeting, law)


def test_of_a_no_show_taken_back_and_a_refill_accepted_at_once_one_stands():
    for turn in range(4):
        hall = Hall()
        hall.wish(make_sourcer(hall.fair), make_maker(hall.fair), hall.slots[1:2])
        host, at = make_user().pk, hall.at + MINUTE
        offer = offer_next(hall.lose().pk, now=at)
        first, second = offer.seats.order_by("pk")
        accept_offer(offer, person_id=first.person_id, actor_id=None, now=at)
        works = [
            lambda: no_shows.take_back_no_show(hall.meeting, actor_id=host, now=at).state,  # noqa: B023 -- run at once
            lambda: accept_offer(offer, person_id=second.person_id, actor_id=None, now=at).state,  # noqa: B023
        ] * 2
        said = Counter(str(each) for each in at_once(*(works if turn % 2 else reversed(works))))
        lost = said["offer_over"] + said["table_taken"]  # as the yes found it: over, or its table taken
        assert (said["confirmed"], lost) == (2, 2) or (said["no_show_stands"], said["accepted"]) == (2, 2), said
        hall.meeting.refresh_from_db()
        assert (hall.meeting.state == "confirmed") == ("confirmed" in said)
        assert doubled() == [0, 0, 0, 0]
        assert LostSlot.objects.filter(closed_at__isnull=True).count() == 0
