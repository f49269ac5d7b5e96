from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from kernel.ids import new_public_id


class LoginCode(models.Model):
    """A one-time code sent by mail. The six digits are derived from `seed` and the secret key, so they stand nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_codes")
    seed = models.CharField(max_length=32, default=new_public_id, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="login_code_of_user")]

    def __str__(self) -> str:
        return f"login code {self.pk}"
