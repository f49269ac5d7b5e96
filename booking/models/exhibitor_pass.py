"""Passes that exhibitors give out by themselves, within the places that go with their booth (docs/adr/0033)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from booking.models.registration import Registration
from booking.states import PassKind
from fairs.models import Exhibitor, Fair


class PassRules(models.Model):
    """How many places go with a booth at a fair: so many for each begun unit of its area, and never fewer than the least.

    `invitations` is how many visitors each exhibitor may invite by its codes. A fair without a row has the defaults.
    """

    fair = models.OneToOneField(Fair, on_delete=models.CASCADE, related_name="pass_rules")
    unit_m2 = models.PositiveSmallIntegerField(default=9)
    staff_per_unit = models.PositiveSmallIntegerField(default=2)
    staff_least = models.PositiveSmallIntegerField(default=2)
    crew_per_unit = models.PositiveSmallIntegerField(default=3, db_default=3)
    crew_least = models.PositiveSmallIntegerField(default=4, db_default=4)

    invitations = models.PositiveIntegerField(default=200, db_default=200)

    class Meta:
        verbose_name_plural = "pass rules"
        constraints = [models.CheckConstraint(condition=Q(unit_m2__gte=1), name="pass_rules_unit_of_some")]

    def __str__(self) -> str:
        return f"pass rules of fair {self.fair_id}"


class PassExtra(models.Model):
    """Places beyond the rule that the organiser gave one exhibitor, and why."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="pass_extras")
    kind = models.CharField(max_length=6, choices=PassKind.choices)
    extra = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibitor", "kind"], name="pass_extra_once"),
            models.CheckConstraint(condition=Q(kind__in=PassKind.values), name="pass_extra_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.extra} more of exhibitor {self.exhibitor_id}"


class ExhibitorPass(models.Model):
    """A place that a registration takes: the third of eight. Whoever leaves sets it free for the next one."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="passes", db_index=False)
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="exhibitor_pass")
    kind = models.CharField(max_length=6, choices=PassKind.choices)
    place = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "exhibitor passes"
        constraints = [
            models.UniqueConstraint(
                fields=["exhibitor", "kind", "place"],
                name="exhibitor_pass_place_once",
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=F("places")), name="exhibitor_pass_within"),
            models.CheckConstraint(condition=Q(kind__in=PassKind.values), name="exhibitor_pass_kind_known"),
        ]
        indexes = [models.Index(fields=["exhibitor", "kind"], name="passes_of_exhibitor")]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}/{self.places} of exhibitor {self.exhibitor_id}"
