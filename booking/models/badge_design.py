from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from fairs.models import Fair
from kernel.ids import new_public_id


class BadgeLogo(models.Model):
    """A logo for badges, the fair's or a sponsor's: the drawing as `badges.logos` wrote it. Never changed, never deleted:
    designs and batches name it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="badge_logos")
    name = models.CharField(max_length=60)
    drawing = models.TextField()
    ratio = models.FloatField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(ratio__gt=0), name="badge_logo_ratio_positive")]

    def __str__(self) -> str:
        return f"badge logo {self.public_id}"


class BadgeDesign(models.Model):
    """How a fair's badges look, one row a version; the newest is used, none is changed. `content`: `rules/badge_designs.py`."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="badge_designs")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "version"], name="badge_design_version_once")]

    def __str__(self) -> str:
        return f"badge design {self.fair_id}/{self.version}"
