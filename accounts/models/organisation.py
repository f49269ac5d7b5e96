from django.db import models
from django.db.models.functions import Now

from accounts.roles import OrganisationKind
from kernel.ids import new_public_id


class Organisation(models.Model):
    """The tenant: an organiser of fairs, or a company that exhibits or buys. Nobody sees another one's data."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(max_length=250)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known")
        ]

    def __str__(self) -> str:
        return self.name
