"""The table host's moves: who is here, start, stop, no-show. Each may be tapped twice or on two tablets."""

import datetime as dt

from booking.locks.meetings import lock_meeting, lock_people
from booking.models import Meeting
from booking.services.meeting_moves import move_meeting, stop_clocks
from booking.services.proposal_moves import lapse_proposals
from booking.states import MeetingState
from fairday.errors import NotItsTime, PersonAtTable, SideNotInMeeting, TableInUse
from fairday.models import LossReason, LostSlot, Mark, MeetingRun, RunSeat, SideMark
from fairday.rules import FORGOTTEN_AFTER, start_window
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def mark_here(meeting: Meeting, *, company_id: int, actor_id: int, now: dt.datetime) -> Meeting:
    """One side stands at the table, so nobody fetches it. Again changes nothing. Raises SideNotInMeeting, IllegalMove."""
    meeting = lock_meeting(meeting.pk)
    _check_side(meeting, company_id)
    if meeting.state != MeetingState.CONFIRMED:
        raise IllegalMove(state=meeting.state)
    _mark(meeting, company_id, Mark.HERE, actor_id=actor_id, now=now)
    return meeting


@unit_of_work
def unmark_here(meeting: Meeting, *, company_id: int, now: dt.datetime) -> Meeting:  # noqa: ARG001 -- one shape for all moves
    """Tapped by mistake. Raises SideNotInMeeting."""
    meeting = lock_meeting(meeting.pk)
    _check_side(meeting, company_id)
    meeting.side_marks.filter(company_id=company_id, mark=Mark.HERE).delete()
    return meeting


@unit_of_work
def start_meeting(meeting: Meeting, *, actor_id: int, now: dt.datetime) -> Meeting:
    """Both sit: the meeting runs. Again changes nothing.

    Order: its people locked, then the meeting; run and its seats; state; `meeting.started`. Raises NotItsTime (more than
    half an hour early, or when its time is over), TableInUse, PersonAtTable, IllegalMove.
    """
    people = sorted(meeting.participants.filter(live=True).values_list("person_id", flat=True))
    lock_people(people)
    meeting = lock_meeting(meeting.pk)
    if meeting.state == MeetingState.RUNNING:
        return meeting
    if meeting.state != MeetingState.CONFIRMED:
        raise IllegalMove(state=meeting.state)
    opens, closes = start_window(meeting.slot.starts_at, meeting.slot.ends_at)
    if not opens <= now < closes:
        raise NotItsTime(possible_from=opens, possible_until=closes)
    _check_nobody_sits_elsewhere(meeting, people)
    run = MeetingRun.objects.create(meeting=meeting, table_id=meeting.table_id, started_at=now, started_by_id=actor_id)
    RunSeat.objects.bulk_create([RunSeat(run=run, person_id=person_id) for person_id in people])
    for company_id in (meeting.company_low_id, meeting.company_high_id):
        _mark(meeting, company_id, Mark.HERE, actor_id=actor_id, now=now)
    move_meeting(meeting, MeetingState.RUNNING, actor_id=actor_id)
    emit("meeting.started", meeting_id=meeting.pk)
    return meeting


@unit_of_work
def end_meeting(meeting: Meeting, *, actor_id: int, now: dt.datetime) -> Meeting:
    """They rise: held. Again changes nothing. Raises IllegalMove when it never ran."""
    meeting = lock_meeting(meeting.pk)
    if meeting.state == MeetingState.DONE:
        return meeting
    if meeting.state != MeetingState.RUNNING:
        raise IllegalMove(state=meeting.state)
    rise(meeting, actor_id=actor_id, at=now)
    return meeting


