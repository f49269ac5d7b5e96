from django.contrib.postgres.fields import ArrayField
from django.db import models

from fairs.models import Fair, Hall, Workshop
from kernel.ids import new_public_id


class Gate(models.Model):
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="gates")
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="gates")
    code = models.CharField(max_length=12)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="gate_once")]

    def __str__(self) -> str:
        return self.code


def usual_early_roles() -> list[str]:
    """Those who prepare the fair: they come before the public and leave after it."""
    return ["exhibitor", "organiser", "door", "crew"]


class CheckinList(models.Model):
    """What a scan is counted on: a fair day, a zone of it (`hall`), or a workshop. Open `[opens_at, closes_at)`.

    Empty `roles` lets every role in but contractors (`crew`): a list that names them is their time and place. With
    `public_from` or `public_until` everybody but `early_roles` comes only between them. A workshop's list lets in who
    holds a seat of it. `exits` says that people are scanned out too: then an entry without an exit before is remarked
    upon. `capacity` is how many may be inside at once; `Room` counts them.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="checkin_lists")
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_ja = models.CharField(max_length=120, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    re_entry = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="checkin_lists")
    workshop = models.ForeignKey(
        Workshop, on_delete=models.RESTRICT, null=True, blank=True, related_name="checkin_lists"
    )
    capacity = models.PositiveIntegerField(null=True, blank=True)
    exits = models.BooleanField(default=False, db_default=False)
    public_from = models.DateTimeField(null=True, blank=True)
    public_until = models.DateTimeField(null=True, blank=True)
    early_roles = ArrayField(models.CharField(max_length=10), default=usual_early_roles, blank=True)

    class Meta:
        ordering = ("opens_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["fair", "name_vi"], name="checkin_list_once"),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="checkin_list_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1),
                name="checkin_list_capacity_of_some",
            ),
            models.CheckConstraint(
                condition=(models.Q(public_from__isnull=True) | models.Q(public_from__gte=models.F("opens_at")))
                & (models.Q(public_until__isnull=True) | models.Q(public_until__lte=models.F("closes_at")))
                & (
                    models.Q(public_from__isnull=True)
                    | models.Q(public_until__isnull=True)
                    | models.Q(public_from__lt=models.F("public_until"))
                ),
                name="checkin_list_public_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi
