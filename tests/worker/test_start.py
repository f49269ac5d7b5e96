"""`python -m worker`, as the demo and docker-compose.yml start it."""

import runpy
import sys

import pytest

from worker.app import app


def test_a_worker_has_two_processes_however_many_cores_there_are(monkeypatch):
    asked = {}

    class Worker:
        exitcode = 3

        def __init__(self, **settings):
            asked.update(settings)

        def start(self):
            asked["is_started"] = True

    monkeypatch.setattr(app, "Worker", Worker)
    monkeypatch.delitem(sys.modules, "worker.__main__", raising=False)  # another test may have read its settings
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("worker", run_name="__main__")
    assert ended.value.code == 3
    assert asked["is_started"]
    assert (asked["pool_cls"], asked["concurrency"]) == ("prefork", 2)
