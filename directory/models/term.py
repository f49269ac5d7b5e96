from django.db import models
from django.utils.translation import gettext_lazy as _


class TermKind(models.TextChoices):
    PROCESS = "process", _("Process")
    MATERIAL = "material", _("Material")
    STANDARD = "standard", _("Standard")
    INDUSTRY = "industry", _("Industry")


class Term(models.Model):
    """A word of the field's vocabulary, in three languages; the code is what data refers to."""

    kind = models.CharField(max_length=12, choices=TermKind.choices)
    code = models.SlugField(max_length=60)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_ja = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="term_once"),
            models.CheckConstraint(condition=models.Q(kind__in=TermKind.values), name="term_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"
