"""Submitting, approving, declining, cancelling, paying; every move the table does not have is refused and changes nothing."""

import datetime as dt

import pytest

from billing.errors import NoPrice
from billing.models import PriceRule, Quote
from billing.transfer_codes import is_transfer_code
from booking.errors.bookings import PaidNeedsOrganiser
from booking.models import Booking
from booking.queries.payments import payment_of
from booking.rules.bookings import Side
from booking.services._booking_moves import move_booking
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.services.booths import hold_booth, submit_booking
from booking.states import BookingState
from fairs.models import Exhibitor
from kernel.clock import database_now
from kernel.errors import IllegalMove, NotFound
from kernel.history import history_of
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.fair import make_booths, make_exhibitor, make_fair, make_hall, make_support
from tests.factories.people import make_company, make_user

pytestmark = pytest.mark.django_db

BANK = {"bank_bin": "970436", "bank_name": "Vietcombank", "bank_account": "1028374650", "bank_account_name": "TT XTTM"}


@pytest.fixture
def actor():
    return make_user().pk


def held(actor, *, approval="instant", company=None, **fair_fields):
    booth = make_booths(make_hall(make_fair(**(BANK | fair_fields))), 1, approval=approval)[0]
    return hold_booth(booth, company=company or make_company(), actor_id=actor)


def submitted(actor, **fields):
    return submit_booking(held(actor, **fields), fascia_name="CƠ KHÍ ĐÔNG ANH", note="gần cổng A", actor_id=actor)


def names():
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def test_instant_booking_is_confirmed_with_quote_code_and_deadline(actor):
    booking = submitted(actor, deposit_days=5)
    at = database_now()
    assert (booking.state, booking.fascia_name, booking.note) == ("confirmed", "CƠ KHÍ ĐÔNG ANH", "gần cổng A")
    assert (booking.submitted_at, booking.decided_at, booking.hold_expires_at) == (at, at, None)
    assert booking.pay_until == at + dt.timedelta(days=5)
    assert is_transfer_code(booking.transfer_code)
    assert (booking.quote.net, booking.quote.vat, booking.quote.total) == (32_400_000, 2_592_000, 34_992_000)
    exhibitor = Exhibitor.objects.get()
    assert (exhibitor.fair, exhibitor.company, exhibitor.kind) == (booking.fair, booking.company, "main")
    assert names() == ["booking.held", "booking.confirmed"]


def test_company_that_exhibits_already_keeps_its_name(actor):
    booking = held(actor)
    make_exhibitor(booking.fair, booking.company)
    submit_booking(booking, fascia_name="KHÁC", actor_id=actor)
    assert Exhibitor.objects.get().fascia_name == booking.company.short_name


def test_booth_without_a_price_stays_held(actor):
    booking = held(actor)
    PriceRule.objects.all().delete()
    with pytest.raises(NoPrice):
        submit_booking(booking, fascia_name="A", actor_id=actor)
    booking.refresh_from_db()
    assert (booking.state, booking.quote, Quote.objects.count(), Exhibitor.objects.count()) == ("draft", None, 0, 0)


def test_cancelled_booking_gives_its_support_back(actor):
    company = make_company()
    fair = make_fair()
    make_support(fair)
    one, two, three = make_booths(make_hall(fair), 3)

    def book(booth):
        booking = hold_booth(booth, company=company, actor_id=actor)
        return submit_booking(booking, fascia_name="A", actor_id=actor)

    def reasons(booking):
        return [line.reason for line in booking.quote.lines.all()]

    first = book(one)
    assert reasons(first) == ["rent", "support"]
    assert reasons(book(two)) == ["rent", "support_used"]
    cancel_booking(first, side=Side.COMPANY, actor_id=actor)
    assert reasons(book(three)) == ["rent", "support"]


def test_committee_decides(actor):
    booking = submitted(actor, approval="committee")
    assert (booking.state, booking.pay_until, booking.decided_at) == ("submitted", None, None)
    approved = approve_booking(booking, actor_id=actor)
    assert (approved.state, approved.decided_at) == ("confirmed", database_now())
    assert approved.pay_until == database_now() + dt.timedelta(days=approved.fair.deposit_days)
    assert [(entry.action, entry.before, entry.after) for entry in history_of(booking)] == [
        ("held", "", "draft"),
        ("submitted", "draft", "submitted"),
        ("approved", "submitted", "approved"),
        ("confirmed", "approved", "confirmed"),
    ]
    assert names() == ["booking.held", "booking.submitted", "booking.confirmed"]


def test_declined_booth_is_free_and_the_reason_kept(actor):
    booking = decline_booking(submitted(actor, approval="committee"), reason="Sai ngành", actor_id=actor)
    assert (booking.state, booking.decline_reason, booking.decided_at) == ("declined", "Sai ngành", database_now())
    assert names()[-1] == "booking.declined"
    assert hold_booth(booking.booth, company=make_company(), actor_id=actor).state == "draft"


