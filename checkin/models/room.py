from django.db import models

from booking.models import Registration
from checkin.models.gate import CheckinList


class Room(models.Model):
    """How many are inside a list that has a capacity. A trigger keeps one row for each such list, and none for others.

    Whoever is let in or out holds this row. `inside` is the number of the list's `Occupant`s inside. `ceiling` is the capacity,
    or more where devices without a network have let more in: then nobody is let in until it is below the capacity again.
    """

    checkin_list = models.OneToOneField(CheckinList, on_delete=models.CASCADE, related_name="room")
    inside = models.PositiveIntegerField(default=0)
    ceiling = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(inside__lte=models.F("ceiling")), name="room_not_over_ceiling")
        ]

    def __str__(self) -> str:
        return f"room of {self.checkin_list_id}"


class Occupant(models.Model):
    """Somebody who passed on a list that has a capacity: inside, as long as the newest standing passage is an entry.

    A trigger counts those inside in the list's `Room`, whoever writes here.
    """

    checkin_list = models.ForeignKey(CheckinList, on_delete=models.CASCADE, related_name="occupants", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    is_inside = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkin_list", "registration"], name="occupant_once_per_list")]

    def __str__(self) -> str:
        return f"{self.registration_id} on {self.checkin_list_id}"
