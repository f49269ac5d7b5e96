from django.contrib.postgres.fields import ArrayField
from django.db import models

from fairs.models.fair import Fair
from kernel.ids import new_public_id


class Interpreter(models.Model):
    """Somebody who interprets at meetings. `languages` are pairs such as `vi-ja`; no `days` means every day of the fair."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="interpreters")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    languages = ArrayField(models.CharField(max_length=5))
    days = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="interpreter_code_once"),
            models.CheckConstraint(condition=models.Q(languages__len__gt=0), name="interpreter_speaks"),
        ]

    def __str__(self) -> str:
        return f"interpreter {self.code}"
