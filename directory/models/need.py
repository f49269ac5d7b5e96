from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models.company import Company
from directory.models.term import Term
from kernel.ids import new_public_id


class NeedState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("a need", "Open")
    CLOSED = "closed", pgettext_lazy("a need", "Closed")


class Confidentiality(models.TextChoices):
    OPEN = "open", _("Everybody may see it")
    MATCHED_ONLY = "matched_only", _("Only makers who can make it see the details")


class Need(models.Model):
    """A part or process a buyer wants. Sizes in mm, tolerance in µm, weight in g, quantity in pieces a year."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(max_length=40)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    title_ja = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    process = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="needs")
    materials = models.ManyToManyField(Term, blank=True, related_name="needs_of_material")
    standards = models.ManyToManyField(Term, blank=True, related_name="needs_of_standard")
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    tolerance_um = models.PositiveIntegerField(null=True, blank=True)
    annual_quantity = models.PositiveIntegerField(null=True, blank=True)
    target_date = models.DateField(null=True, blank=True)
    confidentiality = models.CharField(max_length=14, choices=Confidentiality.choices, default=Confidentiality.OPEN)
    state = models.CharField(max_length=8, choices=NeedState.choices, default=NeedState.OPEN)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="need_code_once"),
            models.CheckConstraint(condition=models.Q(state__in=NeedState.values), name="need_state_known"),
            models.CheckConstraint(
                condition=models.Q(confidentiality__in=Confidentiality.values),
                name="need_confidentiality_known",
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.public_id}"
