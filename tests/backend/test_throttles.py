"""Throttles count rightly, let people in when the cache is gone, and cannot be talked out of who asks."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.test import override_settings

from backend import counters
from backend.counters import CacheSilent, count
from backend.throttles import AnonThrottle
from tests.factories.fair import make_fair

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counters"}}


@pytest.fixture(autouse=True)
def no_breaker(monkeypatch):
    monkeypatch.setattr(counters, "_quiet_until", 0.0)


@pytest.fixture(params=["redis", "local"])
def any_cache(request):
    with override_settings(CACHES=settings.CACHES if request.param == "redis" else LOCAL):
        yield


def new_key() -> str:
    return f"test:{time.monotonic_ns()}"


def test_a_window_counts_up_and_ends(any_cache):
    key = new_key()
    found = [count(key, seconds=1) for _ in range(3)]
    assert [number for number, _ in found] == [1, 2, 3]
    assert all(0 < left <= 1 for _, left in found)
    time.sleep(1.1)
    assert count(key, seconds=1)[0] == 1


def test_many_at_once_lose_no_count():
    key = new_key()
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: count(key, seconds=60)[0], range(200)))
    assert sorted(numbers) == list(range(1, 201))


@pytest.fixture
def trips(monkeypatch):
    """How many each question to the cache told."""
    told, real = [], counters._in_redis
    monkeypatch.setattr(counters, "_in_redis", lambda *of: told.append(of[-1]) or real(*of))
    return told


def another_process(key, number, seconds):
    return counters._in_redis(counters._client(settings.CACHES["default"]["LOCATION"]), key, seconds, number)


def test_far_below_a_limit_ten_are_told_at_a_time(trips):
    key = new_key()
    assert [count(key, seconds=60, limit=1200)[0] for _ in range(22)] == list(range(1, 23))
    assert trips == [1, 10, 10]
    small = new_key()
    assert [count(small, seconds=60, limit=60)[0] for _ in range(5)] == [1, 2, 3, 4, 5]
    assert trips[3:] == [1] * 5


def test_near_a_limit_each_is_told(trips):
    key = new_key()
    assert [count(key, seconds=60, limit=300)[0] for _ in range(301)] == list(range(1, 302))
    assert set(trips[-30:]) == {1}
    shared = new_key()
    assert count(shared, seconds=60, limit=300)[0] == 1
    another_process(shared, 290, 60)
    assert [count(shared, seconds=60, limit=300)[0] for _ in range(10)][-1] in range(299, 302)
    assert another_process(shared, 0, 60)[0] == 301


def test_what_was_not_told_ends_with_its_window(trips):
    key = new_key()
    assert [count(key, seconds=1, limit=1200)[0] for _ in range(5)] == [1, 2, 3, 4, 5]
    time.sleep(1.1)
    assert count(key, seconds=1, limit=1200)[0] == 1
    assert trips == [1, 1]


def test_many_at_once_lose_few_of_those_told_together():
    key = new_key()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count(key, seconds=60, limit=1000), range(800)))
    told = another_process(key, 0, 60)[0] + counters._kept[key].untold
    assert 790 <= told <= 800


def test_a_frozen_cache_costs_one_time_out_in_five_seconds(monkeypatch):
    with socket.socket() as frozen:
        frozen.bind(("127.0.0.1", 0))
        frozen.listen()
        address = f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"
        with override_settings(CACHES={"default": settings.CACHES["default"] | {"LOCATION": address}}):
            began = time.monotonic()
            for _ in range(20):
                with pytest.raises(CacheSilent):
                    count("key", seconds=60)
            assert time.monotonic() - began < 2
    counters._client(address).close()


@pytest.mark.django_db
def test_an_address_somebody_claims_does_not_count(client, monkeypatch):
    monkeypatch.setattr(AnonThrottle, "THROTTLE_RATES", {"anon": "3/min"})
    make_fair()
    with override_settings(CACHES=LOCAL | {"default": LOCAL["default"] | {"LOCATION": new_key()}}):
        codes = [
            client.get("/api/v1/fairs/", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(4)
        ]
    assert codes == [200, 200, 200, 429]
