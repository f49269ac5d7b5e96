from django.db import models
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """One answer per (credential, key): replayed for the same body, refused for another. Written in the booking's own transaction."""

    credential = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.BinaryField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["started_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return self.key
