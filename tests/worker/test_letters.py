"""Every fact that means a letter, in three languages: to whom, in whose words, with what attached."""

import datetime as dt
import email
import re
from email import policy

import pytest
from icalendar import Calendar

from accounts.roles import Role
from accounts.services.login_codes import digits_of, request_login_code
from booking.models import MeetingRequest, Registration
from booking.rules.bookings import Side
from booking.services.badges import reissue_badge
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.services.booths import expire_hold, hold_booth, release_hold, submit_booking
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.registrations import Visitor, register_visitor, withdraw_registration
from booking.services.requests import counter_request, decline_request, make_request
from booking.services.seats import take_seat
from kernel.clock import now
from kernel.models import DueItem, Message, OutboxEvent
from kernel.relay import relay_batch
from tests.factories.fair import make_booths, make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.people import make_company, make_member, make_user
from worker.attachments import NoLongerWanted
from worker.envelope import letter_of
from worker.subscribers import LETTERS, WORK, compose

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ("vi", "en", "ja")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def relay():
    """The letters the waiting facts mean, oldest first."""
    known = set(Message.objects.values_list("pk", flat=True))
    relay_batch(compose, besides=WORK)
    assert not OutboxEvent.objects.exclude(last_error="").exists(), (
        OutboxEvent.objects.exclude(last_error="").first().last_error
    )
    return list(Message.objects.exclude(pk__in=known).order_by("pk"))


def calendar_of(message):
    """METHOD as the mail program reads it off the part, and the entry inside."""
    parts = email.message_from_bytes(letter_of(message), policy=policy.default).walk()
    (part,) = [part for part in parts if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert str(calendar["METHOD"]) == part.get_param("method")
    assert calendar.walk("VTIMEZONE")
    return part.get_param("method"), calendar.walk("VEVENT")[0]


@pytest.fixture
def booth_way(language):
    fair = make_fair(bank_bin="970436", bank_name="Vietcombank", bank_account="1028374650", bank_account_name="TTXT")
    company = make_company("Cơ khí Đông Anh")
    user = make_member(company.organisation, Role.ADMIN, language=language)
    colleague = make_member(company.organisation, Role.STAFF, language="en")
    booth = make_booths(make_hall(fair), 1, approval="committee")[0]
    booking = hold_booth(booth, company=company, actor_id=user.pk)
    booking.booked_by = user
    booking.save(update_fields=["booked_by"])
    return fair, user, colleague, booking


WORDS = {
    "booking.submitted": ("Đã nhận được đăng ký", "Your request has arrived", "お申し込みを受け付けました"),
    "booking.confirmed": ("đã được xác nhận", "Your booth is confirmed", "小間が確定しました"),
    "booking.declined": ("chưa được chấp thuận", "Your request was declined", "承認されませんでした"),
    "booking.cancelled": ("đã bị hủy", "Your booking was cancelled", "予約が取り消されました"),
    "booking.paid": ("Đã nhận được thanh toán", "Your payment has arrived", "ご入金を確認しました"),
    "booking.expired": ("Đã hết thời gian giữ gian", "Your hold has ended", "仮押さえが終了しました"),
}


def said(kind, language):
    return WORDS[kind][LANGUAGES.index(language)]


def test_a_booth_from_request_to_payment(booth_way, language):
    fair, user, colleague, booking = booth_way
    assert relay() == []
    booking = submit_booking(booking, fascia_name="ĐÔNG ANH", actor_id=user.pk)
    own, other = relay()
    assert (own.kind, own.recipient, own.language) == ("booking.submitted", user.email, language)
    assert said("booking.submitted", language) in own.text
    assert (other.recipient, other.language) == (colleague.email, "en")
    assert (own.tenant, own.scope) == (fair.organisation.public_id, fair.public_id)
    approve_booking(booking, actor_id=1)
    own, _ = relay()
    booking.refresh_from_db()
    assert said("booking.confirmed", language) in own.text
    for told in (booking.transfer_code, "1028374650", f"/bookings/{booking.public_id}/"):
        assert told in own.text
        assert told in own.html
    assert "B01" in own.title
    mark_paid(booking, actor_id=1)
    own, _ = relay()
    assert said("booking.paid", language) in own.text


def test_a_booth_that_does_not_come_about(booth_way, language):
    fair, user, _, booking = booth_way
    booking = submit_booking(booking, fascia_name="ĐÔNG ANH", actor_id=user.pk)
    decline_booking(booking, reason="Khu vực này dành cho gian quốc gia.", actor_id=1)
    own, _ = relay()
    assert own.kind == "booking.declined", "the request's own letter is overtaken"
    assert said("booking.declined", language) in own.text
    assert "> Khu vực này dành cho gian quốc gia." in own.text
    assert f"/{fair.slug}/plan/" in own.text
    booth = make_booths(make_hall(fair, "A2"), 1, row="C")[0]
    booking = submit_booking(
        hold_booth(booth, company=booking.company, actor_id=user.pk), fascia_name="X", actor_id=user.pk
    )
    cancel_booking(booking, side=Side.ORGANISER, actor_id=1, reason="Mưa")
    assert [message.kind for message in relay()] == ["booking.cancelled"] * 2
    booking = hold_booth(booth, company=booking.company, actor_id=user.pk)
    release_hold(booking, actor_id=user.pk)
    assert relay() == [], "who lets his own hold go needs no letter"
    booking = hold_booth(booth, company=booking.company, actor_id=user.pk)
    booking.hold_expires_at = now() - dt.timedelta(seconds=1)
    booking.booked_by = user
    booking.save(update_fields=["hold_expires_at", "booked_by"])
    assert expire_hold(booking.pk)
    (own,) = relay()
    assert (own.kind, own.recipient) == ("booking.expired", user.email)
    assert said("booking.expired", language) in own.text


@pytest.fixture
def parties(language):
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair, "Denko", language=language), make_maker(fair, "CNC Thăng Long", language="en")
    return fair, slots, buyer, maker, make_need(buyer.company)


