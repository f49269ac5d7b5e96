from django.db import models
from django.db.models.functions import Now

from booking.models.meeting_request import MeetingRequest
from booking.states import LIVE_MEETING_STATES, MeetingState
from directory.models import Company, Need, Person
from fairs.models import Fair, Interpreter, MeetingSlot, MeetingTable
from kernel.ids import new_public_id


class Meeting(models.Model):
    """Two firms at a table in a slot. `sequence` is the calendar entry's revision under the fixed `uid`.

    `is_locked` is the organiser's word that no scheduler moves it, whatever else it may move.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    request = models.OneToOneField(MeetingRequest, on_delete=models.PROTECT, related_name="meeting")
    company_low = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    company_high = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="meetings")
    table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, related_name="meetings")
    interpreter = models.ForeignKey(
        Interpreter, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    is_locked = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MeetingState.choices, default=MeetingState.CONFIRMED)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_by = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cancel_reason = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "slot"],
                name="meeting_table_once_per_slot",
                condition=models.Q(state__in=LIVE_MEETING_STATES),
            ),
            models.UniqueConstraint(
                fields=["interpreter", "slot"],
                name="meeting_interpreter_once_per_slot",
                condition=models.Q(state__in=LIVE_MEETING_STATES, interpreter__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["fair", "company_low", "company_high", "need"],
                name="meeting_once_per_pair_and_need",
                condition=models.Q(state__in=LIVE_MEETING_STATES),
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(state__in=MeetingState.values), name="meeting_state_known"),
            models.CheckConstraint(
                condition=models.Q(company_low__lt=models.F("company_high")), name="meeting_two_companies"
            ),
        ]
        indexes = [models.Index(fields=["fair", "slot"], name="meeting_of_slot")]

    def __str__(self) -> str:
        return f"meeting {self.public_id}"


class MeetingParticipant(models.Model):
    """The slot grid: one row per (meeting, person). A person has at most one live row per slot. Inserted in person order."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meeting_seats")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="+", db_index=False)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meeting_participant_once"),
            models.UniqueConstraint(
                fields=["person", "slot"], name="person_one_meeting_per_slot", condition=models.Q(live=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.meeting_id}"
