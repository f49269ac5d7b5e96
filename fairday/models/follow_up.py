from django.db import models
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from directory.models import Person
from fairday.models.outcome import MeetingOutcome, ValueBand
from kernel.ids import new_public_id

FOLLOW_UP_MONTHS = (1, 3, 6, 12)


class Became(models.TextChoices):
    """What has become of a meeting since the fair."""

    TALKING = "talking", pgettext_lazy("became", "Still talking")
    SAMPLE = "sample", pgettext_lazy("became", "A sample was sent")
    ORDER = "order", pgettext_lazy("became", "An order was placed")
    CONTRACT = "contract", pgettext_lazy("became", "A contract was signed")
    ENDED = "ended", pgettext_lazy("became", "It came to nothing")


FINAL_ANSWERS = (Became.ORDER, Became.CONTRACT, Became.ENDED)


class ClosedBy(models.TextChoices):
    """Why nobody is asked any more."""

    ANSWER = "answer", pgettext_lazy("follow-up", "Final answer")
    OPT_OUT = "opt_out", pgettext_lazy("follow-up", "Wants no more questions")
    OUTCOME = "outcome", pgettext_lazy("follow-up", "The card says nothing came of it")
    GONE = "gone", pgettext_lazy("follow-up", "The person left the fair's lists")


class FollowUp(models.Model):
    """What one side is asked after the fair about a meeting that brought something: after 1, 3, 6 and 12 months."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    outcome = models.OneToOneField(MeetingOutcome, on_delete=models.CASCADE, related_name="follow_up")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=8, choices=ClosedBy.choices, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by="")
                | models.Q(closed_at__isnull=False, closed_by__in=ClosedBy.values),
                name="follow_up_closed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.public_id}"


class FollowUpStep(models.Model):
    """One question, asked once; answered or not."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="steps")
    months = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    became = models.CharField(max_length=8, choices=Became.choices, blank=True)
    value_band = models.CharField(max_length=12, choices=ValueBand.choices, default=ValueBand.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "months"], name="follow_up_asked_once"),
            models.CheckConstraint(
                condition=models.Q(months__in=FOLLOW_UP_MONTHS), name="follow_up_after_1_3_6_12_months"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, became="")
                | models.Q(answered_at__isnull=False, became__in=Became.values),
                name="follow_up_answer_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(value_band="open") | models.Q(became__in=["order", "contract"]),
                name="follow_up_value_of_an_order",
            ),
            models.CheckConstraint(condition=models.Q(value_band__in=ValueBand.values), name="follow_up_value_known"),
        ]

    def __str__(self) -> str:
        return f"follow-up step {self.public_id}"
