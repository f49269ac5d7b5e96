from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from checkin.states import REHEARSALS_AT_WORK, RehearsalState
from fairs.models import Fair
from kernel.ids import new_public_id


class Rehearsal(models.Model):
    """One try of the morning at the gates: what was asked, how far it is, what it showed.

    `asked` is a `checkin.rehearsal.morning.Asked`, `report` what `checkin.rehearsal.report` made of it. `copy` names the
    copy of the fair while it stands; while it runs, `lease_until` says until when its holder is taken for alive.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="rehearsals")
    state = models.CharField(max_length=10, choices=RehearsalState.choices, default=RehearsalState.QUEUED)
    asked = models.JSONField()
    share = models.FloatField(default=0.0)
    report = models.JSONField(null=True, blank=True)
    failure = models.CharField(max_length=20, blank=True)
    copy = models.CharField(max_length=50, blank=True)
    cancel_requested = models.BooleanField(default=False)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fair"], name="rehearsal_one_at_work", condition=models.Q(state__in=REHEARSALS_AT_WORK)
            ),
            models.CheckConstraint(condition=models.Q(state__in=RehearsalState.values), name="rehearsal_state_known"),
        ]
        indexes = [models.Index(fields=["fair", "-created_at"], name="rehearsals_of_fair")]

    def __str__(self) -> str:
        return f"rehearsal {self.public_id}"
