"""Makers of attachments, by name: rows keep `{"maker": …}`, the bytes are made when the mail goes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import LoginCode
from accounts.services.login_codes import digits_of
from badges.render import pass_pdf
from booking.delegation_links import join_key
from booking.delegation_papers import poster_of
from booking.models import Delegation, DelegationPlace, Meeting
from booking.passes import fair_days_calendar, pass_sheet
from booking.queries.badge_designs import design_of
from booking.queries.registrations import live_badge_of
from booking.states import MeetingState, PlaceState
from fairday.models import FollowUpStep, MeetingOutcome, RefillOffer
from fairday.states import OfferState
from kernel.clock import now
from papers.render import poster_pdf
from worker import links


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar part that the reader's program offers to accept; `method` is REQUEST or CANCEL."""

    method: str
    body: str


@dataclass(frozen=True, slots=True)
class Secret:
    """What replaces `mark` in the words when the mail leaves."""

    mark: str
    value: str


class NoLongerWanted(Exception):
    """What the letter is about is over; it is suppressed, not sent."""


Made = File | Calendar | Secret
Maker = Callable[..., Sequence[Made]]


def make(attachment: Mapping[str, Any]) -> Sequence[Made]:
    """Nothing where its subject is gone. Raises KeyError for a maker that does not exist: the message then fails aloud."""
    wanted = dict(attachment)
    return MAKERS[wanted.pop("maker")](**wanted)


def pass_files(*, registration_id: int) -> Sequence[Made]:
    """Pass and days as they are now: the badge that opens the door when the mail leaves, not when it was written."""
    badge = live_badge_of(registration_id)
    if badge is None:
        return []
    look = design_of(badge.fair)
    return [
        File("phien-pass.pdf", "application/pdf", pass_pdf(pass_sheet(badge, look=look), look.design)),
        File("phien.ics", "text/calendar", fair_days_calendar(badge.registration)),
    ]


def calendar_part(*, method: str, body: str) -> Sequence[Made]:
    """An invitation is kept whole in the row: what was true of that revision, however late it leaves."""
    return [Calendar(method, body)]


def calendar_file(*, name: str, method: str, body: str) -> Sequence[Made]:
    """One invitation of several in a letter: as a file of its own, because a calendar part can only be one."""
    return [File(name, f"text/calendar; method={method}", body.encode())]


def login_code(*, login_code_id: int, mark: str) -> Sequence[Made]:
    """Raises NoLongerWanted for a code that was used or has run out."""
    code = LoginCode.objects.filter(pk=login_code_id, used_at__isnull=True, expires_at__gt=now()).first()
    if code is None:
        raise NoLongerWanted("The log-in code was used or has run out.")
    return [Secret(mark, digits_of(code))]


def still_meeting(*, meeting_id: int, sequence: int) -> Sequence[Made]:
    """For a reminder: raises NoLongerWanted when the meeting was moved, cancelled or has begun."""
    if not Meeting.objects.filter(
        pk=meeting_id, sequence=sequence, state=MeetingState.CONFIRMED, slot__starts_at__gt=now()
    ).exists():
        raise NoLongerWanted("The meeting was moved, cancelled or has begun.")
    return []


def outcome_untold(*, meeting_id: int, company_id: int) -> Sequence[Made]:
    """For the question after a meeting: raises NoLongerWanted when that side has told, or it was no meeting after all."""
    held = Meeting.objects.filter(pk=meeting_id).exclude(state__in=[MeetingState.CANCELLED, MeetingState.NO_SHOW])
    if MeetingOutcome.objects.filter(meeting=meeting_id, company=company_id).exists() or not held.exists():
        raise NoLongerWanted("The outcome was told, or the meeting was not held.")
    return []


def follow_up_open(*, step_id: int) -> Sequence[Made]:
    """For a question after the fair: raises NoLongerWanted when it was answered or nothing more is to be asked."""
    if not FollowUpStep.objects.filter(
        pk=step_id, answered_at__isnull=True, follow_up__closed_at__isnull=True
    ).exists():
        raise NoLongerWanted("The question was answered, or nothing more is to be asked.")
    return []


def still_offered(*, offer_id: int) -> Sequence[Made]:
    """For an offer: raises NoLongerWanted when it was answered, has lapsed or was overtaken."""
    if not RefillOffer.objects.filter(pk=offer_id, state=OfferState.OPEN, expires_at__gt=now()).exists():
        raise NoLongerWanted("The offer is over.")
    return []


def delegation_poster(*, delegation_id: int, language: str) -> Sequence[Made]:
    """The sheet for the wall, with the link as it is when the mail leaves."""
    delegation = Delegation.objects.select_related("fair").filter(pk=delegation_id).first()
    if delegation is None:
        return []
    address = links.page("web:delegation_join", language, delegation.fair.slug, join_key(delegation))
    return [File("phien-poster.pdf", "application/pdf", poster_pdf(poster_of(delegation, address, language=language)))]


def people_still_waiting(*, delegation_id: int) -> Sequence[Made]:
    """Raises NoLongerWanted when the contact has decided about everybody meanwhile."""
    if not DelegationPlace.objects.filter(delegation=delegation_id, state=PlaceState.WAITING).exists():
        raise NoLongerWanted("Nobody waits for the contact any more.")
    return []


MAKERS: dict[str, Maker] = {
    "pass": pass_files,
    "calendar": calendar_part,
    "calendar_file": calendar_file,
    "login_code": login_code,
    "still_meeting": still_meeting,
    "outcome_untold": outcome_untold,
    "follow_up_open": follow_up_open,
    "still_offered": still_offered,
    "delegation_poster": delegation_poster,
    "people_still_waiting": people_still_waiting,
}
