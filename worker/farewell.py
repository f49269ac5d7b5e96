"""How a pool process ends when its worker dies: at once, or right after the last step of the letter it has in hand.

Celery would have it killed with the parent. Between a mail server's "taken" and our mark in the row that means a second
copy for somebody; those few milliseconds are granted, and nothing more.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.util import set_pdeathsig

LONGEST_SECONDS = 3

_finishing = False
_asked = False


def install() -> None:
    """In a fresh pool process: be told of the parent's death by SIGTERM instead of SIGKILL, and obey as said above."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    set_pdeathsig(signal.SIGTERM)


@contextmanager
def finishing() -> Iterator[None]:
    """The step that is finished first, for at most three seconds; then the process goes."""
    global _finishing  # noqa: PLW0603 -- one letter per process
    _finishing = True
    try:
        yield
    finally:
        _finishing = False
        if _asked:
            os._exit(0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603 -- one letter per process
    if not _finishing:
        os._exit(0)
    _asked = True
    signal.alarm(LONGEST_SECONDS)
