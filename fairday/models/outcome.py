from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from booking.models import Meeting
from directory.models import Company
from kernel.ids import new_public_id


class OutcomeKind(models.TextChoices):
    """What came of a meeting; several may hold, `none` stands alone."""

    SAMPLE = "sample", pgettext_lazy("outcome", "Sample")
    QUOTATION = "quotation", pgettext_lazy("outcome", "Quotation")
    AUDIT = "audit", pgettext_lazy("outcome", "Visit to the works")
    MOU = "mou", pgettext_lazy("outcome", "MoU signed")
    NONE = "none", pgettext_lazy("outcome", "Nothing for now")


class ValueBand(models.TextChoices):
    """How much the two talked about, a year, in dong. Bands, not figures: a figure would be a promise."""

    OPEN = "open", pgettext_lazy("value", "No sum named yet")
    UNDER_100M = "under_100m", pgettext_lazy("value", "Under 100 million ₫")
    FROM_100M = "100m_500m", pgettext_lazy("value", "100 to 500 million ₫")
    FROM_500M = "500m_2b", pgettext_lazy("value", "500 million to 2 billion ₫")
    FROM_2B = "2b_10b", pgettext_lazy("value", "2 to 10 billion ₫")
    FROM_10B = "over_10b", pgettext_lazy("value", "Over 10 billion ₫")


class OutcomeSource(models.TextChoices):
    """Where a card was filled in."""

    OWN = "own", pgettext_lazy("outcome", "On their own page")
    TABLE = "table", pgettext_lazy("outcome", "At the table")
    LINK = "link", pgettext_lazy("outcome", "By the link of the mail")


class MeetingOutcome(models.Model):
    """The end card of one side of a meeting. Rating and note are the side's own; `revision` counts its tellings."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="outcomes")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="outcomes")
    kinds = ArrayField(models.CharField(max_length=10, choices=OutcomeKind.choices))
    value_band = models.CharField(max_length=12, choices=ValueBand.choices, default=ValueBand.OPEN)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=6, choices=OutcomeSource.choices)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "company"], name="outcome_once_per_side"),
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=OutcomeKind.values, kinds__len__gt=0),
                name="outcome_kinds_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kinds__len=1) | ~models.Q(kinds__contains=["none"]), name="outcome_none_alone"
            ),
            models.CheckConstraint(
                condition=models.Q(value_band="open") | ~models.Q(kinds__contains=["none"]),
                name="outcome_none_has_no_value",
            ),
            models.CheckConstraint(condition=models.Q(value_band__in=ValueBand.values), name="outcome_value_known"),
            models.CheckConstraint(condition=models.Q(source__in=OutcomeSource.values), name="outcome_source_known"),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__gte=1, rating__lte=5),
                name="outcome_rating_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome {self.public_id}"
