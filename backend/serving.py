"""gunicorn's settings (`gunicorn -c python:backend.serving backend.wsgi:application`): threads, and one shared copy of the code."""

import os
import socket
import time

from django.urls import get_resolver
from gunicorn.workers.gthread import ThreadWorker

from kernel import memory
from kernel.postgres.base import DatabaseWrapper

memory.hold_little()

YIELD_SECONDS = 0.0001


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # the library is untyped
    """Threads that leave the next connection to the worker that has fewer.

    Connections are kept alive, so whoever takes a burst of them serves it to its end while the other rests. With more of
    them than threads, a worker waits a moment for each it has too many before it takes one more.
    """

    def accept(self, listener: socket.socket) -> None:
        time.sleep(max(0, self.nr_conns - self.cfg.threads) * YIELD_SECONDS)
        super().accept(listener)


bind = os.environ.get("WEB_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
certfile = os.environ.get("WEB_CERTIFICATE") or None
keyfile = os.environ.get("WEB_CERTIFICATE_KEY") or None
worker_class = EvenWorker
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
preload_app = True
graceful_timeout = 10
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Before the workers are forked: load every view, and what every page looks an address up in."""
    _ = get_resolver().reverse_dict
    memory.share_what_is_loaded()


def post_worker_init(_worker: object) -> None:
    """These threads serve until the worker ends."""
    DatabaseWrapper.is_kept_between_requests = True
    memory.pause_briefly()
