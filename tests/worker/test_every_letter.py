"""Every fact that means a letter, in every language: whole, in one language only, the same words as text and as HTML."""

import datetime as dt
import html
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from accounts.roles import Role
from accounts.services.login_codes import request_login_code
from accounts.services.members import invite_member
from booking.models import MeetingRequest, Registration
from booking.rules.bookings import Side
from booking.rules.schedule import Options
from booking.services.badges import reissue_badge
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.services.booths import expire_hold, hold_booth, submit_booking
from booking.services.delegation_people import decline_people
from booking.services.delegations import accept_delegation, ask_for_delegation, decline_delegation
from booking.services.handing_over import delegate_meeting, delegate_request
from booking.services.meetings import accept_request, cancel_meeting, reschedule_meeting
from booking.services.proposals import propose_times, refuse_proposal
from booking.services.registrations import Visitor, register_visitor, withdraw_registration
from booking.services.requests import change_request, counter_request, decline_request, expire_request, make_request
from booking.services.schedule_job import compute_run
from booking.services.schedule_publishing import fresh_diff, publish_run, roll_back_run
from booking.services.schedule_runs import start_run
from booking.services.seats import take_seat
from fairday.models import LostSlot, OutcomeSource, PresenceLook, RefillOffer
from fairday.services.follow_ups import ask_follow_up
from fairday.services.outcomes import card, record_outcome
from fairday.services.presence import look_before_meeting
from fairday.services.refills import decline_offer, offer_next
from fairs.models import MeetingSlot, MeetingTable
from kernel.clock import now
from kernel.models import OutboxEvent
from tests.factories.delegations import make_place, wanted
from tests.factories.fair import make_booths, make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.held import begin, make_meeting
from tests.factories.meeting_day import pass_door
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.people import make_company, make_member, make_user
from tests.factories.wishes import make_wish
from worker.subscribers import LETTERS, compose

pytestmark = pytest.mark.django_db(transaction=True)

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("worker", "booking", "billing", "fairs", "fairday", "kernel", "accounts", "directory")
SHORTEST = 6  # "Time" or "Pass" may stand inside a name; a sentence may not


class Told:
    """What the facts of a way through the house mean, asked right after each step, while they are still true."""

    def __init__(self):
        self.drafts = defaultdict(list)

    def now(self, name=None, **payload):
        if name:
            self.drafts[name] += compose(name, payload)
        for event in OutboxEvent.objects.filter(relayed_at__isnull=True).order_by("pk"):
            self.drafts[event.name] += compose(event.name, event.payload)
        OutboxEvent.objects.update(relayed_at=now())


@pytest.fixture(params=["vi", "en", "ja"])
def language(request):
    return request.param


@pytest.fixture
def told(language):
    told = Told()
    _booths(told, language)
    _meetings(told, language)
    _schedule(told, language)
    _outcomes(told, language)
    _registrations(told, language)
    _delegations(told, language)
    return told


def _booths(told, language):
    fair = make_fair(
        name_en="Hanoi Fair",
        name_ja="ハノイ展示会",
        bank_bin="970436",
        bank_name="VCB",
        bank_account="1",
        bank_account_name="A",
    )
    company = make_company("Denko")
    user = make_member(company.organisation, Role.ADMIN, language=language)
    booths = make_booths(make_hall(fair), 4, approval="committee")

    def submitted(booth):
        booking = submit_booking(
            hold_booth(booth, company=company, actor_id=user.pk), fascia_name="D", actor_id=user.pk
        )
        told.now()
        return booking

    paid = submitted(booths[0])
    approve_booking(paid, actor_id=1)
    told.now()
    mark_paid(paid, actor_id=1)
    told.now()
    decline_booking(submitted(booths[1]), reason="-", actor_id=1)
    told.now()
    cancel_booking(submitted(booths[2]), side=Side.ORGANISER, actor_id=1, reason="-")
    told.now()
    held = hold_booth(booths[3], company=company, actor_id=user.pk)
    held.booked_by = user
    held.hold_expires_at = now()
    held.save(update_fields=["booked_by", "hold_expires_at"])
    assert expire_hold(held.pk)
    told.now()
    invite_member(
        company.organisation, email="lan@mail.example", full_name="", role=Role.STAFF, language=language, actor=user
    )
    told.now()


