from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from billing.models import Quote
from booking.states import LIVE_BOOKING_STATES, BookingState
from directory.models import Company
from fairs.models import Booth, Fair
from kernel.ids import new_public_id


class Booking(models.Model):
    """A company's claim on a booth, from the hold to the paid booking. A booth has at most one live one.

    A hold is live in the index until somebody moves it; an expired hold is freed inside the taker's transaction.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="bookings")
    booth = models.ForeignKey(Booth, on_delete=models.PROTECT, related_name="bookings")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="bookings")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    state = models.CharField(max_length=20, choices=BookingState.choices, default=BookingState.DRAFT)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_extended = models.BooleanField(default=False)
    fascia_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, null=True, blank=True, related_name="booking")
    transfer_code = models.CharField(max_length=20, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    pay_until = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booth"],
                name="booth_one_live_booking",
                condition=models.Q(state__in=LIVE_BOOKING_STATES),
            ),
            models.UniqueConstraint(
                fields=["transfer_code"],
                name="booking_transfer_code_once",
                condition=~models.Q(transfer_code=""),
            ),
            models.CheckConstraint(condition=models.Q(state__in=BookingState.values), name="booking_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="draft") | models.Q(hold_expires_at__isnull=False),
                name="booking_hold_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["fair", "state"], name="booking_of_fair"),
            models.Index(fields=["company", "fair"], name="booking_of_company"),
            models.Index(fields=["hold_expires_at"], name="booking_holds", condition=models.Q(state="draft")),
        ]

    def __str__(self) -> str:
        return f"booking {self.public_id}"
