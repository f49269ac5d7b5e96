"""How often a page may be tried, counted in the cache. A cache that is down lets people in."""

import logging

from django.core.cache import cache

from kernel.errors import TooMany

log = logging.getLogger(__name__)


def count_attempt(name: str, who: str, *, most: int, seconds: int) -> None:
    """Raises TooMany after `most` attempts of `who` within `seconds` of the first."""
    key = f"attempts:{name}:{who}"
    try:
        cache.add(key, 0, timeout=seconds)
        attempts = cache.incr(key)
    except Exception:  # noqa: BLE001 -- the cache is a comfort; nobody stays outside because it is down
        log.warning("limits.cache_down")
        return
    if attempts > most:
        raise TooMany