def _meetings(told, language):
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair, "Denko", language=language), make_maker(fair, "Minato", language=language)

    def asked():
        need = make_need(buyer.company, title_vi="M8", title_en="M8", title_ja="M8")
        wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:3], need=need)
        told.now()
        return wish

    wish = change_request(asked(), user=buyer.user, agenda_line="M8", slots=slots[2:4])
    told.now()
    stand_in = make_colleague(fair, maker.company, language=language)
    wish = delegate_request(wish, user=maker.user, to_person=stand_in.person)
    told.now()
    wish = counter_request(wish, user=maker.user, slots=slots[3:5])
    told.now()
    meeting = accept_request(wish, user=buyer.user)
    told.now()
    meeting = reschedule_meeting(meeting, user=maker.user, slot=slots[5])
    told.now()
    meeting = delegate_meeting(meeting, user=maker.user, to_person=maker.person)
    told.now()
    propose_times(meeting, user=maker.user, slots=slots[6:], words="M8")
    told.now()
    refuse_proposal(propose_times(meeting, user=maker.user, slots=slots[6:]), user=buyer.user, reason="-")
    told.now()
    told.now("meeting.reminder", meeting_id=meeting.pk, sequence=meeting.sequence)
    _day(told, buyer, maker, meeting)
    cancel_meeting(meeting, user=buyer.user, reason="-")
    told.now()
    decline_request(asked(), user=maker.user, reason="-")
    told.now()
    late = asked()
    MeetingRequest.objects.filter(pk=late.pk).update(expires_at=now())
    expire_request(late.pk)
    told.now()


def _schedule(told, language):
    """Two meetings published and one of them taken back: a letter with calendar files, one with a single calendar part."""
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    slots, _ = make_slots(fair), make_tables(fair)
    buyer = make_sourcer(fair, "Denko", language=language)
    for name in ("Minato", "Hansung"):
        make_wish(fair, buyer, make_maker(fair, name, language=language), slots)
    manager = make_member(fair.organisation, Role.MANAGER)
    run = start_run(fair, user=manager, options=Options(seconds=0))
    compute_run(run.pk, time_is_up=TimeoutError)
    run.refresh_from_db()
    publish_run(run, user=manager, seen=fresh_diff(run, now=now())[0].seen)
    told.now()
    cancel_meeting(run.changes.first().meeting, user=buyer.user, reason="-")
    told.now()
    roll_back_run(run, user=manager)
    told.now()


def _day(told, buyer, maker, meeting):
    """Nobody is inside ten minutes before; then one side is; then another pair has a time offered."""
    soon = meeting.slot.starts_at - dt.timedelta(minutes=10)
    look_before_meeting(meeting_id=meeting.pk, sequence=meeting.sequence, now=soon)
    told.now()
    PresenceLook.objects.all().delete()
    pass_door(buyer, soon)
    look_before_meeting(meeting_id=meeting.pk, sequence=meeting.sequence, now=soon)
    told.now()
    pass_door(maker, soon)
    table = MeetingTable.objects.filter(fair=meeting.fair).exclude(pk=meeting.table_id).first()
    slot = MeetingSlot.objects.filter(fair=meeting.fair, starts_at__gt=soon).exclude(pk=meeting.slot_id).first()
    for slots in ([slot], []):  # a standing yes, and a time nobody asked for
        wish = make_wish(meeting.fair, buyer, maker, slots, expires_at=slot.ends_at)
        LostSlot.objects.all().delete()
        lost = LostSlot.objects.create(
            fair=meeting.fair, meeting=meeting, slot=slot, table=table, reason="no_show", lost_at=slot.starts_at
        )
        offer = offer_next(lost.pk, now=slot.starts_at)
        told.now()
        decline_offer(offer, person_id=buyer.person.pk, actor_id=None, now=slot.starts_at)
        OutboxEvent.objects.filter(name="slot.lost").delete()
        RefillOffer.objects.all().delete()
        wish.delete()


def _outcomes(told, language):
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair, "Denko", language=language), make_maker(fair, "Minato", language=language)
    meeting = begin(make_meeting(buyer, maker, slots[0]))
    told.now()
    told.now("meeting.over", meeting_id=meeting.pk, sequence=meeting.sequence)
    outcome = record_outcome(
        meeting, company=buyer.company, card=card(["sample"]), actor_id=None, source=OutcomeSource.LINK
    )
    for months in (1, 3):
        ask_follow_up(outcome.follow_up.pk, months=months)
        told.now()