@unit_of_work
def mark_no_show(meeting: Meeting, *, company_ids: list[int], actor_id: int, now: dt.datetime) -> Meeting:
    """The sides named did not come: table, people and pair are free, the slot is lost and looks for another pair.

    Possible from its time on, also for a meeting started by mistake. Again with the same sides changes nothing, with the
    other side adds it. Raises SideNotInMeeting, NotItsTime, IllegalMove.
    """
    meeting = lock_meeting(meeting.pk)
    for company_id in company_ids:
        _check_side(meeting, company_id)
    if meeting.state not in {MeetingState.CONFIRMED, MeetingState.RUNNING, MeetingState.NO_SHOW}:
        raise IllegalMove(state=meeting.state)
    if now < meeting.slot.starts_at:
        raise NotItsTime(possible_from=meeting.slot.starts_at, possible_until=None)
    for company_id in company_ids:
        _mark(meeting, company_id, Mark.ABSENT, actor_id=actor_id, now=now)
    if meeting.state == MeetingState.NO_SHOW:
        return meeting
    MeetingRun.objects.filter(meeting=meeting).delete()
    meeting.participants.update(live=False)
    move_meeting(meeting, MeetingState.NO_SHOW, actor_id=actor_id, absent=sorted(company_ids))
    stop_clocks(meeting)
    lapse_proposals(meeting, now=now)
    lost = lose_slot(meeting, LossReason.NO_SHOW, at=now)
    emit("meeting.no_show", meeting_id=meeting.pk)
    emit("slot.lost", lost_id=lost.pk)
    return meeting


@unit_of_work
def end_forgotten(*, now: dt.datetime) -> int:
    """Meetings that nobody stopped end with their time, an hour after it; how many. Several runners share the work."""
    overdue = MeetingRun.objects.filter(ended_at__isnull=True, meeting__slot__ends_at__lte=now - FORGOTTEN_AFTER)
    ended = 0
    for meeting_id in overdue.order_by("meeting_id").values_list("meeting_id", flat=True):
        meeting = lock_meeting(meeting_id)
        if meeting.state == MeetingState.RUNNING:
            rise(meeting, actor_id=None, at=max(meeting.slot.ends_at, meeting.run.started_at))
            ended += 1
    return ended


def rise(meeting: Meeting, *, actor_id: int | None, at: dt.datetime) -> None:
    """Inner step, a running meeting locked: the table and its people are free."""
    run = meeting.run
    run.ended_at = at
    run.ended_by_id = actor_id
    run.save(update_fields=["ended_at", "ended_by"])
    run.seats.update(live=False)
    move_meeting(meeting, MeetingState.DONE, actor_id=actor_id)
    emit("meeting.ended", meeting_id=meeting.pk)


def lose_slot(meeting: Meeting, reason: LossReason, *, at: dt.datetime) -> LostSlot:
    """Inner step, the meeting locked. An earlier loss of the same table and time that was never filled is closed."""
    earlier = LostSlot.objects.filter(table_id=meeting.table_id, slot_id=meeting.slot_id, closed_at__isnull=True)
    earlier.exclude(meeting=meeting).update(closed_at=at)
    lost, _ = LostSlot.objects.update_or_create(  # there is one already where a no-show was taken back
        meeting=meeting,
        defaults={
            "fair_id": meeting.fair_id,
            "slot_id": meeting.slot_id,
            "table_id": meeting.table_id,
            "reason": reason,
            "lost_at": at,
            "closed_at": None,
        },
    )
    return lost


def _check_side(meeting: Meeting, company_id: int) -> None:
    if company_id not in {meeting.company_low_id, meeting.company_high_id}:
        raise SideNotInMeeting


def _check_nobody_sits_elsewhere(meeting: Meeting, person_ids: list[int]) -> None:
    """The sentence before the constraints would decide."""
    there = (
        MeetingRun.objects.filter(table_id=meeting.table_id, ended_at__isnull=True).select_related("meeting").first()
    )
    if there is not None:
        raise TableInUse(meeting=there.meeting.public_id)
    seat = RunSeat.objects.filter(person__in=person_ids, live=True).select_related("run__table").first()
    if seat is not None:
        raise PersonAtTable(table=seat.run.table.number)


def _mark(meeting: Meeting, company_id: int, mark: Mark, *, actor_id: int | None, now: dt.datetime) -> None:
    """Written only when it says something new; the history keeps what it said before."""
    marks = SideMark.objects.filter(meeting=meeting, company_id=company_id)
    before = marks.values_list("mark", flat=True).first()
    if before == mark:
        return
    SideMark.objects.update_or_create(
        meeting=meeting,
        company_id=company_id,
        defaults={"mark": mark, "marked_at": now, "marked_by_id": actor_id},
    )
    record(meeting, "meeting.side_marked", actor_id=actor_id, before=before or "", after=mark, company_id=company_id)
