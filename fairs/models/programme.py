from django.db import models

from fairs.models.fair import Fair
from fairs.models.hall import Hall
from kernel.ids import new_public_id


class Workshop(models.Model):
    """A session with seats. `seats_taken` moves only by F() under the row lock and never passes `seats`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="workshops")
    code = models.CharField(max_length=20)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    title_ja = models.CharField(max_length=200, blank=True)
    speaker = models.CharField(max_length=200, blank=True)
    room = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveIntegerField()
    seats_taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("starts_at", "code")
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="workshop_once"),
            models.CheckConstraint(
                condition=models.Q(seats_taken__lte=models.F("seats")), name="workshop_seats_not_oversold"
            ),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="workshop_in_order"),
        ]

    def __str__(self) -> str:
        return self.code


class MeetingSlot(models.Model):
    """A time in which every table can hold one meeting; `index` counts from 0 over the whole fair; `[starts_at, ends_at)`."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="slots")
    index = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("index",)
        constraints = [
            models.UniqueConstraint(fields=["fair", "index"], name="meeting_slot_once"),
            models.UniqueConstraint(fields=["fair", "starts_at"], name="meeting_slot_start_once"),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="meeting_slot_in_order"),
        ]

    def __str__(self) -> str:
        return f"slot {self.index}"


class MeetingTable(models.Model):
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="tables")
    hall = models.ForeignKey(Hall, on_delete=models.SET_NULL, null=True, blank=True, related_name="tables")
    number = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["fair", "number"], name="meeting_table_once")]

    def __str__(self) -> str:
        return f"table {self.number}"