@pytest.mark.parametrize("side", [Side.COMPANY, Side.ORGANISER])
@pytest.mark.parametrize("approval", ["instant", "committee"])
def test_either_side_cancels_an_unpaid_booking(actor, side, approval):
    booking = cancel_booking(submitted(actor, approval=approval), side=side, reason="đổi ý", actor_id=actor)
    assert (booking.state, booking.decline_reason) == ("cancelled", "đổi ý")
    assert history_of(booking)[-1].action == f"cancelled_by_{side}"
    assert names()[-1] == "booking.cancelled"
    assert hold_booth(booking.booth, company=make_company(), actor_id=actor).state == "draft"


def test_paid_booking_is_cancelled_only_by_the_organiser(actor):
    booking = mark_paid(submitted(actor), actor_id=actor)
    assert (booking.state, names()[-1]) == ("paid", "booking.paid")
    events = OutboxEvent.objects.count()
    with pytest.raises(PaidNeedsOrganiser):
        cancel_booking(booking, side=Side.COMPANY, actor_id=actor)
    assert OutboxEvent.objects.count() == events
    assert cancel_booking(booking, side=Side.ORGANISER, actor_id=actor).state == "cancelled"


MOVES = {
    "approve": lambda booking: approve_booking(booking, actor_id=None),
    "decline": lambda booking: decline_booking(booking, reason="x", actor_id=None),
    "cancel": lambda booking: cancel_booking(booking, side=Side.ORGANISER, actor_id=None),
    "pay": lambda booking: mark_paid(booking, actor_id=None),
}
ALLOWED = {
    "draft": set(),
    "submitted": {"approve", "decline", "cancel"},
    "waitlisted": {"cancel"},
    "offered": {"decline", "cancel"},
    "approved": {"cancel"},
    "awaiting_deposit": {"cancel", "pay"},
    "confirmed": {"cancel", "pay"},
    "paid": {"cancel"},
    "declined": set(),
    "cancelled": set(),
    "expired": set(),
}


@pytest.mark.parametrize("state", BookingState.values)
@pytest.mark.parametrize("move", MOVES)
def test_move_is_made_or_refused_as_the_table_says(actor, state, move):
    booking = held(actor)
    Booking.objects.filter(pk=booking.pk).update(state=state)
    before = OutboxEvent.objects.count(), HistoryEntry.objects.count()
    if move in ALLOWED[state]:
        MOVES[move](booking)
        assert Booking.objects.get().state != state
        return
    with pytest.raises(IllegalMove) as refused:
        MOVES[move](booking)
    assert refused.value.extra["state"] == state
    assert Booking.objects.get().state == state
    assert (OutboxEvent.objects.count(), HistoryEntry.objects.count()) == before


def test_payment_names_exact_amount_and_memo(actor):
    booking = submitted(actor)
    payment = payment_of(booking)
    assert (payment.amount, payment.currency, payment.memo) == (34_992_000, "VND", booking.transfer_code)
    assert (payment.bank_bin, payment.account, payment.pay_until) == ("970436", "1028374650", booking.pay_until)
    assert f"5408{payment.amount}" in payment.vietqr
    assert booking.transfer_code in payment.vietqr


@pytest.mark.parametrize(
    ("fields", "code"), [({"bank_bin": ""}, ""), ({"currency": "USD"}, "")], ids=["no bank", "dollars"]
)
def test_payment_without_vietqr_still_names_the_account(actor, fields, code):
    payment = payment_of(submitted(actor, **fields))
    assert (payment.vietqr, payment.account) == (code, "1028374650")


def test_nothing_is_to_pay_before_confirmation_without_an_account_or_after_payment(actor):
    assert payment_of(held(actor)) is None
    assert payment_of(submitted(actor, approval="committee")) is None
    assert payment_of(submitted(actor, bank_account="")) is None
    assert payment_of(mark_paid(submitted(actor), actor_id=actor)) is None


def test_booking_that_is_gone_does_not_exist(actor):
    booking = held(actor)
    Booking.objects.all().delete()
    with pytest.raises(NotFound):
        mark_paid(booking, actor_id=actor)


def test_move_under_a_stale_state_is_refused(actor):
    """The guard behind the lock: nobody moves a booking that is no longer what he thinks."""
    booking = held(actor)
    Booking.objects.filter(pk=booking.pk).update(state="cancelled")
    with pytest.raises(IllegalMove):
        move_booking(booking, "confirmed", action="forged", actor_id=actor)
    assert HistoryEntry.objects.filter(action="forged").count() == 0
    assert Booking.objects.get().state == "cancelled"
