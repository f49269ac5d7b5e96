from django.contrib.postgres.fields import ArrayField
from django.db import models

from fairs.models import BoothKind, Fair


class PriceRule(models.Model):
    """What a square metre of a kind of booth costs, in minor units; corner, peninsula and island pay a surcharge in percent."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="price_rules")
    kind = models.CharField(max_length=8, choices=BoothKind.choices)
    per_sqm = models.PositiveBigIntegerField()
    corner_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    peninsula_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    island_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    minimum_sqm = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "kind"], name="price_rule_once")]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.kind}"


class SupportScheme(models.Model):
    """Public support for booth rent: `percent` of it, at most `cap` minor units, for firms of `provinces`, once per company."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="support_schemes")
    code = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_ja = models.CharField(max_length=200, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    cap = models.PositiveBigIntegerField(null=True, blank=True)
    provinces = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="support_scheme_once"),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100), name="support_scheme_percent_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.code
