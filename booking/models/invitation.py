from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from fairs.models import Exhibitor, Fair
from kernel.ids import new_public_id


class InvitationCode(models.Model):
    """A code with which an exhibitor invites visitors: whoever registers with it is credited to that firm.

    `most` is how often it can be used, `uses` how often it was. Whoever withdraws later was invited all the same.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="invitation_codes", db_index=False)
    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="invitation_codes")
    code = models.CharField(max_length=8)
    label = models.CharField(max_length=80, blank=True)
    most = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="invitation_code_once"),
            models.CheckConstraint(condition=Q(uses__lte=F("most")), name="invitation_not_overused"),
        ]

    def __str__(self) -> str:
        return f"invitation code {self.pk}"


class InvitationExtra(models.Model):
    """Visitors one exhibitor may invite beyond the rule of its fair, and why. What it was before stands in the history."""

    exhibitor = models.OneToOneField(Exhibitor, on_delete=models.CASCADE, related_name="invitation_extra")
    extra = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.extra} more invitations of exhibitor {self.exhibitor_id}"
