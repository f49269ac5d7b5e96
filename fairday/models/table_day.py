from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Meeting
from directory.models import Company, Person
from fairs.models import MeetingTable


class MeetingRun(models.Model):
    """What truly happened at the table: `[started_at, ended_at)`, whatever the slot said. A table runs one at a time."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="run")
    table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table"], name="table_one_running_meeting", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(started_at__lte=models.F("ended_at")),
                name="meeting_run_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"run of {self.meeting_id}"


class RunSeat(models.Model):
    """Who sits at a running meeting: a person at most at one. Inserted in person order."""

    run = models.ForeignKey(MeetingRun, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="run_seat_once"),
            models.UniqueConstraint(
                fields=["person"], name="person_one_running_meeting", condition=models.Q(live=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.run_id}"


class Mark(models.TextChoices):
    HERE = "here", _("At the table")
    ABSENT = "absent", _("Did not come")


class SideMark(models.Model):
    """What the table host saw of one side: it stands at the table, or it did not come."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="side_marks")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=6, choices=Mark.choices)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "company"], name="side_mark_once"),
            models.CheckConstraint(condition=models.Q(mark__in=Mark.values), name="side_mark_known"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.mark} at {self.meeting_id}"


class PresenceLook(models.Model):
    """The look ten minutes before a meeting, once per revision of it: who was not inside then."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="looks")
    sequence = models.PositiveIntegerField()
    looked_at = models.DateTimeField()
    missing = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "sequence"], name="presence_look_once")]

    def __str__(self) -> str:
        return f"look at {self.meeting_id}"


class RunnerTask(models.Model):
    """Somebody of the fair goes to fetch a person for a meeting; one runner per person and meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="runner_tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runner_tasks")
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="runner_task_once")]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.meeting_id}"
