"""A worker that has more connections than threads leaves the next one to the other."""

import socket
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from backend import serving


@pytest.mark.parametrize(("connections", "waits"), [(0, 0.0), (4, 0.0), (5, 0.0001), (20, 0.0016)])
def test_a_busy_worker_waits_before_it_takes_one_more(monkeypatch, connections, waits):
    done = []
    monkeypatch.setattr(serving.time, "sleep", lambda seconds: done.append(("wait", pytest.approx(seconds))))
    monkeypatch.setattr(ThreadWorker, "accept", lambda _, listener: done.append(("take", listener)))
    monkeypatch.setattr(serving.EvenWorker, "__init__", lambda _: None)
    here = serving.EvenWorker()
    here.nr_conns, here.cfg = connections, SimpleNamespace(threads=4)
    with socket.socket() as listener:
        here.accept(listener)
        assert done == [("wait", waits), ("take", listener)]
