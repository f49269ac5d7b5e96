"""Many meetings at once, each law as in the single services. Inner steps: everything is locked, they open nothing."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest, RequestedSlot, RequestTurn
from booking.queries.schedule_facts import Wish
from booking.services.meeting_moves import clock_keys, clocks_of, expiry_key
from booking.services.requests import ANSWER_WITHIN
from booking.states import MeetingState, ProposalState, RequestState, TurnKind
from fairs.models import MeetingSlot
from kernel.due import Due, schedule_all
from kernel.models import DueItem, HistoryEntry

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a meeting is to stand."""

    slot: MeetingSlot
    table_id: int
    interpreter_id: int | None


@dataclass(frozen=True, slots=True)
class Making:
    wish: Wish
    spot: Spot
    asked: int  # who sits there for the asked firm


def make_meetings(fair_id: int, makings: Sequence[Making], *, actor_id: int | None, now: dt.datetime) -> list[Meeting]:
    """The wishes' meetings and seats; the wishes are accepted, their clocks stopped, reminders set. Sorted inserts."""
    meetings = Meeting.objects.bulk_create(
        [
            Meeting(
                fair_id=fair_id,
                request_id=making.wish.id,
                company_low_id=making.wish.pair[0],
                company_high_id=making.wish.pair[1],
                need_id=making.wish.need_id,
                slot=making.spot.slot,
                table_id=making.spot.table_id,
                interpreter_id=making.spot.interpreter_id,
            )
            for making in makings
        ],
        batch_size=BATCH,
    )
    seats = []
    for meeting, making in zip(meetings, makings, strict=True):
        for person, company in (
            (making.wish.from_person, making.wish.from_company),
            (making.asked, making.wish.to_company),
        ):
            seats.append(MeetingParticipant(meeting=meeting, person_id=person, company_id=company, slot=meeting.slot))
    seats.sort(key=lambda seat: (seat.person_id, seat.slot_id))
    MeetingParticipant.objects.bulk_create(seats, batch_size=BATCH)
    ids = [making.wish.id for making in makings]
    MeetingRequest.objects.filter(pk__in=ids).update(
        state=RequestState.ACCEPTED, revision=F("revision") + 1, decided_at=now
    )
    DueItem.objects.filter(key__in=[f"meeting_request:{pk}:expiry" for pk in ids], done_at__isnull=True).delete()
    _add_turns([(making.wish.id, making.spot.slot) for making in makings], TurnKind.ACCEPTED)
    write_history(
        [("booking.meetingrequest", pk, "meeting_request.moved", RequestState.ACCEPTED) for pk in ids],
        actor_id=actor_id,
    )
    write_history([("booking.meeting", m.pk, "meeting.confirmed", m.state) for m in meetings], actor_id=actor_id)
    set_clocks(meetings, now=now)
    return meetings


def move_meetings(spots: dict[int, Spot], *, actor_id: int | None, now: dt.datetime) -> None:
    """Each meeting to its spot, SEQUENCE + 1, however they change places among themselves.

    All step out of the slot grid first, then back into it: the unique indexes are asked once everybody has left.
    """
    if not spots:
        return
    meetings = list(Meeting.objects.filter(pk__in=spots).order_by("pk"))
    before = {meeting.pk: (meeting.slot_id, meeting.state) for meeting in meetings}
    Meeting.objects.filter(pk__in=spots).update(state=MeetingState.CANCELLED)
    MeetingParticipant.objects.filter(meeting__in=spots).update(live=False)
    for meeting in meetings:
        spot = spots[meeting.pk]
        meeting.slot, meeting.table_id, meeting.interpreter_id = spot.slot, spot.table_id, spot.interpreter_id
        meeting.sequence += 1
    fields = ["slot", "table", "interpreter", "sequence", "state"]
    Meeting.objects.bulk_update(meetings, fields, batch_size=BATCH)
    seats = list(MeetingParticipant.objects.filter(meeting__in=spots).order_by("person_id"))
    for seat in seats:
        seat.slot, seat.live = spots[seat.meeting_id].slot, True
    MeetingParticipant.objects.bulk_update(seats, ["slot", "live"], batch_size=BATCH)
    _lapse_proposals(spots, now=now)
    _add_turns([(meeting.request_id, meeting.slot) for meeting in meetings], TurnKind.MOVED)
    write_history(
        [
            (
                "booking.meeting",
                m.pk,
                "meeting.rescheduled",
                "",
                {"from_slot_id": before[m.pk][0], "to_slot_id": m.slot_id},
            )
            for m in meetings
        ],
        actor_id=actor_id,
    )
    set_clocks(meetings, now=now)


