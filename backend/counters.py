"""Counting in the cache: how often something happened since its window began. Right under many at once.

Far below a limit a process tells the cache of several at a time: a round trip costs more than most of what is counted.
"""

import time
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import redis
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

QUIET_SECONDS = 5.0
TOGETHER = 10  # and never more than a hundredth of the limit
MOST_KEPT = 10_000  # then what is kept is forgotten
_quiet_until = 0.0
_kept: dict[str, "_Window"] = {}
_lock = Lock()


@dataclass(slots=True)
class _Window:
    """What a process knows of a key: when its window ends, the number it was told last, and how many came since."""

    ends: float
    number: int
    untold: int = 0


class CacheSilent(Exception):
    """The cache did not answer, now or within the last five seconds."""


def count(key: str, *, seconds: int, limit: int = 0) -> tuple[int, float]:
    """Count once more: the number since the window began, and the seconds until it ends.

    With a `limit` others' last few may be missing from the number (at most a hundredth of it for each other process), and
    near it hardly any: from nine tenths on each is told at once.
    Raises CacheSilent; a cache that is frozen costs one time-out (0.3 s) once in five seconds in each process.
    """
    if (known := _among_known(key, limit)) is not None:
        return known
    told = _told(key, seconds)
    if _together(limit) > 1:
        with _lock:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            meanwhile = _kept.get(key)  # of another thread
            _kept[key] = _Window(time.monotonic() + told[1], told[0], meanwhile.untold if meanwhile else 0)
    return told


def _among_known(key: str, limit: int) -> tuple[int, float] | None:
    """The number without asking the cache; None where it must be asked."""
    together = _together(limit)
    with _lock:
        window = _kept.get(key)
        if together < 2 or window is None or (left := window.ends - time.monotonic()) <= 0:
            return None
        number = window.number + window.untold + 1
        if window.untold + 1 >= together or number >= limit * 0.9:
            return None
        window.untold += 1
        return number, left


def _together(limit: int) -> int:
    return min(TOGETHER, limit // 100)


def _told(key: str, seconds: int) -> tuple[int, float]:
    """Those of the key's window that were not told yet, and one more."""
    global _quiet_until  # noqa: PLW0603 -- one breaker per process
    if time.monotonic() < _quiet_until:
        raise CacheSilent
    with _lock:
        window = _kept.pop(key, None)
    number = 1 + (window.untold if window is not None and window.ends > time.monotonic() else 0)
    try:
        chosen = settings.CACHES["default"]
        if str(chosen["BACKEND"]).endswith("RedisCache"):
            return _in_redis(_client(str(chosen["LOCATION"])), key, seconds, number)
        return _in_process(key, seconds, number)
    except (redis.RedisError, OSError) as exc:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        raise CacheSilent from exc


def _in_redis(client: redis.Redis, key: str, seconds: int, more: int) -> tuple[int, float]:
    """On the pool's own connection: the library's pipeline object takes three times as long, and every request counts."""
    pool = client.connection_pool
    line = pool.get_connection()
    try:
        asked = [("INCRBY", key, more), ("EXPIRE", key, seconds, "NX"), ("PTTL", key)]
        line.send_packed_command(line.pack_commands(asked))  # type: ignore[no-untyped-call]  # the library is untyped
        number, _, left = [line.read_response() for _ in asked]
    except BaseException:
        line.disconnect()  # type: ignore[no-untyped-call]  # or its next user would read what is left of this answer
        raise
    finally:
        pool.release(line)
    return int(number), max(0, int(left)) / 1000


def _in_process(key: str, seconds: int, more: int) -> tuple[int, float]:
    """Without CACHE_URL: each process counts for itself. The window's end stands beside the count."""
    now = time.time()
    cache.add(f"{key}:ends", now + seconds, seconds)
    cache.add(key, 0, seconds)
    return cache.incr(key, more), max(0.0, float(cache.get(f"{key}:ends", now)) - now)


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    """No retries: the throttle's answer is worth waiting for once, not four times."""
    return redis.Redis.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3, retry=Retry(NoBackoff(), 0))
