"""Asking after a meeting, and taking the answer: each question once, none after a final answer or a wish to be left alone."""

import datetime as dt

from booking.locks.meetings import lock_meeting
from booking.models import Meeting, Registration
from booking.states import RegistrationState
from fairday.errors import FollowUpAnswered, FollowUpOver, OutcomeContradicts
from fairday.models import FINAL_ANSWERS, Became, ClosedBy, FollowUp, FollowUpStep, ValueBand
from fairday.services._follow_up_clock import ask_next, close
from kernel.clock import now as clock_now
from kernel.errors import NotFound
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work

ANSWERED_WITHIN = dt.timedelta(days=60)
WITH_VALUE = (Became.ORDER, Became.CONTRACT)


@unit_of_work
def ask_follow_up(follow_up_id: int, *, months: int) -> FollowUpStep | None:
    """Asks once: the step, `follow_up.asked`, and the next one becomes due. None when nobody is to be asked (any more).

    Somebody who has withdrawn from the fair or was erased is never written to again.
    """
    now = clock_now()
    follow_up, meeting = _locked(follow_up_id)
    if follow_up.closed_at is not None or follow_up.steps.filter(months__gte=months).exists():
        return None
    if not _may_write(follow_up, meeting):
        close(follow_up, ClosedBy.GONE, now=now)
        return None
    step = FollowUpStep.objects.create(
        follow_up=follow_up, months=months, asked_at=now, expires_at=now + ANSWERED_WITHIN
    )
    emit("follow_up.asked", step_id=step.pk)
    ask_next(follow_up, meeting, now=now)
    return step


@unit_of_work
def answer_follow_up(step: FollowUpStep, *, became: str, value_band: str = ValueBand.OPEN) -> FollowUpStep:
    """Keeps the answer; a final one ends the questions. The same answer again changes nothing.

    Raises FollowUpAnswered, FollowUpOver, OutcomeContradicts (a value of something that is no order).
    """
    now = clock_now()
    if became not in Became.values or value_band not in ValueBand.values:
        raise OutcomeContradicts(pointer="/became")
    if became not in WITH_VALUE and value_band != ValueBand.OPEN:
        raise OutcomeContradicts(pointer="/value_band")
    follow_up, meeting = _locked(step.follow_up_id)
    step = FollowUpStep.objects.get(pk=step.pk)
    if step.answered_at is not None:
        if (step.became, step.value_band) == (became, value_band):
            return step
        raise FollowUpAnswered
    if follow_up.closed_at is not None:
        raise FollowUpOver
    step.answered_at, step.became, step.value_band = now, became, value_band
    step.save(update_fields=["answered_at", "became", "value_band"])
    if became in FINAL_ANSWERS:
        close(follow_up, ClosedBy.ANSWER, now=now)
    record(meeting, "follow_up.answered", actor_id=None, months=step.months, became=became, value_band=value_band)
    return step


@unit_of_work
def stop_follow_up(follow_up: FollowUp) -> FollowUp:
    """The side wants no more questions about this meeting. Again changes nothing."""
    locked, meeting = _locked(follow_up.pk)
    if locked.closed_at is None:
        close(locked, ClosedBy.OPT_OUT, now=clock_now())
        record(meeting, "follow_up.stopped", actor_id=None)
    return locked


def _locked(follow_up_id: int) -> tuple[FollowUp, Meeting]:
    """Whoever changes a follow-up holds its meeting. Raises NotFound when it is gone."""
    found = FollowUp.objects.select_related("outcome").filter(pk=follow_up_id).first()
    if found is None:
        raise NotFound
    meeting = lock_meeting(found.outcome.meeting_id)
    return FollowUp.objects.select_related("outcome", "person").get(pk=follow_up_id), meeting


def _may_write(follow_up: FollowUp, meeting: Meeting) -> bool:
    registered = Registration.objects.filter(
        fair=meeting.fair_id, person=follow_up.person_id, state=RegistrationState.COMPLETE
    )
    return bool(follow_up.person.email) and registered.exists()
