"""Steps around the places of a delegation, the delegation locked: two counters, each guarded where it is moved."""

import datetime as dt

from django.db.models import F

from booking.errors.delegations import DelegationFull
from booking.models import Delegation, DelegationPlace, Registration
from booking.states import LIVE_PLACES, PLACE_MOVES, PlaceState
from kernel.history import record
from kernel.states import check_move


def take_place(delegation: Delegation) -> None:
    """Refuses DelegationFull."""
    if not _count_one_in(delegation):
        raise DelegationFull(places=delegation.places)


def _count_one_in(delegation: Delegation) -> bool:
    """The guard: the counter moves only where there is room."""
    room = Delegation.objects.filter(pk=delegation.pk, places_taken__lt=F("places"))
    return room.update(places_taken=F("places_taken") + 1) == 1


def move_place(place: DelegationPlace, after: PlaceState, *, now: dt.datetime, actor_id: int | None) -> None:
    """Refuses IllegalMove. Of a group badge one head less is counted for each who is confirmed; a place that ends is free."""
    before = place.state
    check_move(PLACE_MOVES, before, after)
    delegation = place.delegation
    place.state, place.decided_at = after, now
    place.save(update_fields=["state", "decided_at"])
    if before not in LIVE_PLACES and after in LIVE_PLACES:
        take_place(delegation)
    if before in LIVE_PLACES and after not in LIVE_PLACES:
        Delegation.objects.filter(pk=delegation.pk).update(places_taken=F("places_taken") - 1)
    named = (after == PlaceState.CONFIRMED) - (before == PlaceState.CONFIRMED)
    if named and delegation.group_id:
        Registration.objects.filter(pk=delegation.group_id).update(named_count=F("named_count") + named)
    record(place, "moved", actor_id=actor_id, before=before, after=after)


def leave_place(registration: Registration, after: PlaceState, *, now: dt.datetime, actor_id: int | None) -> None:
    """Whose registration has ended is on no list any more; of whoever withdrew no name stays on it."""
    places = DelegationPlace.objects.select_related("delegation").filter(
        registration=registration, has_own_pass=False, state__in=LIVE_PLACES
    )
    for place in places:
        move_place(place, after, now=now, actor_id=actor_id)
        if after == PlaceState.WITHDRAWN:
            forget(place)


def forget(place: DelegationPlace) -> None:
    place.full_name = place.email = place.phone = place.who = ""
    place.save(update_fields=["full_name", "email", "phone", "who"])
