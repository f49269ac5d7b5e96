"""Blank badges: codes printed before the fair, each bound to a person at the desk, with or without the network."""

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.errors.registrations import TooManyAtOnce
from booking.models import Badge, StockBadge, StockBatch
from fairs.models import Fair
from kernel.history import record
from kernel.unit_of_work import unit_of_work

MOST_AT_ONCE = 500


@unit_of_work
def print_stock(fair: Fair, *, number: int, actor_id: int) -> StockBatch:
    """A batch of new codes that no badge of the fair has. Refuses TooManyAtOnce."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise TooManyAtOnce(pointer="/number", most=MOST_AT_ONCE)
    codes: set[str] = set()
    while len(codes) < number:
        drawn = {new_code() for _ in range(number - len(codes))}
        codes |= drawn - set(Badge.objects.filter(fair=fair, code__in=drawn).values_list("code", flat=True))
    batch = StockBatch.objects.create(fair=fair, made_by_id=actor_id)
    StockBadge.objects.bulk_create(
        StockBadge(fair=fair, batch=batch, token_bits=new_badge_id(), code=code) for code in sorted(codes)
    )
    record(batch, "stock_printed", actor_id=actor_id, number=number)
    return batch
