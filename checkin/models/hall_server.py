from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from checkin.models.device import Device
from fairs.models import Fair
from kernel.ids import new_public_id


class HallServer(models.Model):
    """A computer at the venue that runs this program for the gates of one fair (docs/adr/0028). As the fair's server knows it.

    It comes in by a code shown once, as a device does. `pulled_at`, `pushed_at`, `unsent` and `clock_offset_ms` (server
    minus hall server) are what it last told.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="hall_servers")
    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    code_digest = models.CharField(max_length=64, unique=True)
    code_expires_at = models.DateTimeField()
    key_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    pulled_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    unsent = models.PositiveIntegerField(null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["fair", "name"], name="hall_server_name_once"),
            models.CheckConstraint(
                condition=models.Q(key_digest__isnull=True) | models.Q(enrolled_at__isnull=False),
                name="hall_server_key_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Upstream(models.Model):
    """Where this computer's fair lives, when this computer is a hall server: one row here, none anywhere else.

    `pulled_cursor` and `pushed_cursor` are transaction numbers, of the fair's database and of this one: what changed since
    is yet to come, or to go. `pulling` and `pushing` say how far a round has come that is not at its end. `refused` are
    words the fair's server would not take, by nonce.
    """

    site = models.URLField(max_length=200)
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    fair_number = models.BigIntegerField()
    fair_name = models.CharField(max_length=200)
    badge_keys = models.JSONField(default=list)
    joined_at = models.DateTimeField(db_default=Now())
    pulled_cursor = models.BigIntegerField(null=True, blank=True)
    pulling = models.JSONField(null=True, blank=True)
    pulled_at = models.DateTimeField(null=True, blank=True)
    pushed_cursor = models.BigIntegerField(null=True, blank=True)
    pushing = models.JSONField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    clock_offset_ms = models.BigIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)
    refused = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="upstream_only_one")]

    def __str__(self) -> str:
        return self.site


class HallEnrolment(models.Model):
    """A code that a hall server gave a device, or by which it let the device in (`key_digest`, `at`).

    Made there and sent to the fair's server; which of several codes holds is decided by `services/_codes.py` on both sides.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    code_expires_at = models.DateTimeField()
    key_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key_digest__isnull=True, at__isnull=True)
                | models.Q(key_digest__isnull=False, at__isnull=False),
                name="hall_enrolment_key_since",
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.device_id}"
