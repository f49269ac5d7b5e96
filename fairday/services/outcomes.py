"""The end card of a meeting: each side tells its own, in one go; a meeting told about counts as held."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from booking.locks.meetings import lock_meeting
from booking.models import Meeting
from booking.services.meeting_moves import move_meeting
from booking.states import MeetingState
from directory.models import Company
from fairday.errors import (
    MeetingCancelled,
    MeetingNotBegun,
    MeetingNotHeld,
    NotASide,
    OutcomeChanged,
    OutcomeContradicts,
)
from fairday.models import MeetingOutcome, OutcomeKind, OutcomeSource, ValueBand
from fairday.services._follow_up_clock import keep_follow_up
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.outbox import emit
from kernel.text import clean_line
from kernel.unit_of_work import unit_of_work

MOST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Card:
    """What one side says. Kinds in the order of `OutcomeKind`, each once."""

    kinds: tuple[str, ...]
    value_band: str = ValueBand.OPEN
    rating: int | None = None
    note: str = ""


def card(kinds: Iterable[str], *, value_band: str = ValueBand.OPEN, rating: int | None = None, note: str = "") -> Card:
    """Put in order. Raises OutcomeContradicts: no kind, one that is not known, `none` beside another, a value of nothing."""
    told = set(kinds)
    ordered = tuple(kind for kind in OutcomeKind.values if kind in told)
    if not ordered or told - set(ordered) or (OutcomeKind.NONE in told and len(told) > 1):
        raise OutcomeContradicts(pointer="/kinds")
    if value_band not in ValueBand.values or (OutcomeKind.NONE in told and value_band != ValueBand.OPEN):
        raise OutcomeContradicts(pointer="/value_band")
    if rating is not None and not 1 <= rating <= 5:
        raise OutcomeContradicts(pointer="/rating")
    return Card(ordered, value_band, rating, clean_line(note)[:MOST_NOTE])


@unit_of_work
def record_outcome(
    meeting: Meeting, *, company: Company, card: Card, actor_id: int | None, source: OutcomeSource, seen: int = 0
) -> MeetingOutcome:
    """The card of `company`, and the meeting held. `seen` is the revision the teller had before him, 0 for none.

    The same card told again changes nothing. Order: the meeting locked; held, unless it still runs; the card; history;
    follow-up; `outcome.recorded`. Raises MeetingNotBegun, MeetingCancelled, MeetingNotHeld, OutcomeChanged, NotASide.
    """
    now = clock_now()
    locked = lock_meeting(meeting.pk)
    if company.pk not in {locked.company_low_id, locked.company_high_id}:
        raise NotASide
    check_to_tell(locked, now=now)
    found = MeetingOutcome.objects.filter(meeting=locked, company=company).first()
    if found is not None and _card_of(found) == card:
        return found
    if seen != (found.revision if found else 0):
        raise OutcomeChanged(revision=found.revision if found else 0)
    if locked.state == MeetingState.CONFIRMED:  # one that still runs is stopped at its table
        move_meeting(locked, MeetingState.DONE, actor_id=actor_id, told_by_company_id=company.pk)
    outcome = found or MeetingOutcome(meeting=locked, company=company, revision=0)
    outcome.kinds = list(card.kinds)
    outcome.value_band = card.value_band
    outcome.rating = card.rating
    outcome.note = card.note
    outcome.source = source
    outcome.told_by_id = actor_id
    outcome.told_at = now
    outcome.revision += 1
    outcome.save()
    record(
        locked,
        "outcome.recorded",
        actor_id=actor_id,
        company_id=company.pk,
        kinds=",".join(card.kinds),
        value_band=card.value_band,
        revision=outcome.revision,
    )
    keep_follow_up(outcome, locked, now=now)
    emit("outcome.recorded", outcome_id=outcome.pk, revision=outcome.revision)
    return outcome


def check_to_tell(meeting: Meeting, *, now: dt.datetime) -> None:
    """Raises MeetingNotBegun, MeetingCancelled, MeetingNotHeld. One that runs ahead of its time has begun."""
    if meeting.state == MeetingState.CANCELLED:
        raise MeetingCancelled
    if meeting.state == MeetingState.NO_SHOW:
        raise MeetingNotHeld
    has_begun = meeting.state in {MeetingState.RUNNING, MeetingState.DONE}
    if not has_begun and (meeting.state != MeetingState.CONFIRMED or meeting.slot.starts_at > now):
        raise MeetingNotBegun(starts_at=meeting.slot.starts_at.isoformat())


def _card_of(outcome: MeetingOutcome) -> Card:
    return Card(tuple(outcome.kinds), outcome.value_band, outcome.rating, outcome.note)
