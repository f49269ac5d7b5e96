from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from booking.states import OPEN_REQUEST_STATES, RequestState, TurnKind
from directory.models import Company, Need, Person
from fairs.models import Fair, MeetingSlot
from kernel.ids import new_public_id


class MeetingRequest(models.Model):
    """A wish to meet over several acceptable slots; it reserves nothing. One open wish per pair of firms and need.

    `company_low` and `company_high` are the two firms in primary key order, whoever asked. `is_must` is the organiser's
    word that the scheduler has to place it. `agenda_line` is what shall be talked about (in the invitation and both
    agendas), `message` the asker's words; later words stand in the thread. Each change of state writes every index anew:
    there are those that a query reads, and no others.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="meeting_requests", db_index=False)
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests_sent")
    from_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="requests_sent", db_index=False)
    to_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="requests_received", db_index=False)
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="requests_received"
    )
    company_low = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    company_high = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    agenda_line = models.CharField(max_length=120, blank=True)
    message = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5, default="vi")
    priority = models.PositiveSmallIntegerField(default=2)
    is_must = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WISHED)
    awaiting_company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
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


class RequestTurn(models.Model):
    """One turn of the thread of a wish and of the meeting that came of it; never changed, read by both sides in pk order.

    `times` are the starts named then, whatever becomes of the slots. Without `company` the organiser or the clock acted.
    """

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=16, choices=TurnKind.choices)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = models.CharField(max_length=500, blank=True)
    times = ArrayField(models.DateTimeField(), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=TurnKind.values), name="request_turn_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=TurnKind.DELEGATED) | models.Q(to_person__isnull=True),
                name="request_turn_to_person_when_delegated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"


class RequestedSlot(models.Model):
    """One acceptable time of a wish; `proposed_by` is the company that named it (a counter-proposal replaces the set)."""

    request = models.ForeignKey(
        MeetingRequest, on_delete=models.CASCADE, related_name="requested_slots", db_index=False
    )
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


class Duty(models.Model):
    """Time a person has to spend elsewhere at the fair: booth duty, a talk. `[starts_at, ends_at)`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="duties")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    label = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="duty_begins_before_it_ends"
            ),
            models.UniqueConstraint(fields=["person", "starts_at", "ends_at"], name="duty_once"),
        ]
        indexes = [models.Index(fields=["fair", "person"], name="duty_of_person")]

    def __str__(self) -> str:
        return f"duty {self.public_id}"
