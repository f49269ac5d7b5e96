"""Who may rehearse: owner and manager. The only way from an outside id to a rehearsal."""

from accounts.access import AnyUser
from checkin.access.places import fair_with_door
from checkin.models import Rehearsal
from kernel.errors import NotFound


def rehearsal_for(user: AnyUser, slug: str, public_id: str) -> Rehearsal:
    """Raises NotFound for anybody outside, Forbidden for a colleague who does not manage."""
    rows = Rehearsal.objects.select_related("fair", "created_by")
    found = rows.filter(fair=fair_with_door(user, slug), public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
