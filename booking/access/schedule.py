"""The only way to a fair's schedule desk and its runs: owners and managers; for everybody outside they do not exist."""

from accounts.access import AnyUser
from booking.access.meetings import meeting_for
from booking.models import Meeting, ScheduleRun
from fairs.access import MANAGERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.errors import Forbidden, NotFound


def schedule_fair(user: AnyUser, slug: str) -> Fair:
    """Forbidden for the other desks, NotFound outside."""
    return fair_to_run(user, slug, MANAGERS)


def run_of(fair: Fair, public_id: str) -> ScheduleRun:
    run = ScheduleRun.objects.select_related("fair").filter(fair=fair, public_id=public_id).first()
    if run is None:
        raise NotFound
    return run


def meeting_to_lock(user: AnyUser, public_id: str) -> Meeting:
    """A meeting of a fair the user manages. A side of the meeting may see it, not lock it (Forbidden)."""
    meeting = meeting_for(user, public_id)
    if not is_organiser(user, meeting.fair, MANAGERS):
        raise Forbidden
    return meeting
