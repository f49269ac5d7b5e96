from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from checkin.models.gate import CheckinList, Gate
from fairs.models import Fair
from kernel.ids import new_public_id


class Device(models.Model):
    """A phone or laptop at a gate. It comes in by a code shown once, and from then on by a key of its own.

    Of code and key only the SHA-256 is kept. `seen_at`, `unsent`, `battery` (percent), `snapshot_at` and
    `clock_offset_ms` (server minus device) are what it last told of itself.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="devices")
    checkin_lists = models.ManyToManyField(CheckinList, related_name="devices")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    code_digest = models.CharField(max_length=64, unique=True)
    code_expires_at = models.DateTimeField()
    key_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    unsent = models.PositiveIntegerField(null=True, blank=True)
    battery = models.PositiveSmallIntegerField(null=True, blank=True)
    snapshot_at = models.DateTimeField(null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("gate__code", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["fair", "name"], name="device_name_once"),
            models.CheckConstraint(
                condition=models.Q(key_digest__isnull=True) | models.Q(enrolled_at__isnull=False),
                name="device_key_since",
            ),
            models.CheckConstraint(
                condition=models.Q(battery__isnull=True) | models.Q(battery__lte=100), name="device_battery_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
