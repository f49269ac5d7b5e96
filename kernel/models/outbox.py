from django.db import models
from django.db.models.functions import Now


class OutboxEvent(models.Model):
    """A published fact, written in the transaction that made it true. The broker is only a doorbell; this row is the promise."""

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    relayed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(relayed_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="outbox_event_relayed_or_failed",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="outbox_event_waiting",
                condition=models.Q(relayed_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
