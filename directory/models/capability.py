from django.db import models

from directory.models.company import Company
from directory.models.term import Term
from kernel.ids import new_public_id


class Capability(models.Model):
    """What a firm can make: a process on materials, within sizes (mm), tolerance (µm) and batch (pieces)."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="capabilities")
    process = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="capabilities")
    materials = models.ManyToManyField(Term, blank=True, related_name="capabilities_on_material")
    tolerance_um = models.PositiveIntegerField(null=True, blank=True)
    size_min_mm = models.PositiveIntegerField(null=True, blank=True)
    size_max_mm = models.PositiveIntegerField(null=True, blank=True)
    batch_min = models.PositiveIntegerField(null=True, blank=True)
    batch_max = models.PositiveIntegerField(null=True, blank=True)
    monthly_capacity = models.PositiveIntegerField(null=True, blank=True)
    free_capacity_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "capabilities"
        constraints = [
            models.UniqueConstraint(fields=["company", "process"], name="capability_once_per_process"),
            models.CheckConstraint(
                condition=models.Q(size_min_mm__isnull=True)
                | models.Q(size_max_mm__isnull=True)
                | models.Q(size_min_mm__lte=models.F("size_max_mm")),
                name="capability_size_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(batch_min__isnull=True)
                | models.Q(batch_max__isnull=True)
                | models.Q(batch_min__lte=models.F("batch_max")),
                name="capability_batch_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"capability {self.public_id}"


class Machine(models.Model):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="machines")
    name = models.CharField(max_length=160)
    maker = models.CharField(max_length=80, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name", "maker"], name="machine_once")]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="products")
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_ja = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name_vi"], name="product_once")]

    def __str__(self) -> str:
        return self.name_vi
