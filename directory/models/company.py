from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now

from accounts.models import Organisation
from directory.models.term import Term
from kernel.ids import new_public_id


class Company(models.Model):
    """A firm of the directory. `search_text` is its folded text, kept by the service that writes it."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="company")
    slug = models.SlugField(max_length=120, unique=True)
    tax_code = models.CharField(max_length=14, blank=True)
    legal_name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=250, blank=True)
    name_ja = models.CharField(max_length=250, blank=True)
    address_line = models.CharField(max_length=250, blank=True)
    ward = models.CharField(max_length=120, blank=True)
    province = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, default="VN")
    website = models.URLField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    industries = models.ManyToManyField(Term, blank=True, related_name="companies_in_industry")
    export_markets = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    about_vi = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    about_ja = models.TextField(blank=True)
    is_listed = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(fields=["tax_code"], name="company_tax_code_once", condition=~models.Q(tax_code=""))
        ]
        indexes = [
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="company_search_trgm"),
            models.Index(fields=["province"], name="company_province"),
        ]

    def __str__(self) -> str:
        return self.short_name
