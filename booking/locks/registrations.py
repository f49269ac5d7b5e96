"""The lock of whoever erases people: nobody may begin to point at their registrations meanwhile."""

from collections.abc import Collection

from booking.models import Registration
from kernel.locks import Rank, step_to
from kernel.statements import rows


def lock_to_erase(ids: Collection[int]) -> list[Registration]:
    """The registrations as they are now, locked FOR UPDATE: who has just made a lead of one is waited for, whoever begins waits."""
    step_to(Rank.PERSON)
    rows("SELECT id FROM booking_registration WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [sorted(ids)])
    found = Registration.objects.select_related("fair", "person").filter(pk__in=ids)
    return list(found.order_by("pk"))
