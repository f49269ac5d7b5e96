from django.db import models
from django.db.models.functions import Now

from booking.states import OPEN_REQUEST_STATES, RequestState
from directory.models import Company, Need, Person
from fairs.models import Fair, MeetingSlot
from kernel.ids import new_public_id


class MeetingRequest(models.Model):
    """A wish to meet over several acceptable slots; it reserves nothing. One open wish per pair of firms and need.

    `company_low` and `company_high` are the two firms in primary key order, whoever asked. `is_must` is the organiser's
    word that the scheduler has to place it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="meeting_requests")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests_sent")
    from_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="requests_sent")
    to_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="requests_received")
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="requests_received"
    )
    company_low = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    company_high = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    message = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5, default="vi")
    priority = models.PositiveSmallIntegerField(default=2)
    is_must = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WISHED)
    awaiting_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "company_low", "company_high", "need"],
                name="meeting_request_once_per_pair_and_need",
                condition=models.Q(state__in=OPEN_REQUEST_STATES),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="meeting_request_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(company_low__lt=models.F("company_high")),
                name="meeting_request_two_companies",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__gte=1, priority__lte=3), name="meeting_request_priority_1_to_3"
            ),
        ]
        indexes = [
            models.Index(fields=["fair", "to_company", "state"], name="request_received"),
            models.Index(fields=["fair", "from_company", "state"], name="request_sent"),
        ]

    def __str__(self) -> str:
        return f"meeting request {self.public_id}"


class RequestedSlot(models.Model):
    """One acceptable time of a wish; `proposed_by` is the company that named it (a counter-proposal replaces the set)."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="requested_slots")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "slot"], name="requested_slot_once")]

    def __str__(self) -> str:
        return f"{self.request_id} at {self.slot_id}"


class UnavailableSlot(models.Model):
    """A time a person keeps free of meetings; every other slot of the days the person attends is open."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unavailable_slots")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.CASCADE, related_name="unavailable_people")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "slot"], name="unavailable_slot_once")]

    def __str__(self) -> str:
        return f"{self.person_id} not at {self.slot_id}"
