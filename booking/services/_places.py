"""Taking a place of an exhibitor, and setting it free, as steps of whoever registers or withdraws somebody."""

from typing import Any

from booking.errors.passes import PlacesTaken
from booking.locks.exhibitors import lock_exhibitor
from booking.models import ExhibitorPass, Registration
from booking.queries.passes import places_of, without_place
from booking.rules.passes import lowest_free
from booking.states import PassKind
from fairs.models import Exhibitor, Fair
from kernel.clock import database_now


def claim_place(exhibitor: Exhibitor, kind: PassKind) -> tuple[Exhibitor, int, int]:
    """The exhibitor, locked, a free place of it and how many there are. Refuses PlacesTaken.

    Who came another way (an import, the organiser) is given a place first, beyond the last one if need be.
    """
    locked = lock_exhibitor(exhibitor.pk)
    places = places_of(locked, kind)
    for registration in without_place(locked, kind).order_by("pk"):
        place = _free(locked, kind)
        write_place(locked, registration, kind, place, max(place, places.total))
    if places.taken >= places.total:
        raise PlacesTaken(places=places.total, taken=places.taken, ask=ask_whom(locked.fair))
    return locked, _free(locked, kind), places.total


def write_place(
    exhibitor: Exhibitor, registration: Registration, kind: PassKind, place: int, places: int
) -> ExhibitorPass:
    taken = {"exhibitor": exhibitor, "kind": kind, "place": place, "places": places}
    found, _ = ExhibitorPass.objects.update_or_create(
        registration=registration, defaults=taken | {"taken_at": database_now(), "released_at": None}
    )
    return found


def give_up_place(registration: Registration) -> None:
    """Nobody holds it from now on; nothing where there was none."""
    own = ExhibitorPass.objects.filter(registration=registration, released_at__isnull=True)
    own.update(released_at=database_now())


def ask_whom(fair: Fair) -> dict[str, Any]:
    return {name: value for name, value in (("email", fair.contact_email), ("phone", fair.contact_phone)) if value}


def _free(exhibitor: Exhibitor, kind: PassKind) -> int:
    taken = ExhibitorPass.objects.filter(exhibitor=exhibitor, kind=kind, released_at__isnull=True)
    return lowest_free(set(taken.values_list("place", flat=True)))
