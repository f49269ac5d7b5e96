from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from fairs.models import Fair
from kernel.ids import new_public_id


class ImportUpload(models.Model):
    """A file on the import desk. Checked: its bytes wait until `expires_at` to be loaded. Loaded: the bytes are gone.

    `report` is the report of the last run (`Report.as_json`), in the language of who ran it.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="import_uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="import_uploads"
    )
    name = models.CharField(max_length=150)
    content = models.BinaryField(null=True)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=True) ^ models.Q(loaded_at__isnull=True),
                name="import_upload_waits_or_is_loaded",
            )
        ]
        indexes = [models.Index(fields=["fair", "-id"], name="import_upload_of_fair")]

    def __str__(self) -> str:
        return f"import upload {self.public_id}"