def test_a_meeting_keeps_its_calendar_entry_from_wish_to_end(parties, language):
    fair, slots, buyer, maker, need = parties
    wish = make_request(
        fair, user=buyer.user, to_company=maker.company, slots=slots[:3], need=need, message="Xem mẫu trục bậc"
    )
    (asked,) = relay()
    assert (asked.recipient, asked.kind) == (maker.person.email, "meeting_request.wished")
    assert "Denko would like to meet you" in asked.title
    assert "> Xem mẫu trục bậc" in asked.text
    assert asked.text.count("09:") >= 3
    counter_request(MeetingRequest.objects.get(pk=wish.pk), user=maker.user, slots=[slots[5]])
    (countered,) = relay()
    assert (countered.recipient, countered.language) == (buyer.person.email, language)
    assert "CNC Thăng Long" in countered.title
    meeting = accept_request(MeetingRequest.objects.get(pk=wish.pk), user=buyer.user)
    confirmed = relay()
    assert {message.recipient for message in confirmed} == {buyer.person.email, maker.person.email}
    moved = reschedule_meeting(meeting, user=maker.user, slot=slots[6])
    rescheduled = relay()
    cancel_meeting(moved, user=buyer.user, reason="Đổi kế hoạch")
    cancelled = relay()
    entries = []
    for messages, method in ((confirmed, "REQUEST"), (rescheduled, "REQUEST"), (cancelled, "CANCEL")):
        for message in messages:
            found, event = calendar_of(message)
            assert found == method
            assert str(event["ATTENDEE"]) == f"mailto:{message.recipient}"
            assert str(event["ORGANIZER"]).startswith("mailto:")
            entries.append((message.recipient, str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt))
    assert len({uid for _, uid, _, _ in entries}) == 1
    for person in (buyer.person, maker.person):
        mine = [entry for entry in entries if entry[0] == person.email]
        assert [sequence for _, _, sequence, _ in mine] == [0, 1, 2]
        assert [start for _, _, _, start in mine] == [slots[5].starts_at, slots[6].starts_at, slots[6].starts_at]
    assert all("> Đổi kế hoạch" in message.text for message in cancelled)
    assert DueItem.objects.filter(key=f"meeting:{meeting.pk}:reminder", done_at__isnull=True).count() == 0