def _registrations(told, language):
    make_user("denko@mail.example", full_name="Denko", language=language)
    request_login_code("denko@mail.example", now=now())
    told.now()
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    visitor = Visitor(full_name="Tanaka", email="tanaka@mail.example", language=language, has_consented=True)
    registration = register_visitor(fair, visitor)
    told.now()
    take_seat(make_workshop(fair), registration)
    told.now()
    told.now("registration.pass_wanted", registration_id=registration.pk, window=1)
    told.now("registration.name_corrected", registration_id=registration.pk, correction=1)
    told.now("fair.reminder", registration_id=registration.pk)
    reissue_badge(registration, actor_id=None)
    told.now()
    withdraw_registration(Registration.objects.get(pk=registration.pk), actor_id=None)
    told.now()


def _delegations(told, language):
    fair = make_fair(name_en="Hanoi Fair", name_ja="ハノイ展示会")
    make_member(fair.organisation, Role.MANAGER, full_name="Denko", language=language)
    said = wanted(name="Denko", company_name="", contact_name="Tanaka", language=language)
    delegation = ask_for_delegation(fair, said)
    told.now()
    decline_delegation(delegation, actor_id=None)
    told.now()
    accept_delegation(delegation, actor_id=None)
    told.now()
    place = make_place(delegation, "Tanaka", email="tanaka@mail.example", language=language)
    told.now("delegation.people_waiting", delegation_id=delegation.pk, told=1)
    told.now("delegation.link_wanted", delegation_id=delegation.pk, window=1)
    decline_people(delegation, places=[place.public_id], actor_id=None)
    told.now()


def test_every_fact_has_a_whole_letter_in_its_readers_language_the_same_as_text_and_as_html(told, language):
    assert {name for name in LETTERS if not told.drafts[name]} == set()
    for name, drafts in told.drafts.items():
        for draft in drafts:
            where = f"{name} in {language}"
            assert draft.language == language, where
            assert 5 < len(draft.title) <= 200, where
            assert "@" in draft.recipient, where
            for words in (draft.title, draft.text, draft.html):
                assert not re.search(
                    r"%\(|%s|\{\{|\{%|None|__proxy__", re.sub(r"<style>.*?</style>", "", words, flags=re.DOTALL)
                ), where
            assert draft.text.splitlines()[0] in html.unescape(draft.html), where
            assert left_over(f"{draft.title}\n{draft.text}", language) == set(), where
            assert left_over(seen(draft.html), language) == set(), where
            shown = squeezed(seen(draft.html))
            for line in draft.text.splitlines():
                words = re.sub(r"^[>\d.*-]+ |https?://\S+", "", line)
                for part in words.split(": "):
                    assert squeezed(part).strip(":-") in shown, f"{where}: {line!r}"


def test_an_english_sentence_of_ours_is_noticed():
    sentence = "Your pass is attached. Show its QR code at the door, on your phone or on paper."
    assert left_over(f"Kính gửi ông A,\n{sentence}\n", "vi") == {sentence}
    assert left_over(f"Dear A,\n{sentence}\n", "en") == set()


def test_a_fact_about_something_gone_is_passed_over():
    for name in LETTERS:
        keys = ("login_code_id", "booking_id", "meeting_id", "meeting_request_id", "registration_id", "seat_id")
        keys += ("membership_id", "invited_by_id", "run_id", "person_id", "look_id", "offer_id")
        keys += ("step_id", "outcome_id", "delegation_id", "place_id")
        keys += ("proposal_id", "from_person_id", "to_person_id")
        numbers = ("revision", "sequence", "badge_version", "window", "told", "desk_number", "correction")
        assert compose(name, dict.fromkeys(keys, 0) | dict.fromkeys(numbers, 1) | {"of_a_newer_writer": True}) == []


@cache
def english():
    """The msgids of the rooms whose words reach a letter."""
    found = set()
    for room in ROOMS:
        path = HOUSE / room / "locale" / "vi" / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as file:
                found |= {text for entry in read_po(file) for text in _texts(entry.id) if text}
    return frozenset(text for text in found if "%" not in text and len(text) > SHORTEST)


def _texts(msgid):
    return msgid if isinstance(msgid, tuple) else (msgid,)


def left_over(words, language):
    """English sentences of ours in a letter that is not English."""
    return set() if language == "en" else {text for text in english() if text in words}


def seen(page):
    """The words of an HTML letter without its head."""
    body = re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def squeezed(words):
    """Without blanks: a plate's letter and number are boxes of their own in HTML."""
    return "".join(words.split())
