from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.models import Registration
from directory.models import Need
from fairs.models import Exhibitor
from kernel.ids import new_public_id


class Lead(models.Model):
    """A visitor at an exhibitor's stand: one row for a firm and a visitor, whoever scanned and however often.

    No contact data: they are read from the registration each time, as far as the visitor shares them. `shared_at` and
    `withdrawn_at` are the visitor's word to this one firm; with neither, the registration's `share_contact` counts.
    The times are those of its entries, kept here to sort by. `changed_at` is the database's clock.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="leads")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="leads")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibitor", "registration"], name="lead_once"),
            models.CheckConstraint(condition=models.Q(first_at__lte=models.F("last_at")), name="lead_times_in_order"),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="lead_shared_or_withdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["exhibitor", "-last_at"], name="lead_latest"),
            models.Index(fields=["exhibitor", "changed_at"], name="lead_changed"),
        ]

    def __str__(self) -> str:
        return f"lead {self.public_id}"


class QualifierKind(models.TextChoices):
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of several")
    GRADE = "grade", _("Grade A, B, C")


class LeadQualifier(models.Model):
    """A question of an exhibitor's own. Never deleted: a retired one is asked no more, its answers stay.

    `former` are choices no longer offered, which a phone without network may still send.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="lead_qualifiers")
    kind = models.CharField(max_length=6, choices=QualifierKind.choices)
    question = models.CharField(max_length=120)
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    former = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=QualifierKind.values), name="lead_qualifier_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="choice", choices__len__gte=2)
                | ~models.Q(kind="choice") & models.Q(choices=[]),
                name="lead_qualifier_has_choices",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class EntryKind(models.TextChoices):
    SCAN = "scan", pgettext_lazy("lead", "Scan")
    NOTE = "note", pgettext_lazy("lead", "Note")
    ANSWER = "answer", pgettext_lazy("lead", "Answer")
    NEED = "need", pgettext_lazy("lead", "Wanted part")


class LeadEntry(models.Model):
    """What one colleague did at one moment. Append-only (a trigger refuses changes); its `nonce` makes a retry the same.

    `at` is the moment as accepted, `device_at` what the device said. `text` is the note, or the answer's value (empty:
    taken back). `linked` is whether the wanted part belongs to the lead from then on.
    """

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=EntryKind.choices)
    nonce = models.CharField(max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="lead_entries"
    )
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    offline = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    qualifier = models.ForeignKey(
        LeadQualifier, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    need = models.ForeignKey(Need, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    linked = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "lead entries"
        constraints = [
            models.UniqueConstraint(fields=["exhibitor", "nonce"], name="lead_entry_once"),
            models.CheckConstraint(
                condition=models.Q(kind="scan", text="", qualifier__isnull=True, need__isnull=True)
                | models.Q(kind="note", qualifier__isnull=True, need__isnull=True) & ~models.Q(text="")
                | models.Q(kind="answer", qualifier__isnull=False, need__isnull=True)
                | models.Q(kind="need", text="", qualifier__isnull=True, need__isnull=False),
                name="lead_entry_has_its_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.lead_id}"
