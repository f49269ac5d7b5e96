"""Wishes and meetings of a company as cards: whose turn it is, how long, at which times."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest
from booking.queries.free_times import Hindrance
from booking.states import OPEN_REQUEST_STATES, MeetingState, RequestState
from directory.models import Company, Person
from fairs.models import Booth, MeetingSlot

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """`free` are those of its times at which the reader is free; `state_word` says the rest in a word."""

    request: MeetingRequest
    other: Company
    is_sent: bool
    is_my_turn: bool
    slots: list[MeetingSlot]
    free: list[MeetingSlot]
    left: str
    booths: list[Booth]

    @property
    def is_open(self) -> bool:
        return self.request.state in OPEN_REQUEST_STATES

    @property
    def ours(self) -> Person | None:
        """Who of the reader's side stands for it; nobody yet when it asks the firm."""
        return self.request.from_person if self.is_sent else self.request.to_person

    @property
    def is_countered(self) -> bool:
        return self.request.state == RequestState.COUNTERED


@dataclass(frozen=True, slots=True)
class Fixed:
    """A meeting of the company; `is_mine` when the reader himself sits there, `may_tell` once it has begun."""

    meeting: Meeting
    others: Sequence[MeetingParticipant]
    ours: Sequence[MeetingParticipant]
    is_mine: bool
    may_change: bool
    may_tell: bool = False
    proposal: MeetingProposal | None = None
    is_my_proposal: bool = False


def wish_of(
    request: MeetingRequest,
    companies: Collection[int],
    *,
    person: Person,
    in_the_way: dict[tuple[int, int], Hindrance],
    booths: dict[int, list[Booth]],
    now: dt.datetime,
) -> Wish:
    """`request` comes from `with_request_parts`; makes no query."""
    is_sent = request.from_company_id in companies
    other = request.to_company if is_sent else request.from_company
    slots = [requested.slot for requested in request.requested_slots.all()]
    return Wish(
        request=request,
        other=other,
        is_sent=is_sent,
        is_my_turn=request.awaiting_company_id in companies and request.state in OPEN_REQUEST_STATES,
        slots=slots,
        free=[slot for slot in slots if (person.pk, slot.pk) not in in_the_way],
        left=time_left(request.expires_at, now=now),
        booths=booths.get(other.pk, []),
    )


def fixed_of(meeting: Meeting, companies: Collection[int], person: Person, *, now: dt.datetime) -> Fixed:
    """`meeting` comes from `with_meeting_parts`; makes no query."""
    seats = list(meeting.participants.all())
    proposals: list[MeetingProposal] = getattr(meeting, "open_proposals", [])
    proposal = proposals[0] if proposals else None
    ahead = meeting.state in {MeetingState.CONFIRMED, MeetingState.PROVISIONAL} and meeting.slot.starts_at > now
    return Fixed(
        meeting=meeting,
        others=[seat for seat in seats if seat.company_id not in companies],
        ours=[seat for seat in seats if seat.company_id in companies],
        is_mine=any(seat.person_id == person.pk for seat in seats),
        may_change=ahead,
        may_tell=may_tell(meeting, now=now),
        proposal=proposal if ahead else None,
        is_my_proposal=proposal is not None and proposal.company_id in companies,
    )


def may_tell(meeting: Meeting, *, now: dt.datetime) -> bool:
    """Whether the outcome of the meeting can be told."""
    if meeting.state in {MeetingState.RUNNING, MeetingState.DONE}:
        return True
    return meeting.state == MeetingState.CONFIRMED and meeting.slot.starts_at <= now


def time_left(end: dt.datetime | None, *, now: dt.datetime) -> str:
    """`5 hours left`: days from two days on, else hours, else minutes."""
    if end is None or end <= now:
        return ""
    left = end - now
    if left >= 2 * DAY:
        return ngettext("%(n)s day left", "%(n)s days left", left // DAY) % {"n": left // DAY}
    if left >= HOUR:
        return ngettext("%(n)s hour left", "%(n)s hours left", left // HOUR) % {"n": left // HOUR}
    return _("less than an hour left")
