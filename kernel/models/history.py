from django.db import models
from django.db.models.functions import Now


class HistoryEntry(models.Model):
    """Who moved which object from where to where, and why. Append-only."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True, blank=True)
    action = models.CharField(max_length=60)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    note = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="history_of_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.action}"
