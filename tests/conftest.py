"""Fixtures of every room. The servers themselves are started by tests/servers.py."""

import gc
import os
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # machines are shared: a slow moment is no fault
settings.load_profile("house")


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look at it again and again (nor come so often: servers.py)."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long tests first and dealt out, else one that begins last keeps all waiting; within both parts the order stays random.

    xdist cuts the list into one run for each process, which begins at its front; who is done takes from the ends of others.
    Many that stand on one dear ground (`slow(together=True)`) go to the first process, so that it is laid once.
    """
    slow, together, quick = [], [], []
    for item in items:
        mark = item.get_closest_marker("slow")
        (quick if mark is None else together if mark.kwargs.get("together") else slow).append(item)
    processes = int(getattr(config, "workerinput", {}).get("workercount", 1))
    cut: list[pytest.Item] = []
    for number in range(processes):
        size = (len(items) - len(cut)) // (processes - number)
        long = ([] if number else together) + slow[number::processes]
        rest = max(0, size - len(long))
        cut += long + quick[:rest]
        quick = quick[rest:]
    items[:] = cut + quick


@pytest.fixture
def process_environment(transactional_db):
    """The environment for a process a test starts: the same servers, and the database of the tests.

    Its data must be committed to be seen there, hence the transactional database.
    """
    from django.db import connection

    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return os.environ | {"DATABASE_URL": url}


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Throttles count what one test asks, not what the tests before it asked."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _language_of_the_house():
    """A page leaves its language behind in the thread; an address reversed next would else begin with it."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _quick_ground():
    """What every test would else pay for again: a whole flush, a look at each static file for each `Client()`, and a
    password that takes a third of a second to hash. (Processes a test starts read such a hash as any other.)
    """
    from django.contrib.auth.hashers import PBKDF2PasswordHasher
    from django.test import TransactionTestCase
    from whitenoise.middleware import WhiteNoiseMiddleware

    from tests.clearing import empty_the_tables

    listed: dict[str, dict] = {}
    look_at_each = WhiteNoiseMiddleware.add_files_from_finders

    def take_what_was_found(self):
        if self.static_prefix not in listed:
            before = self.files
            self.files = {}
            look_at_each(self)
            listed[self.static_prefix], self.files = self.files, before
        self.files = self.files | listed[self.static_prefix]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_the_tables)
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", take_what_was_found)
        yield
