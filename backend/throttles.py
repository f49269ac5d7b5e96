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

from backend.counters import CacheSilent, count

if TYPE_CHECKING:  # the view imports its throttles from the settings
    from rest_framework.views import APIView

log = logging.getLogger(__name__)


class _Counted(SimpleRateThrottle):
    """So many in a window that begins with the first; one round trip where the library's own list needs two."""

    num_requests: int | None
    duration: int | None
    _left = 0.0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        return self.rate is None or self._is_within(self.get_cache_key(request, view))

    def _is_within(self, key: str | None) -> bool:
        if key is None or self.num_requests is None or self.duration is None:
            return True
        try:
            number, self._left = count(key, seconds=self.duration, limit=self.num_requests)
        except CacheSilent:
            log.warning("throttle.cache_down")
            return True
        return number <= self.num_requests

    def wait(self) -> float:
        return self._left


class AnonThrottle(_Counted, AnonRateThrottle):
    pass


class UserThrottle(_Counted, UserRateThrottle):
    pass


class ScopedThrottle(_Counted, ScopedRateThrottle):
    """Set `throttle_scope` on the view: book, register, join, import, log_in, enrol."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        self.scope = getattr(view, self.scope_attr, None)
        if not self.scope:
            return True
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return self._is_within(self.get_cache_key(request, view))


class DeviceThrottle(ScopedThrottle):
    """As `ScopedThrottle`, each device of the door for itself: a hall's gates share one address."""

    def get_cache_key(self, request: Request, view: "APIView") -> str:  # noqa: ARG002
        device_id = getattr(request.auth, "device_id", None)  # of a route that only devices may ask
        return str(self.cache_format % {"scope": self.scope, "ident": f"device-{device_id}"})
