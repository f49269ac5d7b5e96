"""A single badge is put on paper, at a desk or a kiosk, and it is noted that it was."""

from badges.designs import Paper
from badges.render import badge_pdf
from booking.errors.registrations import NotRegistered
from booking.models import Badge, BadgePrint, Registration
from booking.passes import face_to_print
from booking.queries.badge_designs import design_of
from booking.queries.registrations import live_badge
from booking.states import PrintCause
from kernel.unit_of_work import unit_of_work


def print_badge(
    registration: Registration,
    *,
    cause: PrintCause,
    paper: Paper | None = None,
    language: str = "",
    actor_id: int | None = None,
) -> bytes:
    """The live badge as the fair's design has it, on `paper` or the design's own; noted as printed. Raises NotRegistered."""
    badge = live_badge(registration)
    if badge is None:
        raise NotRegistered
    look = design_of(badge.fair)
    look = look.on(paper) if paper else look
    printed = badge_pdf(face_to_print(badge, look, language=language), look.design)
    note_print(badge, cause=cause, actor_id=actor_id)
    return printed


@unit_of_work
def note_print(badge: Badge, *, cause: PrintCause, actor_id: int | None) -> BadgePrint:
    return BadgePrint.objects.create(badge=badge, cause=cause, printed_by_id=actor_id)
