from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.company import Company
from directory.models.term import Term


class CertificateState(models.TextChoices):
    DECLARED = "declared", _("Declared")
    DOCUMENT_RECEIVED = "document_received", _("Document received")
    VERIFIED = "verified", _("Verified")
    EXPIRING = "expiring", _("Expiring")
    EXPIRED = "expired", _("Expired")
    REJECTED = "rejected", _("Rejected")


class Certificate(models.Model):
    """A dated certificate; valid on a day when issued_on <= day <= expires_on and not rejected."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="certificates")
    standard = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField()
    state = models.CharField(max_length=20, choices=CertificateState.choices, default=CertificateState.DECLARED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "standard", "number"], name="certificate_once"),
            models.CheckConstraint(
                condition=models.Q(issued_on__lte=models.F("expires_on")), name="certificate_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CertificateState.values), name="certificate_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.number}"
