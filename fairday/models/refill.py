from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.models import Meeting, MeetingRequest
from directory.models import Company, Person
from fairday.states import Answer, OfferState
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.ids import new_public_id


class LossReason(models.TextChoices):
    NO_SHOW = "no_show", _("No-show")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled late")


class LostSlot(models.Model):
    """A table and time that a meeting gave up on the day; open until it is filled or its time is over."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="lost_slots")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="lost_slot")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=9, choices=LossReason.choices)
    lost_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "slot"], name="lost_slot_open_once", condition=models.Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(condition=models.Q(reason__in=LossReason.values), name="loss_reason_known"),
        ]

    def __str__(self) -> str:
        return f"lost slot {self.pk}"


class RefillOffer(models.Model):
    """A lost slot offered to the pair of one open wish until `expires_at`. It reserves nothing."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="refill_offers")
    lost = models.ForeignKey(LostSlot, on_delete=models.CASCADE, related_name="offers")
    request = models.ForeignKey(MeetingRequest, on_delete=models.PROTECT, related_name="refill_offers")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(MeetingTable, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OPEN)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="refill_offer"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "slot"],
                name="refill_offer_once_per_table_and_slot",
                condition=models.Q(state=OfferState.OPEN),
            ),
            models.UniqueConstraint(fields=["lost", "request"], name="refill_offer_once_per_wish"),
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="refill_offer_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=OfferState.ACCEPTED) ^ models.Q(meeting__isnull=True),
                name="refill_offer_meeting_when_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"refill offer {self.public_id}"


class OfferSeat(models.Model):
    """One side of an offer. A person has at most one live offer per time. Inserted in person order."""

    offer = models.ForeignKey(RefillOffer, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offer_seats")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(MeetingSlot, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "person"], name="offer_seat_once"),
            models.UniqueConstraint(
                fields=["person", "slot"], name="person_one_offer_per_slot", condition=models.Q(live=True)
            ),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="offer_answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.offer_id}"
