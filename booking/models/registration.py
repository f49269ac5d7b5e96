from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from booking.models.invitation import InvitationCode
from booking.states import RegistrationState
from directory.models import Company, Person
from fairs.models import Fair
from kernel.ids import new_public_id


class RegistrationRole(models.TextChoices):
    """The six lanyards. `crew` builds booths, drives, carries: it comes in while the fair is set up and taken down."""

    VISITOR = "visitor", _("Visitor")
    BUYER = "buyer", _("Buyer")
    EXHIBITOR = "exhibitor", _("Exhibitor")
    ORGANISER = "organiser", _("Organiser")
    DOOR = "door", _("Door staff")
    CREW = "crew", _("Contractor")


class Registration(models.Model):
    """A person's entry to a fair. `manage_key` opens the pass page without a log-in (sent by mail only).

    More than one head is a delegation: its person is its name and the contact's address, the gate counts who comes.
    `named_count` of them have a badge of their own by now, and are not counted with this one.
    `invitation` is the code it was registered by, whose firm may know who it is where `inviter_told` says so.
    `calendar_renewals` counts how often its owner gave the calendar feed a new address.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    manage_key = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations")
    role = models.CharField(max_length=10, choices=RegistrationRole.choices, default=RegistrationRole.VISITOR)
    state = models.CharField(max_length=10, choices=RegistrationState.choices, default=RegistrationState.PENDING)
    days = ArrayField(models.DateField(), default=list, blank=True)
    interests = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    source = models.CharField(max_length=30, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    share_contact = models.BooleanField(default=False)
    vehicle_plate = models.CharField(max_length=15, blank=True, default="", db_default="")
    invitation = models.ForeignKey(
        InvitationCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    inviter_told = models.BooleanField(default=False, db_default=False)
    head_count = models.PositiveSmallIntegerField(default=1, db_default=1)
    named_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    calendar_renewals = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "person"],
                name="registration_once_per_fair",
                condition=models.Q(state__in=["pending", "complete", "rejected"]),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RegistrationState.values), name="registration_state_known"
            ),
            models.CheckConstraint(condition=models.Q(head_count__gte=1), name="registration_of_somebody"),
            models.CheckConstraint(
                condition=models.Q(named_count__lte=models.F("head_count")), name="registration_names_within_heads"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=RegistrationRole.values), name="registration_role_known"
            ),
        ]
        indexes = [models.Index(fields=["fair", "role", "state"], name="registration_of_fair")]

    def __str__(self) -> str:
        return f"registration {self.public_id}"
