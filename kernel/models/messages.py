"""The message row is the truth of a delivery: what was written, to whom, in which state, and how often it was tried."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_public_id

NOBODY = "erased.invalid"
"""Where letters to people who were erased went: no such domain can ever be."""


class MessageState(models.TextChoices):
    READY = "ready", _("Ready")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")
    SUPPRESSED = "suppressed", _("Suppressed")


class Message(models.Model):
    """One delivery per (object, kind, revision, recipient).

    `tenant` and `scope` are public ids of whoever may see it (kernel knows no fair): the organisation and the event.
    `transmitting_since` is committed before the first byte of the letter leaves: a row found without it was surely not
    sent. `repeats` counts how often it went out again after an outcome nobody knows.
    `attachments` is a list of `{"maker": name, …}`, rendered when sent, so that rows stay small.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    tenant = models.CharField(max_length=32, blank=True)
    scope = models.CharField(max_length=32, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    revision = models.PositiveIntegerField(default=0)
    recipient = models.EmailField(max_length=254)
    recipient_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="vi")
    title = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0)
    may_repeat_unknown = models.BooleanField(default=True)
    next_try_at = models.DateTimeField(db_default=Now())
    nudged_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    transmitting_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "revision", "recipient"],
                name="message_once_per_revision",
            ),
            models.CheckConstraint(condition=models.Q(state__in=MessageState.values), name="message_state_known"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="message_ready", condition=models.Q(state="ready")),
            models.Index(fields=["claimed_until"], name="message_sending", condition=models.Q(state="sending")),
            models.Index(fields=["scope", "-id"], name="message_of_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to message {self.public_id}"

    @property
    def is_emptied(self) -> bool:
        """Whoever it went to was erased."""
        return self.recipient.endswith(f"@{NOBODY}")
