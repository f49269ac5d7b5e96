from django.db import models

from fairs.models.fair import Fair
from kernel.ids import new_public_id


class Hall(models.Model):
    """A hall with its drawing. Lengths in cm from the north-west corner; `geometry` is described in docs/import-format.md."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="halls")
    code = models.CharField(max_length=12)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)
    width_cm = models.PositiveIntegerField()
    depth_cm = models.PositiveIntegerField()
    geometry = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="hall_once"),
            models.CheckConstraint(condition=models.Q(width_cm__gt=0, depth_cm__gt=0), name="hall_has_area"),
        ]

    def __str__(self) -> str:
        return self.code
