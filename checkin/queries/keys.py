"""Which public keys of badges the door believes: this installation's own, or on a server at the venue those of its fair."""

import time
from functools import lru_cache

from django.conf import settings

from badges.keys import KeyRing
from booking.keys import key_ring
from checkin.models import Upstream

HELD_SECONDS = 5


def believed_keys() -> KeyRing:
    return _of_upstream(int(time.monotonic() // HELD_SECONDS)) if settings.HALL_SERVER else key_ring()


@lru_cache(maxsize=1)
def _of_upstream(_moment: int) -> KeyRing:
    """Before it has joined it believes nobody but itself, and nobody signs with that."""
    given = Upstream.objects.values_list("badge_keys", flat=True).first()
    return KeyRing.from_hex({key["id"]: key["public"] for key in given}) if given else key_ring()
