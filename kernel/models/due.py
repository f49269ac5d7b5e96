from django.db import models


class DueItem(models.Model):
    """Something that becomes true at a time (a hold ends, a reminder is due). When due, its event is emitted once."""

    key = models.CharField(max_length=160, unique=True)
    event = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="due_item_waiting", condition=models.Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return self.key