def call_off_meetings(meetings: Sequence[Meeting], *, actor_id: int | None, now: dt.datetime) -> None:
    """Cancelled by the organiser, SEQUENCE + 1, seats free, reminders stopped."""
    ids = [meeting.pk for meeting in meetings]
    MeetingParticipant.objects.filter(meeting__in=ids).update(live=False)
    Meeting.objects.filter(pk__in=ids).update(
        state=MeetingState.CANCELLED, sequence=F("sequence") + 1, cancelled_by=None, cancel_reason=""
    )
    clocks = [key for meeting in meetings for key in clock_keys(meeting)]
    DueItem.objects.filter(key__in=clocks, done_at__isnull=True).delete()
    _lapse_proposals(ids, now=now)
    _add_turns([(meeting.request_id, None) for meeting in meetings], TurnKind.CANCELLED)
    write_history([("booking.meeting", pk, "meeting.moved", MeetingState.CANCELLED) for pk in ids], actor_id=actor_id)


def reopen_wishes(
    requests: Sequence[MeetingRequest], *, actor_id: int | None, now: dt.datetime
) -> list[MeetingRequest]:
    """A fresh wish like each of these, over the same times: one wish has one meeting for ever, also a cancelled one."""
    slots: dict[int, list[MeetingSlot]] = {}
    listed = RequestedSlot.objects.filter(request__in=requests).select_related("slot").order_by("slot__index")
    for line in listed:
        slots.setdefault(line.request_id, []).append(line.slot)
    fresh = []
    for request in requests:
        ends = max((slot.starts_at for slot in slots.get(request.pk, [])), default=now)
        fresh.append(_copy(request, expires_at=min(now + ANSWER_WITHIN, ends) if request.expires_at else None))
    made = MeetingRequest.objects.bulk_create(fresh, batch_size=BATCH)
    RequestedSlot.objects.bulk_create(
        [
            RequestedSlot(request=new, slot=slot)
            for new, old in zip(made, requests, strict=True)
            for slot in slots.get(old.pk, [])
        ],
        batch_size=BATCH,
    )
    due = [new for new in made if new.expires_at]
    _schedule([(expiry_key(n), "meeting_request.expiry_due", n.expires_at, {"meeting_request_id": n.pk}) for n in due])
    write_history(
        [
            ("booking.meetingrequest", new.pk, "meeting_request.reopened", RequestState.WISHED, {"after": old.pk})
            for new, old in zip(made, requests, strict=True)
        ],
        actor_id=actor_id,
    )
    return made


def set_clocks(meetings: Sequence[Meeting], *, now: dt.datetime) -> None:
    """What `start_clocks` does for one meeting. `meeting.slot` is read."""
    due: list[tuple[str, str, Any, dict[str, Any]]] = []
    past: list[str] = []
    for meeting in meetings:
        payload = {"meeting_id": meeting.pk, "sequence": meeting.sequence}
        for clock in clocks_of(meeting, meeting.slot):
            if clock.must_come or clock.at > now:
                due.append((clock.key, clock.event, clock.at, payload))
            else:
                past.append(clock.key)
    _schedule(due)
    DueItem.objects.filter(key__in=past, done_at__isnull=True).delete()


def write_history(lines: Sequence[tuple[Any, ...]], *, actor_id: int | None) -> None:
    """(type, id, action, after[, note]) each."""
    HistoryEntry.objects.bulk_create(
        [
            HistoryEntry(
                subject_type=kind,
                subject_id=pk,
                action=action,
                after=after,
                actor_id=actor_id,
                note=note[0] if note else {},
            )
            for kind, pk, action, after, *note in lines
        ],
        batch_size=BATCH,
    )


def _add_turns(acts: Sequence[tuple[int, MeetingSlot | None]], kind: TurnKind) -> None:
    """One turn in the thread of each wish; nobody's: the organiser acted."""
    RequestTurn.objects.bulk_create(
        [RequestTurn(request_id=pk, kind=kind, times=[slot.starts_at] if slot else []) for pk, slot in acts],
        batch_size=BATCH,
    )


def _lapse_proposals(meeting_ids: Collection[int], *, now: dt.datetime) -> None:
    MeetingProposal.objects.filter(meeting__in=meeting_ids, state=ProposalState.OPEN).update(
        state=ProposalState.LAPSED, decided_at=now
    )


def _schedule(items: Sequence[tuple[str, str, Any, dict[str, Any]]]) -> None:
    schedule_all([Due(key, event, at, payload) for key, event, at, payload in items])


_NOT_COPIED = frozenset(
    {
        "id",
        "public_id",
        "state",
        "created_at",
        "decided_at",
        "revision",
        "decline_reason",
        "expires_at",
        "awaiting_company",
    }
)


def _copy(request: MeetingRequest, *, expires_at: dt.datetime | None) -> MeetingRequest:
    fields: list[Any] = [field for field in request._meta.concrete_fields if field.name not in _NOT_COPIED]
    values: dict[str, Any] = {field.attname: getattr(request, field.attname) for field in fields}
    return MeetingRequest(**values, awaiting_company_id=request.to_company_id, expires_at=expires_at)
