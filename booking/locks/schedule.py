"""Row locks around runs, in the house order: fair, run, then (through `locks.meetings`) people, slots, wishes, meetings."""

from booking.models import ScheduleRun
from fairs.models import Fair
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one


def lock_fair_schedule(fair_id: int) -> None:
    """One schedule of a fair is published or rolled back at a time."""
    lock_one(Rank.EVENT, Fair.objects.filter(pk=fair_id))


def lock_run(run_id: int) -> ScheduleRun:
    """The run as it is now. Raises NotFound when it is gone."""
    run = lock_one(Rank.EVENT, ScheduleRun.objects.filter(pk=run_id))
    if run is None:
        raise NotFound
    return run
