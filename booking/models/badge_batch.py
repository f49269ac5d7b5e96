from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from booking.models.badge import Badge
from booking.states import BatchState, PrintCause, StackState
from fairs.models import Fair
from kernel.ids import new_public_id


class BadgeBatch(models.Model):
    """Many badges to be printed. `asked` is what was chosen; what is printed is fixed in its stacks when it is made.

    `design` is the content that was the fair's when it was asked for, with the paper that was chosen.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="badge_batches")
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.WORKING)
    asked = models.JSONField(default=dict)
    design = models.JSONField()
    design_version = models.PositiveIntegerField()
    language = models.CharField(max_length=5, blank=True)
    total = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="badge_batch_state_known"),
            models.UniqueConstraint(
                fields=["fair"], name="badge_batch_one_at_work", condition=models.Q(state=BatchState.WORKING)
            ),
        ]
        indexes = [models.Index(fields=["fair", "-created_at"], name="badge_batches_of_fair")]

    def __str__(self) -> str:
        return f"badge batch {self.public_id}"


class BadgeStack(models.Model):
    """One PDF of a batch: at most `STACK` badges in the batch's order. Made by whoever claims it first.

    `content` goes when it has served (`forget_stacks`); the badges and what was printed of them stay.
    """

    batch = models.ForeignKey(BadgeBatch, on_delete=models.CASCADE, related_name="stacks")
    number = models.PositiveIntegerField()
    badges = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=8, choices=StackState.choices, default=StackState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    printed = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="badge_stack_once"),
            models.CheckConstraint(condition=models.Q(state__in=StackState.values), name="badge_stack_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["state", "lease_until"], name="badge_stacks_to_make", condition=~models.Q(state=StackState.MADE)
            )
        ]

    def __str__(self) -> str:
        return f"badge stack {self.batch_id}/{self.number}"


class BadgePrint(models.Model):
    """One time a badge was put on paper. A table of its own: a badge's row changes only with what the door must know."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="prints")
    batch = models.ForeignKey(BadgeBatch, on_delete=models.CASCADE, null=True, blank=True, related_name="prints")
    cause = models.CharField(max_length=8, choices=PrintCause.choices)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    printed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cause__in=PrintCause.values), name="badge_print_cause_known"),
            models.UniqueConstraint(fields=["batch", "badge"], name="badge_print_once_in_batch"),
        ]
        indexes = [models.Index(fields=["badge", "-printed_at"], name="badge_prints_of_badge")]

    def __str__(self) -> str:
        return f"print of badge {self.badge_id}"
