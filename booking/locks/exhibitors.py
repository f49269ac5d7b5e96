"""The row lock around what one exhibitor has so many of."""

from fairs.models import Exhibitor
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one


def lock_exhibitor(exhibitor_id: int) -> Exhibitor:
    """The exhibitor as it is now, with fair and company; whoever gives out its places waits here. Raises NotFound."""
    rows = Exhibitor.objects.select_related("fair", "company").filter(pk=exhibitor_id)
    found = lock_one(Rank.COMPANY, rows)
    if found is None:
        raise NotFound
    return found
