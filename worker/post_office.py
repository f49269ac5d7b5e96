"""A message row becomes a letter on its way: claim, make, transmit, settle."""

import logging
import time

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.db import DatabaseError, InterfaceError, connection

from kernel.delivery_rules import Outcome
from kernel.messages import begin_transmission, claim, settle, settle_sent
from kernel.models import Message
from worker import farewell, outage, smtp
from worker.attachments import NoLongerWanted
from worker.envelope import letter_of, sender_address

log = logging.getLogger(__name__)

MARK_PAUSE_SECONDS = 0.2


def deliver(message_id: int) -> None:
    """Try to send one message once. Whatever happens is in its row afterwards, or the sweeper finds it there.

    Gone, taken by another process, not due yet, or the mail server in its pause: nothing happens.
    """
    gate = outage.gate()
    if gate is outage.Gate.SHUT:
        return
    message = claim(message_id, seconds=settings.MESSAGE_LEASE_SECONDS)
    if message is None:
        log.info("message.not_mine", extra={"message_id": message_id})
        return
    lease_ends = time.monotonic() + settings.MESSAGE_LEASE_SECONDS
    try:
        letter = letter_of(message)
        recipient = sanitize_address(message.recipient, "utf-8")
    except NoLongerWanted as exc:
        settle(message, Outcome.UNWANTED, error=str(exc))
        return
    except Exception as exc:
        log.exception("message.broken", extra={"message_id": message_id})
        settle(message, Outcome.BROKEN, error=f"{type(exc).__name__}: {exc}")
        return
    with farewell.finishing():
        result = smtp.transmit(
            sender_address(),
            recipient,
            letter,
            before_data=lambda: begin_transmission(message),
            taken=lambda: _mark_sent(message, until=lease_ends),
        )
    if result is None:
        log.warning("message.claim_lost", extra={"message_id": message_id})
        return
    log.info("message.tried", extra={"message_id": message_id, "outcome": result.outcome.value})
    if result.outcome is not Outcome.SENT:
        settle(message, result.outcome, error=result.error)
    if result.outcome is Outcome.UNREACHABLE:
        outage.declare()
    elif gate is outage.Gate.PROBE:
        outage.end()


def _mark_sent(message: Message, *, until: float) -> None:
    """The letter is taken: say so, and keep saying it until the lease ends, should the database be away just now."""
    while True:
        try:
            settle_sent(message)
        except (DatabaseError, InterfaceError):
            if time.monotonic() >= until:
                raise
            connection.close()
            time.sleep(MARK_PAUSE_SECONDS)
        else:
            return
