from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.models import Badge
from checkin.models.device import Device
from checkin.models.gate import CheckinList, Gate
from fairs.models import Fair
from kernel.ids import new_public_id


class Verdict(models.TextChoices):
    OK = "ok", _("Come in")
    ALREADY_IN = "already_in", _("Already in")
    NOT_YET_VALID = "not_yet_valid", _("Not valid yet")
    WRONG_ZONE = "wrong_zone", _("Not for this zone")
    WRONG_FAIR = "wrong_fair", _("Badge of another fair")
    REVOKED = "revoked", _("Badge revoked")
    REPLACED = "replaced", _("Badge replaced")
    UNPAID = "unpaid", _("Not paid")
    CANCELLED = "cancelled", _("Registration withdrawn")
    BLOCKED = "blocked", pgettext_lazy("person", "Blocked")
    UNKNOWN = "unknown", _("Unknown badge")
    CAPACITY = "capacity", _("Hall is full")
    EXPIRED = "expired", _("Badge expired")


class Direction(models.TextChoices):
    ENTRY = "entry", _("Entry")
    EXIT = "exit", _("Exit")


class Scan(models.Model):
    """One look at a badge, append-only. `nonce` makes a retry the same scan; `scanned_at` is the corrected device's time.

    `verdict` is what the guard was told. A device numbers its scans by `device_seq`, so that one that is missing shows;
    `clock_doubtful` says that its time could not be true. `annulled_at` follows from the annulments and nothing else.

    Each index is paid by everybody at the door: there are those that a query reads, and no others. What asks for a day
    reads a BRIN index, which an insert hardly touches: scans lie in the table about as they were made.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="scans", db_index=False)
    checkin_list = models.ForeignKey(CheckinList, on_delete=models.PROTECT, related_name="scans", db_index=False)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="scans")
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    nonce = models.CharField(max_length=64)
    direction = models.CharField(max_length=5, choices=Direction.choices, default=Direction.ENTRY)
    verdict = models.CharField(max_length=14, choices=Verdict.choices)
    offline = models.BooleanField(default=False)
    scanned_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    first_entry_at = models.DateTimeField(null=True, blank=True)
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, blank=True, related_name="scans", db_index=False
    )
    device_seq = models.PositiveIntegerField(null=True, blank=True)
    clock_doubtful = models.BooleanField(default=False, db_default=False)
    annulled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "nonce"], name="scan_nonce_once"),
            models.UniqueConstraint(fields=["device", "device_seq"], name="scan_seq_once"),
            models.CheckConstraint(
                condition=models.Q(device__isnull=True, device_seq__isnull=True)
                | models.Q(device__isnull=False, device_seq__gte=1),
                name="scan_seq_of_device",
            ),
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="scan_verdict_known"),
            models.CheckConstraint(condition=models.Q(direction__in=Direction.values), name="scan_direction_known"),
        ]
        indexes = [
            models.Index(fields=["fair", "-received_at"], name="scan_latest"),
            BrinIndex(fields=["scanned_at"], name="scan_by_time", pages_per_range=16, autosummarize=True),
            models.Index(fields=["checkin_list"], name="scan_annulled", condition=models.Q(annulled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"scan {self.public_id}"


class AnnulmentCause(models.TextChoices):
    UNDO = "undo", _("Taken back by the guard")
    UNHEARD = "unheard", _("The answer never came; the device decided by itself")


class Annulment(models.Model):
    """The word of a device that one of its scans does not count. It may come before the scan it speaks of."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="annulments")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="annulments", db_index=False)
    nonce = models.CharField(max_length=64)
    cause = models.CharField(max_length=7, choices=AnnulmentCause.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "nonce", "cause"], name="annulment_once"),
            models.CheckConstraint(condition=models.Q(cause__in=AnnulmentCause.values), name="annulment_cause_known"),
        ]

    def __str__(self) -> str:
        return f"annulment of {self.nonce}"


class Admission(models.Model):
    """The first entry of a badge's registration to a list: once, whatever the gates do at the same time."""

    checkin_list = models.ForeignKey(CheckinList, on_delete=models.PROTECT, related_name="admissions", db_index=False)
    registration = models.ForeignKey("booking.Registration", on_delete=models.PROTECT, related_name="admissions")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+", db_index=False)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkin_list", "registration"], name="admission_once_per_list")]
        indexes = [models.Index(fields=["checkin_list", "at"], name="admission_by_time")]

    def __str__(self) -> str:
        return f"{self.registration_id} on {self.checkin_list_id}"
