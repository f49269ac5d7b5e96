from django.db import models
from django.db.models.functions import Now

from checkin.models.device import Device
from fairs.models import Fair


class GroupCount(models.Model):
    """How many of a delegation passed with one scan of its badge. Append-only; `nonce` is the scan's, which may come later.

    It counts while its scan stands: list, direction and whose badge it was are the scan's, and an undo takes both back.
    """

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="group_counts")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="group_counts", db_index=False)
    nonce = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "nonce"], name="group_count_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="group_count_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.number} with scan {self.nonce}"
