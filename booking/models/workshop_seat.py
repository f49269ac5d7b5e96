from django.db import models
from django.db.models.functions import Now

from booking.models.registration import Registration
from fairs.models import Workshop
from kernel.ids import new_public_id


class WorkshopSeat(models.Model):
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="taken_seats")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="seats")
    created_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "registration"],
                name="workshop_seat_once",
                condition=models.Q(released_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.public_id}"
