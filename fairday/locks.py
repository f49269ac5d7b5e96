"""Row locks of this floor: losses and offers are claims, locked after the wishes they are about and before meetings."""

from fairday.models import LostSlot, RefillOffer
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one


def lock_lost(lost_id: int) -> LostSlot:
    """Whoever offers or closes a lost slot holds it. Raises NotFound when it is gone."""
    lost = lock_one(Rank.CLAIM, LostSlot.objects.filter(pk=lost_id))
    if lost is None:
        raise NotFound
    return lost


def lock_offer(offer_id: int) -> RefillOffer:
    """The offer as it is now, after its lost slot. Raises NotFound when it is gone."""
    offer = lock_one(Rank.CLAIM, RefillOffer.objects.filter(pk=offer_id))
    if offer is None:
        raise NotFound
    return offer
