from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory.models import Company
from fairs.models.fair import Fair
from kernel.ids import new_public_id


class ExhibitorKind(models.TextChoices):
    MAIN = "main", _("Exhibitor")
    CO = "co", _("Co-exhibitor")


class Exhibitor(models.Model):
    """A company that shows at a fair; its booths are its live bookings."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="exhibitors")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="exhibitions")
    kind = models.CharField(max_length=4, choices=ExhibitorKind.choices, default=ExhibitorKind.MAIN)
    host = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="co_exhibitors")
    fascia_name = models.CharField(max_length=60)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "company"], name="exhibitor_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ExhibitorKind.values), name="exhibitor_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="main", host__isnull=True) | models.Q(kind="co", host__isnull=False),
                name="exhibitor_co_has_host",
            ),
        ]

    def __str__(self) -> str:
        return self.fascia_name


class HostedBuyer(models.Model):
    """A company that comes to source; `hosted` when the organiser invites and hosts it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="buyers")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="buying_at")
    hosted = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "company"], name="hosted_buyer_once")]

    def __str__(self) -> str:
        return f"buyer {self.public_id}"
