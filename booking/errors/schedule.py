"""Refusals around the scheduler's runs.

Conflict  ScheduleAtWork ScheduleChanged NothingToPublish PlacementRefused InterpreterTaken
Rejected  MustAndNever
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected
from kernel.unit_of_work import refuse_constraint


class ScheduleAtWork(Conflict):
    """One run at a time and fair; `run` names it."""

    code = "schedule_at_work"
    title = _("The scheduler is already computing for this fair. Wait for it, or cancel it.")


class ScheduleChanged(Conflict):
    """What stands is not what the publisher looked at; `seen` names the fresh difference, `counts` and `clashes` show it."""

    code = "schedule_changed"
    title = _("Meetings have changed since you looked at this preview. Nothing was published; please look again.")


class NothingToPublish(Conflict):
    code = "nothing_to_publish"
    title = _("This preview changes nothing any more.")


class PlacementRefused(Conflict):
    """A hard conflict of a placement by hand; `clash` says which (docs/api/problems.md)."""

    code = "placement_refused"
    title = _("It cannot be put there.")


class InterpreterTaken(Conflict):
    code = "interpreter_taken"
    title = _("The interpreter is at another meeting at this time.")


class MustAndNever(Rejected):
    """Firms that must meet and may not; `pairs` names them (the first twenty)."""

    code = "must_and_never"
    title = _("Two companies that are not to meet at this fair cannot be made to meet.")


refuse_constraint("schedule_run_one_at_work", ScheduleAtWork)
refuse_constraint("meeting_table_once", ScheduleChanged)
refuse_constraint("meeting_interpreter_once_per_slot", InterpreterTaken)