def test_a_declined_wish_is_told_to_the_asker_alone(parties, language):
    fair, slots, buyer, maker, _ = parties
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    relay()
    decline_request(MeetingRequest.objects.get(pk=wish.pk), user=maker.user, reason="Kín lịch")
    (told,) = relay()
    assert (told.recipient, told.kind, told.language) == (buyer.person.email, "meeting_request.declined", language)
    assert "> Kín lịch" in told.text


def test_a_reminder_is_not_sent_for_a_meeting_that_moved(parties):
    from django.db import transaction

    from kernel.outbox import emit

    fair, slots, buyer, maker, _ = parties
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:2])
    meeting = accept_request(MeetingRequest.objects.get(pk=wish.pk), user=maker.user)
    relay()
    with transaction.atomic():
        emit("meeting.reminder", meeting_id=meeting.pk, sequence=meeting.sequence)
    first, _ = relay()
    assert first.kind == "meeting.reminder"
    letter_of(first)
    reschedule_meeting(meeting, user=maker.user, slot=slots[5])
    with pytest.raises(NoLongerWanted):
        letter_of(first)


def test_registration_letters(language):
    fair = make_fair()
    workshop = make_workshop(fair)
    registration = register_visitor(
        fair, Visitor(full_name="Tanaka Kenji", email="tanaka@mail.example", language=language, has_consented=True)
    )
    take_seat(workshop, registration)
    reissue_badge(registration, actor_id=None)
    first, seat, again = relay()
    assert [first.kind, seat.kind[:14], again.kind] == [
        "registration.pass",
        "workshop.seat:",
        "registration.pass",
    ]
    assert (first.revision, again.revision) == (1, 2)
    assert f"/pass/{registration.manage_key}/" in first.text
    assert "13:00–14:00" in seat.text
    withdraw_registration(Registration.objects.get(), actor_id=None)
    (gone,) = relay()
    assert gone.kind == "registration.withdrawn"
    assert {message.language for message in Message.objects.all()} == {language}
    if language != "vi":
        assert not re.search("[ăđơưạảấầ]", re.sub("Cung triển lãm|Lộ trình|Hội chợ[^\n<]*", "", gone.text))


def test_a_log_in_code_stands_in_no_row_and_goes_out_once_good(language):
    user = make_user("hoa@mail.example", language=language)
    request_login_code("hoa@mail.example", now=now())
    (message,) = relay()
    code = user.login_codes.get()
    digits = digits_of(code)
    assert digits not in f"{message.text}{message.html}{message.title}{message.attachments}"
    assert (message.tenant, message.scope) == ("", "")
    parts = [
        part.get_payload(decode=True).decode()
        for part in email.message_from_bytes(letter_of(message)).walk()
        if not part.is_multipart()
    ]
    assert [digits in part for part in parts] == [True, True]
    code.used_at = now()
    code.save()
    with pytest.raises(NoLongerWanted):
        letter_of(message)


def test_every_fact_has_its_letters_once(language):
    """Relayed twice (a relay that died before its commit), nothing is written twice."""
    fair = make_fair()
    register_visitor(fair, Visitor(full_name="A", email="a@mail.example", language=language, has_consented=True))
    assert len(relay()) == 1
    OutboxEvent.objects.update(relayed_at=None)
    assert relay() == []
    assert Message.objects.count() == 1
    assert set(WORK) & set(LETTERS) == set()
