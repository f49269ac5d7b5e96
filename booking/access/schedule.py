"""The only way to a fair's schedule desk and its runs: owners and managers; for everybody outside they do not exist."""

from accounts.access import AnyUser
from booking.access.meetings import meeting_for
from booking.access.references import table_required
from booking.models import Meeting, ScheduleRun
from booking.queries.schedule_facts import EXTRA, assumed_tables, extra_table
from fairs.access import MANAGERS, fair_to_run, is_organiser
from fairs.models import Fair, MeetingTable
from kernel.errors import Forbidden, NotFound


def schedule_fair(user: AnyUser, slug: str) -> Fair:
    """Forbidden for the other desks, NotFound outside."""
    return fair_to_run(user, slug, MANAGERS)


def run_of(fair: Fair, public_id: str) -> ScheduleRun:
    run = ScheduleRun.objects.select_related("fair").filter(fair=fair, public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def table_in_run(run: ScheduleRun, public_id: str) -> MeetingTable:
    """A table of the fair, or one that the run only assumes. Raises UnknownReference."""
    nth = public_id.removeprefix(EXTRA)
    if nth != public_id and nth.isascii() and nth.isdigit() and 1 <= int(nth) <= assumed_tables(run):
        last = MeetingTable.objects.filter(fair=run.fair).select_related("hall").order_by("number").last()
        number, hall = (last.number, last.hall) if last else (0, None)
        return extra_table(run.fair, number + int(nth), int(nth), hall)
    return table_required(run.fair, public_id)


def meeting_to_lock(user: AnyUser, public_id: str) -> Meeting:
    """A meeting of a fair the user manages. A side of the meeting may see it, not lock it (Forbidden)."""
    meeting = meeting_for(user, public_id)
    if not is_organiser(user, meeting.fair, MANAGERS):
        raise Forbidden
    return meeting
