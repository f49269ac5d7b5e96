from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from booking.models.badge import Badge
from fairs.models import Fair
from kernel.ids import new_public_id


class StockBatch(models.Model):
    """Blank badges printed together before the fair. `made_by` asked for them."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="stock_batches")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name_plural = "stock batches"

    def __str__(self) -> str:
        return f"stock batch {self.public_id}"


class StockBadge(models.Model):
    """A printed code that belongs to nobody yet. Bound, it and its bits are those of `badge`, for good.

    It has its bits from the beginning, so that a device that knows the blank one knows the bound one as the same.
    """

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="stock_badges", db_index=False)
    batch = models.ForeignKey(StockBatch, on_delete=models.CASCADE, related_name="badges")
    token_bits = models.BinaryField(max_length=12, unique=True)
    code = models.CharField(max_length=12)
    badge = models.OneToOneField(Badge, on_delete=models.PROTECT, null=True, blank=True, related_name="stock")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="stock_code_once")]

    def __str__(self) -> str:
        return f"stock badge {self.pk}"
