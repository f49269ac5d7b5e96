"""How many passes go with a booth. Pure."""

from collections.abc import Collection

CM2_PER_M2 = 10_000


def places_with(area_cm2: int, *, unit_m2: int, per_unit: int, least: int) -> int:
    """`per_unit` for each begun unit of the area, never fewer than `least`."""
    units = -(-area_cm2 // (unit_m2 * CM2_PER_M2))
    return max(least, units * per_unit)


def lowest_free(taken: Collection[int]) -> int:
    """The first place nobody has: at most one more than are taken."""
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
