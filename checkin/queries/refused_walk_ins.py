"""Walk-ins that were refused: what the desk typed is kept there, and nowhere else."""

from collections.abc import Collection

from checkin.models import WalkIn
from directory.models import Person
from kernel.phones import normal_phone
from kernel.text import fold


def refused_walk_ins(people: Collection[Person], fair_ids: Collection[int]) -> list[WalkIn]:
    """Those of this name and number at these fairs; one query."""
    known = {(fold(one.full_name), normal_phone(one.phone) or one.phone) for one in people if one.phone}
    rows = WalkIn.objects.filter(fair__in=fair_ids, registration__isnull=True).exclude(full_name="").order_by("pk")
    return [one for one in rows if (fold(one.full_name), normal_phone(one.phone) or one.phone) in known]
