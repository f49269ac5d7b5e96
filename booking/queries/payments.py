"""How a booking is paid by bank transfer: exact amount, mangle-proof memo, VietQR."""

import datetime as dt
from dataclasses import dataclass

from billing.vietqr import vietqr_text
from booking.models import Booking
from booking.rules.bookings import UNPAID_STATES


@dataclass(frozen=True, slots=True)
class Payment:
    """`vietqr` is the text to draw as a QR code, empty for another currency than the dong."""

    amount: int
    currency: str
    memo: str
    pay_until: dt.datetime | None
    bank_name: str
    bank_bin: str
    account: str
    account_name: str
    vietqr: str


def payment_of(booking: Booking) -> Payment | None:
    """What is still to pay, or None: nothing agreed yet, nothing to pay, or no bank account given by the organiser."""
    fair, quote = booking.fair, booking.quote
    if quote is None or quote.total == 0 or booking.state not in UNPAID_STATES or not fair.bank_account:
        return None
    code = ""
    if quote.currency == "VND" and fair.bank_bin:
        code = vietqr_text(
            bank_bin=fair.bank_bin, account=fair.bank_account, amount=quote.total, memo=booking.transfer_code
        )
    return Payment(
        amount=quote.total,
        currency=quote.currency,
        memo=booking.transfer_code,
        pay_until=booking.pay_until,
        bank_name=fair.bank_name,
        bank_bin=fair.bank_bin,
        account=fair.bank_account,
        account_name=fair.bank_account_name,
        vietqr=code,
    )
