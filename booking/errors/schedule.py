"""Refusals around the scheduler's runs.

Conflict  ScheduleAtWork InterpreterTaken
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.unit_of_work import refuse_constraint


class ScheduleAtWork(Conflict):
    """One run at a time and fair; `run` names it."""

    code = "schedule_at_work"
    title = _("The scheduler is already computing for this fair. Wait for it, or cancel it.")


class InterpreterTaken(Conflict):
    code = "interpreter_taken"
    title = _("The interpreter is at another meeting at this time.")


refuse_constraint("schedule_run_one_at_work", ScheduleAtWork)
refuse_constraint("meeting_interpreter_once_per_slot", InterpreterTaken)
