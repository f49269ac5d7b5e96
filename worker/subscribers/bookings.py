"""Letters to a company about its booth: asked for, confirmed with what to pay, declined, cancelled, paid, held no longer."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from billing.wording import area_text, money_text
from booking.models import Booking
from booking.queries.payments import payment_of
from booking.states import BookingState
from fairs import wording
from kernel.messages import Draft
from kernel.money import Money
from worker import links
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter
from worker.recipients import members_of

Write = Callable[[Booking, str], Letter]


def booking_submitted(*, booking_id: int, revision: int) -> Iterator[Draft]:
    yield from _letters(booking_id, revision, "booking.submitted", BookingState.SUBMITTED, _submitted)


def booking_confirmed(*, booking_id: int, revision: int) -> Iterator[Draft]:
    yield from _letters(booking_id, revision, "booking.confirmed", BookingState.CONFIRMED, _confirmed)


def booking_declined(*, booking_id: int, revision: int) -> Iterator[Draft]:
    yield from _letters(booking_id, revision, "booking.declined", BookingState.DECLINED, _declined)


def booking_cancelled(*, booking_id: int, revision: int) -> Iterator[Draft]:
    """A hold that its own company let go needs no letter."""
    yield from _letters(booking_id, revision, "booking.cancelled", BookingState.CANCELLED, _cancelled)


def booking_paid(*, booking_id: int, revision: int) -> Iterator[Draft]:
    yield from _letters(booking_id, revision, "booking.paid", BookingState.PAID, _paid)


def booking_expired(*, booking_id: int, revision: int) -> Iterator[Draft]:
    yield from _letters(booking_id, revision, "booking.expired", BookingState.EXPIRED, _expired)


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "booking.submitted": booking_submitted,
    "booking.confirmed": booking_confirmed,
    "booking.declined": booking_declined,
    "booking.cancelled": booking_cancelled,
    "booking.paid": booking_paid,
    "booking.expired": booking_expired,
}


def _letters(booking_id: int, revision: int, kind: str, state: BookingState, write: Write) -> Iterator[Draft]:
    """One draft a member of the company; none when the booking has moved on, for then a later letter says more."""
    booking = (
        Booking.objects.select_related("fair__organisation", "booth__hall", "company", "booked_by", "quote")
        .filter(pk=booking_id, state=state)
        .first()
    )
    if booking is None or (state == BookingState.CANCELLED and booking.submitted_at is None):
        return
    recipients = members_of(booking.company, first=booking.booked_by)
    for recipient in recipients[:1] if state == BookingState.EXPIRED else recipients:
        with override(recipient.language):
            letter = write(booking, recipient.name)
            text, html = set_letter(letter, head_of(booking.fair, recipient.language), recipient.language)
        yield Draft(
            subject_type="booking.booking",
            subject_id=booking.pk,
            kind=kind,
            revision=revision,
            recipient=recipient.email,
            recipient_name=recipient.name,
            language=recipient.language,
            title=letter.title,
            text=text,
            html=html,
            tenant=booking.fair.organisation.public_id,
            scope=booking.fair.public_id,
        )


def _submitted(booking: Booking, name: str) -> Letter:
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s: your request has arrived"),
        heading=_("Your request has arrived"),
        paragraphs=[_("The organiser decides about this booth. It stays reserved for you until then.")],
        steps=[_("The organiser answers by mail."), _("After a yes you pay by bank transfer.")],
    )


def _confirmed(booking: Booking, name: str) -> Letter:
    payment = payment_of(booking)
    facts: list[Fact] = []
    steps = [_("Prepare your stand: everything left to do stands on your booth's page.")]
    if payment is not None:
        facts = [
            Fact(_("Transfer"), money_text(Money(payment.amount, payment.currency))),
            Fact(_("Bank account"), f"{payment.account}\n{payment.account_name}\n{payment.bank_name}"),
            Fact(_("Transfer memo"), payment.memo),
        ]
        steps.insert(0, _("Pay by bank transfer with exactly this memo, so that the payment finds its booking."))
        if payment.pay_until:
            until = wording.moment(payment.pay_until, booking.fair.timezone, _language())
            facts.append(Fact(_("Pay by"), until))
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s is yours"),
        heading=_("Your booth is confirmed"),
        paragraphs=[_("Nobody else can take it any more.")],
        facts=facts,
        steps=steps,
    )


def _declined(booking: Booking, name: str) -> Letter:
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s: the organiser could not say yes"),
        heading=_("Your request was declined"),
        paragraphs=[_("The booth is free again, and nothing is to be paid. The plan shows what else is free.")],
        quote=booking.decline_reason,
        to_plan=True,
    )


def _cancelled(booking: Booking, name: str) -> Letter:
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s: the booking was cancelled"),
        heading=_("Your booking was cancelled"),
        paragraphs=[_("The booth is free again. If you have already paid, the organiser will write to you.")],
        quote=booking.decline_reason,
        to_plan=True,
    )


def _paid(booking: Booking, name: str) -> Letter:
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s: your payment has arrived"),
        heading=_("Your payment has arrived"),
        paragraphs=[_("Thank you. Nothing more is to be paid for this booth.")],
    )


def _expired(booking: Booking, name: str) -> Letter:
    return _letter(
        booking,
        name,
        title=_("Booth %(booth)s is no longer held for you"),
        heading=_("Your hold has ended"),
        paragraphs=[
            _("The time for this booth has run out, so others can take it. If it is still free, hold it again.")
        ],
        to_plan=True,
    )


def _letter(
    booking: Booking,
    name: str,
    *,
    title: str,
    heading: str,
    paragraphs: Sequence[str],
    facts: Sequence[Fact] = (),
    steps: Sequence[str] = (),
    quote: str = "",
    to_plan: bool = False,
) -> Letter:
    booth, fair, language = booking.booth, booking.fair, _language()
    if to_plan:
        action = Action(_("Open the plan"), links.page("web:plan", language, fair.slug))
    else:
        action = Action(_("Open your booking"), links.page("web:booking", language, fair.slug, booking.public_id))
    return Letter(
        title=title % {"booth": booth.code},
        heading=heading,
        greeting=greeting(name),
        paragraphs=paragraphs,
        quote=quote,
        plate=booth_plate(booth.code),
        facts=[
            Fact(_("Company"), booking.company.short_name),
            Fact(_("Hall"), wording.said(booth.hall, "name", language)),
            Fact(_("Area"), area_text(booth.width_cm * booth.depth_cm)),
            *facts,
        ],
        action=action,
        steps=steps,
        reason=_("You receive this mail because your company books a booth at this fair."),
    )


def booth_plate(code: str) -> Plate:
    """`B12` as the sign shows it: the row, then the number."""
    row = "".join(takewhile(lambda character: not character.isdigit(), code))
    return Plate(_("Booth"), row, code[len(row) :])


def _language() -> str:
    return (get_language() or "vi")[:2]
