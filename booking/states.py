"""The words of booking states and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.states import Moves


class BookingState(models.TextChoices):
    """`draft` is a hold: a booking whose clock runs."""

    DRAFT = "draft", _("Held")
    SUBMITTED = "submitted", _("Awaiting approval")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("Offered")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    AWAITING_DEPOSIT = "awaiting_deposit", _("Awaiting deposit")
    CONFIRMED = "confirmed", _("Confirmed")
    PAID = "paid", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


LIVE_BOOKING_STATES = ("draft", "submitted", "offered", "approved", "awaiting_deposit", "confirmed", "paid")

BOOKING_MOVES: Moves = {
    "draft": frozenset({"submitted", "confirmed", "awaiting_deposit", "cancelled", "expired"}),
    "submitted": frozenset({"approved", "declined", "cancelled", "confirmed", "awaiting_deposit"}),
    "waitlisted": frozenset({"offered", "cancelled", "expired"}),
    "offered": frozenset({"submitted", "confirmed", "awaiting_deposit", "declined", "cancelled", "expired"}),
    "approved": frozenset({"awaiting_deposit", "confirmed", "cancelled", "expired"}),
    "awaiting_deposit": frozenset({"confirmed", "paid", "cancelled", "expired"}),
    "confirmed": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"cancelled"}),
    "declined": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}


class RegistrationState(models.TextChoices):
    PENDING = "pending", _("Pending")
    COMPLETE = "complete", _("Complete")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


REGISTRATION_MOVES: Moves = {
    "pending": frozenset({"complete", "rejected", "withdrawn"}),
    "complete": frozenset({"withdrawn", "rejected", "erased"}),
    "rejected": frozenset({"complete", "erased"}),
    "withdrawn": frozenset({"complete", "erased"}),
    "erased": frozenset(),
}


class ErasureReason(models.TextChoices):
    """How somebody asked to be erased. Chosen, never written: what is kept of it names nobody."""

    PASS_PAGE = "pass_page", pgettext_lazy("erasure", "By the person, on the pass page")
    MAIL = "mail", pgettext_lazy("erasure", "Asked by e-mail or letter")
    PHONE = "phone", pgettext_lazy("erasure", "Asked by phone")
    DESK = "desk", pgettext_lazy("erasure", "Asked in person")
    AUTHORITY = "authority", pgettext_lazy("erasure", "Asked by an authority")


BY_THE_ORGANISER = tuple(reason for reason in ErasureReason if reason != ErasureReason.PASS_PAGE)


class DelegationState(models.TextChoices):
    """`asked` by its contact, the organiser has not answered; nobody can join one that is closed."""

    ASKED = "asked", pgettext_lazy("delegation", "Asked for")
    OPEN = "open", pgettext_lazy("delegation", "Open")
    CLOSED = "closed", pgettext_lazy("delegation", "Closed")
    DECLINED = "declined", pgettext_lazy("delegation", "Declined")


DELEGATION_MOVES: Moves = {
    "asked": frozenset({"open", "declined"}),
    "open": frozenset({"closed"}),
    "closed": frozenset({"open"}),
    "declined": frozenset({"open"}),
}


class PlaceState(models.TextChoices):
    """`removed` by the contact, `withdrawn` by the person."""

    WAITING = "waiting", pgettext_lazy("place in a delegation", "Waiting")
    CONFIRMED = "confirmed", pgettext_lazy("place in a delegation", "Confirmed")
    DECLINED = "declined", pgettext_lazy("place in a delegation", "Declined")
    REMOVED = "removed", pgettext_lazy("place in a delegation", "Removed")
    WITHDRAWN = "withdrawn", pgettext_lazy("place in a delegation", "Withdrawn")


LIVE_PLACES = ("waiting", "confirmed")

PLACE_MOVES: Moves = {
    "waiting": frozenset({"confirmed", "declined", "withdrawn"}),
    "confirmed": frozenset({"removed", "withdrawn"}),
    "declined": frozenset({"confirmed", "withdrawn"}),
    "removed": frozenset(),
    "withdrawn": frozenset(),
}


class BadgeState(models.TextChoices):
    LIVE = "live", _("Valid")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")


class ReissueReason(models.TextChoices):
    """Why a badge was replaced by a new one."""

    LOST = "lost", pgettext_lazy("badge", "Lost")
    DAMAGED = "damaged", pgettext_lazy("badge", "Damaged")
    NAME_CHANGED = "name", pgettext_lazy("badge", "Name corrected")
    DETAILS_CHANGED = "details", pgettext_lazy("badge", "Company or role corrected")
    PASSED_ON = "passed_on", pgettext_lazy("badge", "Given to somebody else")
    OTHER = "other", pgettext_lazy("badge", "Another reason")


class PassKind(models.TextChoices):
    """What an exhibitor gives out by itself, as many as its places."""

    STAFF = "staff", pgettext_lazy("pass", "Staff")
    CREW = "crew", pgettext_lazy("pass", "Contractors")


class PrintCause(models.TextChoices):
    """How a badge came to be put on paper."""

    SINGLE = "single", pgettext_lazy("print", "At the desk")
    BATCH = "batch", pgettext_lazy("print", "In a batch")
    KIOSK = "kiosk", pgettext_lazy("print", "At a kiosk")


class BatchState(models.TextChoices):
    """Many badges to be printed. `cancelled` was stopped, or its files were thrown away."""

    WORKING = "working", pgettext_lazy("badge batch", "Being made")
    READY = "ready", pgettext_lazy("badge batch", "Ready to print")
    FAILED = "failed", pgettext_lazy("badge batch", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("badge batch", "Thrown away")


BATCH_MOVES: Moves = {
    "working": frozenset({"ready", "failed", "cancelled"}),
    "ready": frozenset({"cancelled"}),
    "failed": frozenset(),
    "cancelled": frozenset(),
}


class StackState(models.TextChoices):
    """One file of a batch."""

    WAITING = "waiting", pgettext_lazy("badge stack", "Waiting")
    MAKING = "making", pgettext_lazy("badge stack", "Being made")
    MADE = "made", pgettext_lazy("badge stack", "Made")


class RequestState(models.TextChoices):
    WISHED = "wished", _("Wished")
    COUNTERED = "countered", _("Another time proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_REQUEST_STATES = ("wished", "countered")

REQUEST_MOVES: Moves = {
    "wished": frozenset({"countered", "accepted", "declined", "expired", "withdrawn"}),
    "countered": frozenset({"countered", "accepted", "declined", "expired", "withdrawn"}),
    "accepted": frozenset({"withdrawn"}),
    "declined": frozenset(),
    "expired": frozenset(),
    "withdrawn": frozenset(),
}


class TurnKind(models.TextChoices):
    """What happened in the thread of a wish and of its meeting."""

    MADE = "made", pgettext_lazy("turn", "Asked")
    CHANGED = "changed", pgettext_lazy("turn", "Changed the wish")
    COUNTERED = "countered", pgettext_lazy("turn", "Named other times")
    ACCEPTED = "accepted", pgettext_lazy("turn", "Accepted")
    DECLINED = "declined", pgettext_lazy("turn", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("turn", "Took it back")
    EXPIRED = "expired", pgettext_lazy("turn", "Ran out without an answer")
    DELEGATED = "delegated", pgettext_lazy("turn", "Handed over to a colleague")
    PROPOSED = "proposed", pgettext_lazy("turn", "Proposed to move the meeting")
    REFUSED = "refused", pgettext_lazy("turn", "Kept the time")
    UNPROPOSED = "unproposed", pgettext_lazy("turn", "Took the proposal back")
    MOVED = "moved", pgettext_lazy("turn", "Moved the meeting")
    CANCELLED = "cancelled", pgettext_lazy("turn", "Cancelled the meeting")


class ProposalState(models.TextChoices):
    """`replaced` by a later proposal, `lapsed` because the meeting was moved or called off otherwise."""

    OPEN = "open", pgettext_lazy("proposal", "Open")
    AGREED = "agreed", pgettext_lazy("proposal", "Agreed")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")
    REPLACED = "replaced", pgettext_lazy("proposal", "Replaced")
    LAPSED = "lapsed", pgettext_lazy("proposal", "Lapsed")


class BlockOrigin(models.TextChoices):
    COMPANY = "company", pgettext_lazy("block", "A company")
    ORGANISER = "organiser", pgettext_lazy("block", "The organiser")


class MeetingState(models.TextChoices):
    PROVISIONAL = "provisional", _("Provisional")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("meeting", "Held")
    NO_SHOW = "no_show", _("No-show")


LIVE_MEETING_STATES = ("provisional", "confirmed", "running", "done")
"""What holds its table, its people and its pair of firms; a no-show gives all three back."""

MEETING_MOVES: Moves = {
    "provisional": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"running", "cancelled", "no_show", "done"}),
    "running": frozenset({"done", "no_show"}),
    "done": frozenset(),
    "no_show": frozenset({"confirmed"}),  # noted by mistake
    "cancelled": frozenset(),
}


class RunState(models.TextChoices):
    """A run of the scheduler. `ready` is a preview; nothing of it stands before it is published."""

    QUEUED = "queued", pgettext_lazy("schedule run", "Waiting")
    RUNNING = "running", pgettext_lazy("schedule run", "Computing")
    READY = "ready", pgettext_lazy("schedule run", "Preview ready")
    PUBLISHED = "published", pgettext_lazy("schedule run", "Published")
    ROLLED_BACK = "rolled_back", pgettext_lazy("schedule run", "Rolled back")
    CANCELLED = "cancelled", pgettext_lazy("schedule run", "Cancelled")
    FAILED = "failed", pgettext_lazy("schedule run", "Failed")


RUNS_AT_WORK = ("queued", "running")

RUN_MOVES: Moves = {
    "queued": frozenset({"running", "cancelled", "failed"}),
    "running": frozenset({"queued", "ready", "cancelled", "failed"}),
    "ready": frozenset({"published", "cancelled"}),
    "published": frozenset({"rolled_back"}),
    "rolled_back": frozenset(),
    "cancelled": frozenset(),
    "failed": frozenset(),
}


class ChangeKind(models.TextChoices):
    """What publishing did to one meeting."""

    MADE = "made", pgettext_lazy("schedule change", "New")
    MOVED = "moved", pgettext_lazy("schedule change", "Moved")
    DROPPED = "dropped", pgettext_lazy("schedule change", "Dropped")
