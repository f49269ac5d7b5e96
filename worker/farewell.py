"""How a pool process ends when its worker dies: at once, or right after the last step of the letter it has in hand.

Celery would have it killed with the parent. Between a mail server's "taken" and our mark in the row that means a second
copy for somebody; those few milliseconds are granted, and nothing more.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.util import set_pdeathsig

LONGEST_SECONDS = 3

_asked = False


def install() -> None:
    """In a fresh pool process: be told of the parent's death by SIGTERM instead of SIGKILL."""
    set_pdeathsig(signal.SIGTERM)


@contextmanager
def finishing() -> Iterator[None]:
    """The step that is finished first, for at most three seconds after SIGTERM; then the process goes.

    The handler stands only meanwhile: the pool sets its own, which ends the process at once, after every initialiser.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if _asked:
            os._exit(0)


def _remember(_signal: int, _frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603 -- one letter per process
    _asked = True
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LONGEST_SECONDS)
