from django.db import models
from django.db.models.functions import Now

from booking.models import Registration
from checkin.models.device import Device
from fairs.models import Fair


class WalkIn(models.Model):
    """What a device told of somebody who came unannounced. `nonce` makes a retry the same; written once, never changed,
    but emptied where the person is erased.

    Taken in, the person is in `registration` and nowhere here. Refused (`problem`, the code of a refusal), the badge is on
    somebody's neck all the same: what was asked is kept, so that the organiser can put it right.
    """

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="walk_ins")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="walk_ins", db_index=False)
    nonce = models.CharField(max_length=64)
    code = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, null=True, related_name="walk_ins")
    problem = models.CharField(max_length=30, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    company_name = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "nonce"], name="walk_in_once"),
            models.CheckConstraint(
                condition=models.Q(registration__isnull=False, problem="", full_name="", phone="", company_name="")
                | models.Q(registration__isnull=True) & ~models.Q(problem=""),
                name="walk_in_taken_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"walk-in {self.pk}"
