from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from booking.states import BlockOrigin
from directory.models import Company
from fairs.models import Fair
from kernel.ids import new_public_id


class CompanyBlock(models.Model):
    """Two firms that are not to meet at a fair: asked for by one of them (`company`) or by the organiser. Lifted, never deleted.

    `company_low` and `company_high` are the two firms in primary key order.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="company_blocks")
    company_low = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    company_high = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=BlockOrigin.choices)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "company_low", "company_high", "company"],
                name="company_block_once_per_origin",
                condition=models.Q(lifted_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(company_low__lt=models.F("company_high")), name="company_block_two_companies"
            ),
            models.CheckConstraint(
                condition=models.Q(origin=BlockOrigin.ORGANISER, company__isnull=True)
                | models.Q(origin=BlockOrigin.COMPANY, company=models.F("company_low"))
                | models.Q(origin=BlockOrigin.COMPANY, company=models.F("company_high")),
                name="company_block_by_one_of_them_or_the_organiser",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.public_id}"
