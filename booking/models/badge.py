from django.db import models
from django.db.models.functions import Now

from booking.models.registration import Registration
from booking.states import BadgeState, ReissueReason
from fairs.models import Fair


class Badge(models.Model):
    """One issue of a registration's badge. The phone shows the signed token over `token_bits`, paper the short `code`.

    `reason` says why it took the place of the version before; empty for a first one.
    """

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="badges")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="badges")
    version = models.PositiveSmallIntegerField(default=1)
    token_bits = models.BinaryField(max_length=12, unique=True)
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=BadgeState.choices, default=BadgeState.LIVE)
    reason = models.CharField(max_length=10, choices=ReissueReason.choices, blank=True, default="", db_default="")
    not_after = models.DateTimeField()
    issued_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="badge_code_once"),
            models.UniqueConstraint(fields=["registration", "version"], name="badge_version_once"),
            models.UniqueConstraint(fields=["registration"], name="badge_one_live", condition=models.Q(state="live")),
            models.CheckConstraint(condition=models.Q(state__in=BadgeState.values), name="badge_state_known"),
            models.CheckConstraint(
                condition=models.Q(reason__in=["", *ReissueReason.values]), name="badge_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"badge {self.pk}"
