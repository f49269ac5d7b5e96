from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from booking.models.meeting import Meeting
from booking.states import RUNS_AT_WORK, ChangeKind, RunState
from fairs.models import Fair, Interpreter, MeetingSlot, MeetingTable
from kernel.ids import new_public_id


class ScheduleRun(models.Model):
    """One run of the scheduler over a fair's open wishes: how it was asked for, how far it is, what it found.

    `problem` and `plan` are what the solver was given and gave back (docs: matching format, ids are primary keys);
    `placements` is the preview as it stands after `edits` by hand. The preview's difference to what stands is
    derived, never kept. `what_if` belongs to the placements of `what_if_revision`; `what_if_wanted`: until it is
    computed anew. While a run is computed, `lease_until` says until when its holder is taken for alive.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="schedule_runs")
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.QUEUED)
    options = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=1)
    problem = models.JSONField(null=True, blank=True)
    plan = models.JSONField(null=True, blank=True)
    placements = models.JSONField(default=dict, blank=True)
    excluded = models.JSONField(default=dict, blank=True)
    edits = models.JSONField(default=list, blank=True)
    what_if = models.JSONField(default=list, blank=True)
    what_if_revision = models.PositiveIntegerField(default=0)
    what_if_wanted = models.BooleanField(default=False)
    progress = models.JSONField(default=dict, blank=True)
    statistics = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    failure_detail = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    rolled_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rolled_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fair"], name="schedule_run_one_at_work", condition=models.Q(state__in=RUNS_AT_WORK)
            ),
            models.CheckConstraint(condition=models.Q(state__in=RunState.values), name="schedule_run_state_known"),
        ]
        indexes = [models.Index(fields=["fair", "-created_at"], name="schedule_runs_of_fair")]

    def __str__(self) -> str:
        return f"schedule run {self.public_id}"


class ScheduleChange(models.Model):
    """What publishing a run did to one meeting, so that a roll back can undo exactly that.

    `sequence` is the meeting's after the change: a higher one later means somebody touched it since. `is_undone` once
    the roll back took it back; after a roll back what is not undone was touched meanwhile and left alone.
    """

    run = models.ForeignKey(ScheduleRun, on_delete=models.CASCADE, related_name="changes")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="schedule_changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    from_slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, null=True, related_name="+")
    from_table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, null=True, related_name="+")
    from_interpreter = models.ForeignKey(Interpreter, on_delete=models.SET_NULL, null=True, related_name="+")
    to_slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, null=True, related_name="+")
    to_table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, null=True, related_name="+")
    to_interpreter = models.ForeignKey(Interpreter, on_delete=models.SET_NULL, null=True, related_name="+")
    sequence = models.PositiveIntegerField()
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "meeting"], name="schedule_change_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ChangeKind.values), name="schedule_change_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_id} by {self.run_id}"
