"""A run while it is computed: claimed by one holder under a lease, kept, ended, and swept when its holder died.

Each step is guarded by the holder's name: who lost the lease writes nothing any more.
"""

import datetime as dt
import os
import socket
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from booking.locks.schedule import lock_run
from booking.models import ScheduleRun
from booking.services._run_moves import move_run
from booking.states import RunState
from kernel.clock import database_now
from kernel.ids import new_public_id
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work

TRIES = 2  # a run whose holder died is taken up once more, then it is failed
AT_ONCE = 1  # runs computed in the whole house: long work leaves the other worker process to letters
_CLAIM_LOCK = 0x52554E53


class Failure(StrEnum):
    """Why a run has no preview; beside these, `Impossible` says that there was nothing to compute."""

    INTERRUPTED = "interrupted"
    CONTRADICTION = "contradiction"
    TOO_LONG = "too_long"
    BROKEN = "broken"


class Beat(StrEnum):
    """What the row says to its holder."""

    GO_ON = "go_on"
    CANCELLED = "cancelled"
    LOST = "lost"


@unit_of_work
def claim_run(run_id: int) -> ScheduleRun | None:
    """QUEUED -> RUNNING for a while; None when it is not waiting any more or enough others are being computed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])
    if ScheduleRun.objects.filter(state=RunState.RUNNING, lease_until__gt=Now()).count() >= AT_ONCE:
        return None
    run = lock_run(run_id)
    if run.state != RunState.QUEUED:
        return None
    run.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{new_public_id()}"[:100]
    run.attempts += 1
    run.progress = {}
    run.lease_until = _lease()
    run.started_at = run.started_at or database_now()
    move_run(
        run, RunState.RUNNING, actor_id=None, fields=("holder", "attempts", "progress", "lease_until", "started_at")
    )
    return run


def beat(run: ScheduleRun, progress: Mapping[str, Any]) -> Beat:
    """Write how far it is and keep the lease; one guarded statement."""
    mine = ScheduleRun.objects.filter(pk=run.pk, holder=run.holder, state=RunState.RUNNING)
    if not mine.update(
        progress=dict(progress), lease_until=Now() + dt.timedelta(seconds=settings.SCHEDULE_LEASE_SECONDS)
    ):
        return Beat.LOST
    return Beat.CANCELLED if mine.filter(cancel_requested=True).exists() else Beat.GO_ON


@unit_of_work
def keep_preview(run: ScheduleRun) -> bool:
    """RUNNING -> READY with what `run` carries; CANCELLED when somebody asked for that. False when the lease was lost."""
    locked = _mine(run)
    if locked is None:
        return False
    locked.finished_at = database_now()
    if locked.cancel_requested:
        move_run(locked, RunState.CANCELLED, actor_id=None, fields=("finished_at",))
        return True
    kept = ("problem", "plan", "placements", "excluded", "statistics", "what_if")
    for name in kept:
        setattr(locked, name, getattr(run, name))
    move_run(locked, RunState.READY, actor_id=None, fields=("finished_at", *kept))
    emit("schedule_run.ready", run_id=run.pk)
    return True


def keep_what_if(run: ScheduleRun, found: list[dict[str, Any]] | None) -> bool:
    """For the placements `run` was read with; None: it could not be computed. One guarded statement, never an older one."""
    kept = {"what_if": found, "what_if_revision": run.revision} if found is not None else {}
    mine = ScheduleRun.objects.filter(pk=run.pk, state=RunState.READY, what_if_revision__lte=run.revision)
    return bool(mine.update(what_if_wanted=False, **kept))


@unit_of_work
def fail_run(run: ScheduleRun, failure: str, *, detail: str = "") -> bool:
    """RUNNING -> FAILED with a reason the desk can say; a run that was to be cancelled is cancelled."""
    locked = _mine(run)
    if locked is None:
        return False
    _end_without_preview(locked, failure, detail=detail)
    return True


@unit_of_work
def sweep_run(run_id: int) -> bool:
    """For a run whose holder gave no sign of life: it waits again, or after its last try it is failed. False: it lives."""
    run = lock_run(run_id)
    if run.state != RunState.RUNNING or run.lease_until is None or run.lease_until > database_now():
        return False
    if run.attempts >= TRIES or run.cancel_requested:
        _end_without_preview(run, Failure.INTERRUPTED)
        return True
    run.holder = ""
    run.lease_until = None
    move_run(run, RunState.QUEUED, actor_id=None, fields=("holder", "lease_until"))
    emit("schedule_run.queued", run_id=run.pk)
    return True


def sweep_runs() -> int:
    """Sweep every run whose lease has ended; how many."""
    dead = ScheduleRun.objects.filter(state=RunState.RUNNING, lease_until__lte=Now()).order_by("pk")
    return sum(sweep_run(pk) for pk in list(dead.values_list("pk", flat=True)))


def waiting_runs() -> list[int]:
    """The one to be computed next, unless enough are being computed."""
    if ScheduleRun.objects.filter(state=RunState.RUNNING, lease_until__gt=Now()).count() >= AT_ONCE:
        return []
    return list(ScheduleRun.objects.filter(state=RunState.QUEUED).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def wanted_what_ifs() -> list[int]:
    """Previews whose what-ifs somebody waits for."""
    wanted = ScheduleRun.objects.filter(state=RunState.READY, what_if_wanted=True)
    return list(wanted.order_by("pk").values_list("pk", flat=True))


def _end_without_preview(run: ScheduleRun, failure: str, *, detail: str = "") -> None:
    run.finished_at = database_now()
    if run.cancel_requested:
        move_run(run, RunState.CANCELLED, actor_id=None, fields=("finished_at",))
        return
    run.failure, run.failure_detail = failure, detail[:1000]
    move_run(run, RunState.FAILED, actor_id=None, fields=("finished_at", "failure", "failure_detail"))
    emit("schedule_run.failed", run_id=run.pk)


def _mine(run: ScheduleRun) -> ScheduleRun | None:
    locked = lock_run(run.pk)
    return locked if locked.holder == run.holder and locked.state == RunState.RUNNING else None


def _lease() -> dt.datetime:
    return database_now() + dt.timedelta(seconds=settings.SCHEDULE_LEASE_SECONDS)
