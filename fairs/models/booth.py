from django.db import models
from django.utils.translation import gettext_lazy as _

from fairs.models.fair import Fair
from fairs.models.hall import Hall
from kernel.ids import new_public_id


class BoothKind(models.TextChoices):
    SHELL = "shell", _("Shell scheme")
    RAW = "raw", _("Raw space")


class BoothStatus(models.TextChoices):
    """What the organiser says of a booth; held, reserved and contracted follow from its live booking."""

    DRAFT = "draft", _("Draft")
    AVAILABLE = "available", _("Available")
    BLOCKED = "blocked", _("Blocked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApprovalMode(models.TextChoices):
    INSTANT = "instant", _("Confirmed at once")
    COMMITTEE = "committee", _("Approved by the committee")


class Pavilion(models.Model):
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="pavilions")
    code = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="pavilion_once")]

    def __str__(self) -> str:
        return self.code


class Booth(models.Model):
    """A booth on the plan: `code` is its address (row letter and number). Lengths in cm, from the hall's corner."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="booths")
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="booths")
    pavilion = models.ForeignKey(Pavilion, on_delete=models.SET_NULL, null=True, blank=True, related_name="booths")
    code = models.CharField(max_length=12)
    row = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField()
    x_cm = models.PositiveIntegerField()
    y_cm = models.PositiveIntegerField()
    width_cm = models.PositiveIntegerField()
    depth_cm = models.PositiveIntegerField()
    open_sides = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=BoothKind.choices, default=BoothKind.SHELL)
    zone_vi = models.CharField(max_length=120, blank=True)
    zone_en = models.CharField(max_length=120, blank=True)
    zone_ja = models.CharField(max_length=120, blank=True)
    approval = models.CharField(max_length=12, choices=ApprovalMode.choices, default=ApprovalMode.INSTANT)
    status = models.CharField(max_length=12, choices=BoothStatus.choices, default=BoothStatus.AVAILABLE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="booth_code_once"),
            models.CheckConstraint(condition=models.Q(width_cm__gt=0, depth_cm__gt=0), name="booth_has_area"),
            models.CheckConstraint(
                condition=models.Q(open_sides__gte=1, open_sides__lte=4), name="booth_open_sides_1_to_4"
            ),
            models.CheckConstraint(condition=models.Q(status__in=BoothStatus.values), name="booth_status_known"),
            models.CheckConstraint(condition=models.Q(kind__in=BoothKind.values), name="booth_kind_known"),
            models.CheckConstraint(condition=models.Q(approval__in=ApprovalMode.values), name="booth_approval_known"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def area_cm2(self) -> int:
        return self.width_cm * self.depth_cm
