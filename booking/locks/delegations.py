"""The row lock around a delegation: its list changes one step at a time. Taken before any registration."""

from collections.abc import Collection

from booking.models import Delegation, DelegationPlace
from booking.states import LIVE_PLACES
from kernel.errors import NotFound
from kernel.locks import Rank, lock_ids, lock_one


def lock_delegation(delegation_id: int) -> Delegation:
    """The delegation as it is now. Raises NotFound when it is gone."""
    found = lock_one(Rank.EVENT, Delegation.objects.select_related("fair", "group").filter(pk=delegation_id))
    if found is None:
        raise NotFound
    return found


def lock_delegations(ids: Collection[int]) -> None:
    lock_ids(Rank.EVENT, Delegation, ids)


def lock_delegation_of(registration_id: int) -> Delegation | None:
    """That to which a registration belongs by a pass of its own making; None for everybody else."""
    places = DelegationPlace.objects.filter(registration_id=registration_id, has_own_pass=False, state__in=LIVE_PLACES)
    place = places.first()
    return lock_delegation(place.delegation_id) if place else None
