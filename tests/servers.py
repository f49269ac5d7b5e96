"""A pytest plugin (`-p tests.servers`): own PostgreSQL and Valkey for the run, started before the settings are read.

DATABASE_URL, REDIS_URL and CACHE_URL are put into the environment, so that processes which a test starts find the
same servers. Who sets DATABASE_URL and REDIS_URL already keeps his own.
"""

import atexit
import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from embedded.servers import Servers, start_test_servers, stop_test_servers

gc.set_threshold(50_000, 20, 20)  # from the first import on: what is loaded stays, as tests/conftest.py says
GIVEN = ("DATABASE_URL", "REDIS_URL")
_started: list[tuple[Servers, Path]] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, None, None]:
    """Runs before pytest-django's own hook of this name, which imports the settings.

    Under `-n` each worker process starts servers of its own, so that a test which freezes or restarts them disturbs
    nobody else's; the process that only hands out the tests starts none.
    """
    os.environ.setdefault("INSECURE_LOCAL", "true")
    if _hands_out_only(args):
        return (yield)
    missing = [name for name in GIVEN if not os.environ.get(name)]
    if missing:
        _started.append(start_test_servers())
        atexit.register(_stop)
        addresses = _started[0][0].environment
        for name in missing:
            os.environ[name] = addresses[name]
        os.environ.setdefault("CACHE_URL", addresses["CACHE_URL"])
    return (yield)


def _hands_out_only(args: list[str]) -> bool:
    wants_workers = any(arg == "-n" or arg.startswith(("-n", "--numprocesses")) for arg in args)
    return wants_workers and "PYTEST_XDIST_WORKER" not in os.environ


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _stop()


def _stop() -> None:
    while _started:
        stop_test_servers(*_started.pop())
