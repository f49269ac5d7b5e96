"""How often one client may ask. Counted in the cache; a cache that is down lets people in."""

import logging
from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import (
    AnonRateThrottle,
    ScopedRateThrottle,
    SimpleRateThrottle,
    UserRateThrottle,
)

if TYPE_CHECKING:  # the view imports its throttles from the settings
    from rest_framework.views import APIView

log = logging.getLogger(__name__)


class _OpenWhenCacheIsDown(SimpleRateThrottle):
    def allow_request(self, request: Request, view: "APIView") -> bool:
        try:
            return bool(super().allow_request(request, view))
        except Exception:  # noqa: BLE001 -- the cache is a comfort; a booking must not fail with it
            log.warning("throttle.cache_down")
            return True


class AnonThrottle(_OpenWhenCacheIsDown, AnonRateThrottle):
    pass


class UserThrottle(_OpenWhenCacheIsDown, UserRateThrottle):
    pass


class ScopedThrottle(_OpenWhenCacheIsDown, ScopedRateThrottle):
    """Set `throttle_scope` on the view: book, register, log_in."""
