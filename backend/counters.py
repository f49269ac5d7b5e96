"""Counting in the cache: how often something happened since its window began. One round trip, right under many at once."""

import time
from functools import lru_cache

import redis
from django.conf import settings
from django.core.cache import cache
from redis.backoff import NoBackoff
from redis.retry import Retry

QUIET_SECONDS = 5.0
_quiet_until = 0.0


class CacheSilent(Exception):
    """The cache did not answer, now or within the last five seconds."""


def count(key: str, *, seconds: int) -> tuple[int, float]:
    """Count once more: the number since the window began, and the seconds until it ends.

    Raises CacheSilent; a cache that is frozen costs one time-out (0.3 s) once in five seconds in each process.
    """
    global _quiet_until  # noqa: PLW0603 -- one breaker per process
    if time.monotonic() < _quiet_until:
        raise CacheSilent
    try:
        chosen = settings.CACHES["default"]
        if str(chosen["BACKEND"]).endswith("RedisCache"):
            return _in_redis(_client(str(chosen["LOCATION"])), key, seconds)
        return _in_process(key, seconds)
    except (redis.RedisError, OSError) as exc:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        raise CacheSilent from exc


def _in_redis(client: redis.Redis, key: str, seconds: int) -> tuple[int, float]:
    """On the pool's own connection: the library's pipeline object takes three times as long, and every request counts."""
    pool = client.connection_pool
    line = pool.get_connection()
    try:
        asked = [("INCR", key), ("EXPIRE", key, seconds, "NX"), ("PTTL", key)]
        line.send_packed_command(line.pack_commands(asked))  # type: ignore[no-untyped-call]  # the library is untyped
        number, _, left = [line.read_response() for _ in asked]
    except BaseException:
        line.disconnect()  # type: ignore[no-untyped-call]  # or its next user would read what is left of this answer
        raise
    finally:
        pool.release(line)
    return int(number), max(0, int(left)) / 1000


def _in_process(key: str, seconds: int) -> tuple[int, float]:
    """Without CACHE_URL: each process counts for itself. The window's end stands beside the count."""
    now = time.time()
    cache.add(f"{key}:ends", now + seconds, seconds)
    cache.add(key, 0, seconds)
    return cache.incr(key), max(0.0, float(cache.get(f"{key}:ends", now)) - now)


@lru_cache(maxsize=2)
def _client(url: str) -> redis.Redis:
    """No retries: the throttle's answer is worth waiting for once, not four times."""
    return redis.Redis.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3, retry=Retry(NoBackoff(), 0))
