"""Registering, correcting, withdrawing, re-issuing; each refusal also changes nothing."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from badges.codes import is_code
from booking.errors.registrations import (
    AlreadyRegistered,
    ConsentMissing,
    NotADayOfTheFair,
    NotRegistered,
    RegistrationClosed,
    SeatTaken,
    WorkshopBegun,
)
from booking.models import Badge, Registration, WorkshopSeat
from booking.services import badges as badge_service
from booking.services.badges import reissue_badge
from booking.services.registrations import (
    Visitor,
    complete_registration,
    correct_registration,
    register_visitor,
    reject_registration,
    withdraw_registration,
)
from booking.services.seats import release_seat, take_seat
from directory.models import Person
from kernel.clock import now
from kernel.errors import IllegalMove, NotFound
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.fair import make_fair, make_workshop
from tests.factories.people import make_person, make_user
from tests.factories.visits import make_registration

pytestmark = pytest.mark.django_db(transaction=True)


def visitor(**fields):
    return Visitor(**({"full_name": "Lê Văn Tám", "email": "tam@mail.example", "has_consented": True} | fields))


def counts():
    return tuple(model.objects.count() for model in (Person, Registration, Badge, OutboxEvent, HistoryEntry, DueItem))


def events():
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def test_registering_completes_and_issues_one_badge_good_to_the_end_of_the_fair():
    fair = make_fair()
    registration = register_visitor(fair, visitor(company_name="Cơ khí Đông Anh", days=[fair.ends_on]))
    assert (registration.state, registration.days) == ("complete", [fair.ends_on])
    badge = registration.badges.get()
    assert is_code(badge.code)
    assert (badge.version, badge.state, len(bytes(badge.token_bits))) == (1, "live", 12)
    assert badge.not_after >= fair.days.last().closes_at
    assert OutboxEvent.objects.get().payload == {"registration_id": registration.pk, "badge_version": 1}
    reminder = DueItem.objects.get()
    assert (reminder.event, reminder.due_at) == ("fair.reminder", fair.days.last().opens_at - dt.timedelta(days=1))
    assert registration.person.search_text == "le van tam · co khi dong anh · tam@mail.example"
    assert registration.consented_at is not None


def test_no_days_means_every_day():
    fair = make_fair()
    assert register_visitor(fair, visitor()).days == [fair.starts_on, fair.ends_on]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"has_consented": False}, ConsentMissing), ({"days": [dt.date(2001, 1, 1)]}, NotADayOfTheFair)],
)
def test_a_refused_registration_leaves_nothing(fields, refusal):
    fair = make_fair()
    with pytest.raises(refusal):
        register_visitor(fair, visitor(**fields))
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_a_closed_fair_registers_nobody():
    with pytest.raises(RegistrationClosed):
        register_visitor(make_fair(state="closed"), visitor())
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_the_same_address_again_is_refused_and_its_pass_is_sent_again_once_in_ten_minutes():
    fair = make_fair()
    first = register_visitor(fair, visitor())
    for _ in range(2):
        with pytest.raises(AlreadyRegistered):
            register_visitor(fair, visitor(email="TAM@mail.example", full_name="Kẻ Khác"))
    assert counts()[:3] == (1, 1, 1)
    assert first.person.full_name == "Lê Văn Tám"
    again = OutboxEvent.objects.filter(name="registration.pass_wanted")
    assert {event.payload["registration_id"] for event in again} == {first.pk}
    assert register_visitor(make_fair(), visitor()).person != first.person


def test_one_address_registers_once_in_a_race():
    fair = make_fair()
    barrier = Barrier(6)

    def register(_):
        try:
            barrier.wait(timeout=20)
            register_visitor(fair, visitor())
        except AlreadyRegistered:
            return "again"
        finally:
            connection.close()
        return "first"

    with ThreadPoolExecutor(6) as pool:
        ends = sorted(pool.map(register, range(6)))
    assert ends == ["again"] * 5 + ["first"]
    assert counts()[:3] == (1, 1, 1)


def test_a_user_who_registers_himself_is_registered_as_his_person():
    fair, user = make_fair(), make_user("tam@mail.example")
    person = make_person(user)
    assert register_visitor(fair, visitor(), user=user).person == person
    other = make_user("hoa@mail.example")
    made = register_visitor(fair, visitor(email="hoa@mail.example"), user=other).person
    assert made.user == other
    with pytest.raises(AlreadyRegistered):
        register_visitor(fair, visitor(email="other@mail.example"), user=other)


def test_withdrawing_revokes_the_badge_gives_seats_back_and_opens_the_way_to_register_again():
    fair = make_fair()
    workshop = make_workshop(fair, seats=1)
    registration = register_visitor(fair, visitor())
    take_seat(workshop, registration)
    withdraw_registration(registration, actor_id=None)
    registration.refresh_from_db()
    workshop.refresh_from_db()
    badge = registration.badges.get()
    assert (registration.state, badge.state, workshop.seats_taken) == ("withdrawn", "revoked", 0)
    assert badge.ended_at is not None
    assert DueItem.objects.count() == 0
    assert events()[-1] == "registration.withdrawn"
    with pytest.raises(IllegalMove):
        withdraw_registration(registration, actor_id=None)
    assert register_visitor(fair, visitor()).state == "complete"


def test_rejected_then_completed_gets_a_new_badge():
    registration = register_visitor(make_fair(), visitor())
    reject_registration(registration, actor_id=None)
    complete_registration(registration, actor_id=None)
    assert list(registration.badges.order_by("version").values_list("version", "state")) == [
        (1, "revoked"),
        (2, "live"),
    ]
    moves = HistoryEntry.objects.filter(action="moved").order_by("id").values_list("before", "after")
    assert list(moves) == [("pending", "complete"), ("complete", "rejected"), ("rejected", "complete")]


def test_a_reissued_badge_replaces_the_old_one_at_a_known_time():
    registration = register_visitor(make_fair(), visitor())
    old = registration.badges.get()
    new = reissue_badge(registration, actor_id=7)
    old.refresh_from_db()
    assert (old.state, new.state, new.version) == ("replaced", "live", 2)
    assert abs((old.ended_at - now()).total_seconds()) < 10
    assert new.code != old.code
    assert bytes(new.token_bits) != bytes(old.token_bits)
    assert OutboxEvent.objects.get(name="badge.reissued").payload == {
        "registration_id": registration.pk,
        "badge_version": 2,
    }
    withdraw_registration(registration, actor_id=None)
    before = counts()
    with pytest.raises(NotRegistered):
        reissue_badge(registration, actor_id=7)
    assert counts() == before


def test_a_printed_code_that_is_taken_at_this_fair_is_drawn_again(monkeypatch):
    fair = make_fair()
    taken = register_visitor(fair, visitor()).badges.get().code
    drawn = iter([taken, taken, "7KH4M9XRT28V"])
    monkeypatch.setattr(badge_service, "new_code", lambda: next(drawn))
    assert register_visitor(fair, visitor(email="b@mail.example")).badges.get().code == "7KH4M9XRT28V"


def test_correcting_changes_what_is_given_and_moves_the_reminder():
    fair = make_fair()
    registration = register_visitor(fair, visitor())
    correct_registration(registration, actor_id=None, days=[fair.ends_on], job_title="Kỹ sư", share_contact=True)
    registration.refresh_from_db()
    assert (registration.days, registration.share_contact) == ([fair.ends_on], True)
    assert registration.person.job_title == "Kỹ sư"
    assert DueItem.objects.get().due_at == fair.days.last().opens_at - dt.timedelta(days=1)
    with pytest.raises(NotADayOfTheFair):
        correct_registration(registration, actor_id=None, days=[dt.date(2001, 1, 1)])
    registration.refresh_from_db()
    assert registration.days == [fair.ends_on]


def test_seats_are_taken_once_given_back_once_and_never_late():
    fair = make_fair()
    workshop, registration = make_workshop(fair), register_visitor(fair, visitor())
    take_seat(workshop, registration)
    with pytest.raises(SeatTaken):
        take_seat(workshop, registration)
    release_seat(workshop, registration)
    with pytest.raises(NotFound):
        release_seat(workshop, registration)
    workshop.refresh_from_db()
    assert (workshop.seats_taken, WorkshopSeat.objects.filter(released_at__isnull=False).count()) == (0, 1)
    workshop.starts_at, workshop.ends_at = now() - dt.timedelta(minutes=1), now() + dt.timedelta(hours=1)
    workshop.save(update_fields=["starts_at", "ends_at"])
    with pytest.raises(WorkshopBegun):
        take_seat(workshop, registration)
    with pytest.raises(NotFound):
        take_seat(make_workshop(make_fair()), registration)
    withdraw_registration(registration, actor_id=None)
    with pytest.raises(NotRegistered):
        take_seat(make_workshop(fair, code="W9"), registration)


def test_what_is_not_given_stays_and_an_open_registration_is_not_reminded():
    fair = make_fair()
    registration = make_registration(fair, days=[fair.starts_on], interests=["cnc"])
    correct_registration(registration, actor_id=None, phone="+84912345678")
    registration.refresh_from_db()
    registration.person.refresh_from_db()
    assert (registration.days, registration.interests) == ([fair.starts_on], ["cnc"])
    assert registration.person.phone == "+84912345678"
    assert DueItem.objects.get().event == "fair.reminder"
    waiting = make_registration(fair, state="pending", days=[fair.starts_on])
    correct_registration(waiting, actor_id=None, days=[fair.ends_on], interests=[], share_contact=True)
    waiting.refresh_from_db()
    assert (waiting.days, waiting.share_contact) == ([fair.ends_on], True)
    assert DueItem.objects.count() == 1


def test_who_registers_on_the_day_itself_is_not_reminded_of_it():
    fair = make_fair(starts_on=now().date())
    registration = make_registration(fair, days=[fair.starts_on])
    correct_registration(registration, actor_id=None, interests=["cnc"])
    assert DueItem.objects.count() == 0


def test_a_code_drawn_twice_at_one_fair_is_drawn_again_and_a_gone_registration_gets_none(monkeypatch):
    fair = make_fair()
    one, other = (make_registration(fair, days=[fair.starts_on]) for _ in range(2))
    codes = ["AAAA", "AAAA", "AAAA", "BBBB"]
    monkeypatch.setattr(badge_service, "new_code", lambda: codes.pop(0))
    reissue_badge(one, actor_id=None)
    assert reissue_badge(other, actor_id=None).code == "BBBB"
    assert codes == []
    other.badges.all().delete()
    type(other).objects.filter(pk=other.pk).delete()
    with pytest.raises(NotFound):
        reissue_badge(other, actor_id=None)
