from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel.ids import new_public_id


class FairState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class Fair(models.Model):
    """One edition of a fair. All its local times are in `timezone`; all its money in `currency`.

    `meetings_per_…` is the most meetings the scheduler gives one person (None: as many as there are slots);
    `walking_slots` stay free between a person's meetings in two halls.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fairs")
    slug = models.SlugField(max_length=60, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_ja = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField(default=1)
    intro_vi = models.TextField(blank=True)
    intro_en = models.TextField(blank=True)
    intro_ja = models.TextField(blank=True)
    venue_vi = models.CharField(max_length=200)
    venue_en = models.CharField(max_length=200, blank=True)
    venue_ja = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=250, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=60, default="Asia/Ho_Chi_Minh")
    starts_on = models.DateField()
    ends_on = models.DateField()
    currency = models.CharField(max_length=3, default="VND")
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, default=8)
    hold_minutes = models.PositiveSmallIntegerField(default=15)
    hold_extension_minutes = models.PositiveSmallIntegerField(default=10)
    holds_per_company = models.PositiveSmallIntegerField(default=2)
    meetings_per_exhibitor = models.PositiveSmallIntegerField(null=True, blank=True)
    meetings_per_buyer = models.PositiveSmallIntegerField(null=True, blank=True)
    walking_slots = models.PositiveSmallIntegerField(default=0)
    deposit_days = models.PositiveSmallIntegerField(default=7)
    bank_bin = models.CharField(max_length=6, blank=True)
    bank_name = models.CharField(max_length=120, blank=True)
    bank_account = models.CharField(max_length=19, blank=True)
    bank_account_name = models.CharField(max_length=120, blank=True)
    token_number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=FairState.choices, default=FairState.OPEN)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="fair_days_in_order"),
            models.CheckConstraint(condition=models.Q(state__in=FairState.values), name="fair_state_known"),
        ]

    def __str__(self) -> str:
        return self.short_name


class FairDay(models.Model):
    """One open day; `[opens_at, closes_at)`."""

    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ("date",)
        constraints = [
            models.UniqueConstraint(fields=["fair", "date"], name="fair_day_once"),
            models.CheckConstraint(condition=models.Q(opens_at__lt=models.F("closes_at")), name="fair_day_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.date}"
