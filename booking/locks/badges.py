"""The row lock around a batch of badges: one step of it at a time."""

from booking.models import BadgeBatch
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one


def lock_batch(batch_id: int) -> BadgeBatch:
    """The batch as it is now. Raises NotFound when it is gone."""
    batch = lock_one(Rank.EVENT, BadgeBatch.objects.filter(pk=batch_id))
    if batch is None:
        raise NotFound
    return batch
