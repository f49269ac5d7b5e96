from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Now, Reverse

from directory.models.company import Company
from kernel.ids import new_public_id


def digits_of(field: str) -> models.Func:
    """A number's digits, whatever stands between them; word for word as the index `person_phone_ends` has it."""
    return models.Func(
        models.F(field),
        models.Value(r"\D"),
        models.Value(""),
        models.Value("g"),
        function="regexp_replace",
        output_field=models.CharField(),
    )


class Person(models.Model):
    """Somebody who comes to fairs: a visitor, a buyer, an exhibitor's colleague. Need not have a log-in."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="person"
    )
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    company_name = models.CharField(max_length=250, blank=True)
    full_name = models.CharField(max_length=200)
    other_name = models.CharField(
        max_length=200, blank=True, default="", db_default=""
    )  # the same name in another script: 田中 健二
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="vi")
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=["vi", "en", "ja"]), name="person_language_known")
        ]
        indexes = [
            models.Index(Lower("email"), name="person_email"),
            models.Index(fields=["phone"], name="person_phone"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="person_search_trgm"),
            models.Index(OpClass(Reverse(digits_of("phone")), name="text_pattern_ops"), name="person_phone_ends"),
        ]

    def __str__(self) -> str:
        return f"person {self.public_id}"
