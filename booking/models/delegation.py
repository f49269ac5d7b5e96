from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from booking.models.registration import Registration
from booking.states import LIVE_PLACES, DelegationState, PlaceState
from directory.models import Company
from fairs.models import Fair
from kernel.ids import new_public_id

FEWEST_PEOPLE, MOST_PEOPLE = 2, 500


class Delegation(models.Model):
    """Many people of one body who come together; its contact decides who belongs to it.

    `places` were asked for, `places_taken` counts who waits or is confirmed. `link_number` and `desk_number` are part of
    the two keys (`booking.delegation_links`): a higher number ends the older key. `group` is one badge for all who have
    none of their own; `told_at` is when the contact is next told who waits. `host` is the exhibitor who invited it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="delegations")
    host = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="delegations")
    group = models.OneToOneField(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="delegation"
    )
    state = models.CharField(max_length=10, choices=DelegationState.choices)
    name = models.CharField(max_length=200)
    company_name = models.CharField(max_length=250, blank=True)
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField(max_length=254)
    contact_phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="vi")
    days = ArrayField(models.DateField(), default=list)
    places = models.PositiveSmallIntegerField()
    places_taken = models.PositiveSmallIntegerField(default=0, db_default=0)
    join_until = models.DateTimeField()
    link_number = models.PositiveIntegerField(default=1, db_default=1)
    desk_number = models.PositiveIntegerField(default=1, db_default=1)
    consented_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=DelegationState.values), name="delegation_state_known"),
            models.CheckConstraint(
                condition=models.Q(places__range=(FEWEST_PEOPLE, MOST_PEOPLE)), name="delegation_of_some_people"
            ),
            models.CheckConstraint(
                condition=models.Q(places_taken__lte=models.F("places")), name="delegation_not_overfull"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["vi", "en", "ja"]), name="delegation_language_known"
            ),
        ]
        indexes = [models.Index(fields=["fair", "-created_at"], name="delegations_of_fair")]

    def __str__(self) -> str:
        return f"delegation {self.public_id}"


class DelegationPlace(models.Model):
    """Somebody on a delegation's list. Confirmed, there is a registration: `has_own_pass` when the person had it before.

    `who` says whether two entries are one person (`booking.rules.delegations.same_as`); `manage_key` opens the page that
    shows how it stands. Whoever withdraws is forgotten: name and contact are emptied.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    manage_key = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="people")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="delegation_places"
    )
    has_own_pass = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.WAITING)
    full_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    who = models.CharField(max_length=260, blank=True)
    language = models.CharField(max_length=5, default="vi")
    consented_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=PlaceState.values), name="delegation_place_state_known"
            ),
            models.UniqueConstraint(
                fields=["delegation", "who"],
                name="delegation_place_once",
                condition=models.Q(state__in=LIVE_PLACES),
            ),
            models.UniqueConstraint(
                fields=["registration"],
                name="delegation_place_one_pass",
                condition=models.Q(has_own_pass=False, registration__isnull=False),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PlaceState.CONFIRMED) | models.Q(registration__isnull=False),
                name="delegation_place_with_pass",
            ),
        ]
        indexes = [models.Index(fields=["delegation", "state"], name="delegation_places_by_state")]

    def __str__(self) -> str:
        return f"delegation place {self.public_id}"
