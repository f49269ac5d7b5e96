"""Rehearsals as rows: asked for, stopped; claimed by one holder under a lease, kept, ended, swept when the holder died.

Each step of the holder is guarded by its name: who lost the lease writes nothing any more. A rehearsal is never begun again by
itself: what a second try would show is not what the first one was asked for.
"""

import datetime as dt
from dataclasses import replace
from enum import StrEnum

from django.db import connection
from django.db.models.functions import Now

from accounts.models import User
from booking.models import ScheduleRun
from booking.states import RunState
from checkin.locks import lock_rehearsal
from checkin.models import Rehearsal
from checkin.rehearsal.morning import Asked
from checkin.rehearsal.report import Report
from checkin.services.rehearsal_stage import clear_away
from checkin.states import REHEARSAL_MOVES, RehearsalState
from fairs.models import Fair
from kernel.clock import database_now
from kernel.history import record
from kernel.ids import new_public_id
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work

LEASE = dt.timedelta(seconds=60)
_CLAIM_LOCK = 0x52454831


class Failure(StrEnum):
    """Why there is no report."""

    NO_ANSWER = "no_answer"
    INTERRUPTED = "interrupted"
    TOO_LONG = "too_long"
    BROKEN = "broken"


@unit_of_work
def ask_for_rehearsal(fair: Fair, *, asked: Asked, user: User) -> Rehearsal:
    """It waits for whoever works, with another crowd than the fair's earlier ones. Raises RehearsalAtWork while another does."""
    asked = replace(asked, seed=Rehearsal.objects.filter(fair=fair).count() + 1)
    rehearsal = Rehearsal.objects.create(fair=fair, asked=asked.as_json(), created_by=user)
    record(rehearsal, "rehearsal.asked", actor_id=user.pk, after=RehearsalState.QUEUED)
    emit("rehearsal.asked", rehearsal_id=rehearsal.pk)
    return rehearsal


@unit_of_work
def stop_rehearsal(rehearsal: Rehearsal, *, user: User) -> Rehearsal:
    """One that waits ends at once, one under way within a second or two. Raises IllegalMove when it is over."""
    locked = lock_rehearsal(rehearsal.pk)
    if locked.state == RehearsalState.RUNNING:
        locked.cancel_requested = True
        locked.save(update_fields=["cancel_requested"])
        return locked
    _end(locked, RehearsalState.CANCELLED, actor_id=user.pk)
    return locked


@unit_of_work
def claim(rehearsal_id: int) -> Rehearsal | None:
    """QUEUED -> RUNNING. None when it does not wait any more, or while other long work of the house leaves no hand to letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])
    if _are_hands_full():
        return None
    rehearsal = lock_rehearsal(rehearsal_id)
    if rehearsal.state != RehearsalState.QUEUED:
        return None
    rehearsal.state, rehearsal.holder = RehearsalState.RUNNING, new_public_id()
    rehearsal.lease_until = database_now() + LEASE
    rehearsal.save(update_fields=["state", "holder", "lease_until"])
    return rehearsal


def go_on(rehearsal: Rehearsal, share: float) -> bool:
    """How far it is, and the lease a while longer; one guarded statement. False: stop."""
    mine = Rehearsal.objects.filter(pk=rehearsal.pk, holder=rehearsal.holder, state=RehearsalState.RUNNING)
    return bool(mine.filter(cancel_requested=False).update(share=share, lease_until=Now() + LEASE))


@unit_of_work
def keep_report(rehearsal: Rehearsal, report: Report) -> bool:
    """RUNNING -> DONE. False when the lease was lost."""
    locked = _mine(rehearsal)
    if locked is None:
        return False
    locked.report, locked.share = report.as_dict(), 1.0
    locked.save(update_fields=["report", "share"])
    _end(locked, RehearsalState.DONE, actor_id=None)
    return True


@unit_of_work
def end_without_report(rehearsal: Rehearsal, failure: Failure) -> bool:
    """RUNNING -> FAILED, or CANCELLED when somebody asked for that. False when the lease was lost."""
    locked = _mine(rehearsal)
    if locked is None:
        return False
    _fail(locked, failure)
    return True


@unit_of_work
def sweep_rehearsal(rehearsal_id: int) -> None:
    """One whose holder gave no sign of life is failed; a copy that was left behind goes."""
    locked = lock_rehearsal(rehearsal_id)
    if locked.state == RehearsalState.RUNNING and locked.lease_until and locked.lease_until <= database_now():
        _fail(locked, Failure.INTERRUPTED)


def clear_copy(rehearsal: Rehearsal) -> None:
    """The copy of the fair goes; idempotent."""
    copy = Fair.objects.filter(slug=rehearsal.copy).first() if rehearsal.copy else None
    if copy is not None:
        clear_away(copy)
    Rehearsal.objects.filter(pk=rehearsal.pk).update(copy="")


def sweep_rehearsals() -> None:
    for pk in Rehearsal.objects.filter(state=RehearsalState.RUNNING, lease_until__lte=Now()).values_list(
        "pk", flat=True
    ):
        sweep_rehearsal(pk)
    for left in Rehearsal.objects.exclude(copy="").exclude(state=RehearsalState.RUNNING):
        clear_copy(left)


def waiting_rehearsals() -> list[int]:
    """The one to be held next, unless there is no hand for it."""
    if _are_hands_full():
        return []
    waiting = Rehearsal.objects.filter(state=RehearsalState.QUEUED).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:1])


def _are_hands_full() -> bool:
    is_rehearsed = Rehearsal.objects.filter(state=RehearsalState.RUNNING, lease_until__gt=Now()).exists()
    return is_rehearsed or ScheduleRun.objects.filter(state=RunState.RUNNING, lease_until__gt=Now()).exists()


def _mine(rehearsal: Rehearsal) -> Rehearsal | None:
    locked = lock_rehearsal(rehearsal.pk)
    return locked if locked.holder == rehearsal.holder and locked.state == RehearsalState.RUNNING else None


def _fail(locked: Rehearsal, failure: Failure) -> None:
    if locked.cancel_requested:
        _end(locked, RehearsalState.CANCELLED, actor_id=None)
        return
    locked.failure = failure
    locked.save(update_fields=["failure"])
    _end(locked, RehearsalState.FAILED, actor_id=None)


def _end(locked: Rehearsal, to: RehearsalState, *, actor_id: int | None) -> None:
    check_move(REHEARSAL_MOVES, locked.state, to)
    before, locked.state, locked.finished_at = locked.state, to, database_now()
    locked.save(update_fields=["state", "finished_at"])
    record(locked, "rehearsal.moved", actor_id=actor_id, before=before, after=to)
