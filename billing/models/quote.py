from django.db import models
from django.db.models.functions import Now

from directory.models import Company
from fairs.models import Booth, Fair
from kernel.ids import new_public_id


class Quote(models.Model):
    """A frozen price: `net + vat = total` by CHECK; its lines sum to `net` by a trigger at commit. Minor units of `currency`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="quotes")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="quotes")
    booth = models.ForeignKey(Booth, on_delete=models.PROTECT, related_name="quotes")
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2)
    vat = models.BigIntegerField()
    total = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("vat")), name="quote_total_adds_up"
            ),
            models.CheckConstraint(condition=models.Q(net__gte=0, vat__gte=0), name="quote_not_negative"),
        ]

    def __str__(self) -> str:
        return f"quote {self.public_id}"


class QuoteLine(models.Model):
    """One line and why: `reason` is a code, `facts` the numbers a sentence about it is made of (rent, open_sides, support)."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["quote", "position"], name="quote_line_once")]

    def __str__(self) -> str:
        return f"{self.quote_id}.{self.position} {self.reason}"
