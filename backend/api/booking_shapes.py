"""A booking as the API writes it, the same after every move."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from backend.api.price_shapes import PriceOut, price_shape
from billing.queries.quotes import price_of
from booking.models import Booking
from booking.queries.payments import payment_of
from booking.rules.bookings import Moment, Side, moves_for
from booking.states import BookingState
from kernel.clock import now


class BoothRefOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    hall = serializers.CharField()


class CompanyRefOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()


class HoldOut(serializers.Serializer):
    expires_at = serializers.DateTimeField()
    extended = serializers.BooleanField()


class PaymentOut(serializers.Serializer):
    amount = serializers.IntegerField()
    currency = serializers.CharField()
    memo = serializers.CharField(help_text="The transfer code; its last character checks the others.")
    pay_until = serializers.DateTimeField(allow_null=True)
    bank_name = serializers.CharField()
    bank_bin = serializers.CharField()
    account = serializers.CharField()
    account_name = serializers.CharField()
    vietqr = serializers.CharField(help_text="The text of the VietQR code; empty for other currencies than the dong.")


class BookingOut(serializers.Serializer):
    id = serializers.CharField()
    fair = serializers.CharField(help_text="The fair's slug.")
    booth = BoothRefOut()
    company = CompanyRefOut()
    state = serializers.ChoiceField(choices=BookingState.choices)
    hold = HoldOut(allow_null=True, help_text="The running clock, while the booking is a hold.")
    fascia_name = serializers.CharField()
    note = serializers.CharField()
    quote = PriceOut(allow_null=True, help_text="Frozen when the booking was submitted.")
    payment = PaymentOut(allow_null=True)
    decline_reason = serializers.CharField(help_text="Why it was declined or cancelled.")
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    pay_until = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField()
    moves = serializers.ListField(child=serializers.CharField(), help_text="What you can do with it now.")


def booking_shape(booking: Booking, side: Side) -> dict[str, Any]:
    moment = Moment(
        state=booking.state, hold_expires_at=booking.hold_expires_at, hold_extended=booking.hold_extended, at=now()
    )
    is_hold = booking.state == BookingState.DRAFT
    payment = payment_of(booking)
    return {
        "id": booking.public_id,
        "fair": booking.fair.slug,
        "booth": {"id": booking.booth.public_id, "code": booking.booth.code, "hall": booking.booth.hall.code},
        "company": {"id": booking.company.public_id, "name": booking.company.short_name},
        "state": BookingState.EXPIRED if moment.is_over else booking.state,
        "hold": {"expires_at": booking.hold_expires_at, "extended": booking.hold_extended} if is_hold else None,
        "fascia_name": booking.fascia_name,
        "note": booking.note,
        "quote": price_shape(price_of(booking.quote)) if booking.quote else None,
        "payment": asdict(payment) if payment else None,
        "decline_reason": booking.decline_reason,
        "created_at": booking.created_at,
        "submitted_at": booking.submitted_at,
        "decided_at": booking.decided_at,
        "pay_until": booking.pay_until,
        "revision": booking.revision,
        "moves": moves_for(moment, side),
    }
