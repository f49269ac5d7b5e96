"""A fair with makers, buyers, slots, tables and open wishes: the ground of the scheduler's tests."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from booking.models import MeetingRequest, ScheduleRun
from booking.rules.schedule import Options
from booking.services.schedule_job import compute_run
from booking.services.schedule_publishing import fresh_diff
from booking.services.schedule_runs import start_run
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.clock import now
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import Participant, make_maker, make_sourcer
from tests.factories.people import make_member
from tests.factories.wishes import make_wish


@dataclass
class Ground:
    fair: Fair
    manager: User
    slots: list[MeetingSlot]
    tables: list[MeetingTable]
    buyers: list[Participant]
    makers: list[Participant]
    wishes: list[MeetingRequest]

    def compute(self, **options) -> ScheduleRun:
        """Start a run and compute it here, without any queue."""
        run = start_run(self.fair, user=self.manager, options=Options(**({"seconds": 0} | options)))
        compute_run(run.pk, time_is_up=TimeoutError)
        return ScheduleRun.objects.get(pk=run.pk)

    def seen(self, run: ScheduleRun) -> str:
        return fresh_diff(run, now=now())[0].seen


def make_ground(*, buyers=2, makers=4, slots=4, tables=2, **fields) -> Ground:
    """Every buyer wishes to meet every maker, at any time."""
    fair = make_fair(**fields)
    times, places = make_slots(fair, slots), make_tables(fair, tables)
    sourcers = [make_sourcer(fair) for _ in range(buyers)]
    firms = [make_maker(fair) for _ in range(makers)]
    wishes = [make_wish(fair, buyer, maker, times) for buyer in sourcers for maker in firms]
    manager = make_member(fair.organisation, Role.MANAGER)
    return Ground(fair, manager, times, places, sourcers, firms, wishes)
