from django.contrib.postgres.fields import ArrayField
from django.db import models

from fairs.models import Fair, Hall
from kernel.ids import new_public_id


class Gate(models.Model):
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="gates")
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="gates")
    code = models.CharField(max_length=12)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="gate_once")]

    def __str__(self) -> str:
        return self.code


class CheckinList(models.Model):
    """What a scan is counted on: usually one per fair day. Empty `roles` lets every role in. `[opens_at, closes_at)`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="checkin_lists")
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    re_entry = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta:
        ordering = ("opens_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["fair", "name_vi"], name="checkin_list_once"),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="checkin_list_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi
