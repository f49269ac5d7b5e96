"""How a pool process ends when its worker dies: at once, or right after the last step of the letter it has in hand.

Celery would have it killed with the parent. Between a mail server's "taken" and our mark in the row that means a second
copy for somebody; those few milliseconds are granted, and nothing more.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.util import set_pdeathsig  # type: ignore[attr-defined]  # its stubs do not know it

LONGEST_SECONDS = 3
PARENT_DIED = signal.SIGRTMIN  # neither Celery nor its pool handles it, so our handler stays

_finishing = False
_asked = False
_parent = 0


def note_parent() -> None:
    """In the worker, before it forks a pool process."""
    global _parent  # noqa: PLW0603 -- one worker per process
    _parent = os.getpid()


def install() -> None:
    """In a fresh pool process: be told of the parent's death instead of being killed with it.

    Of a parent that died before that, the kernel tells nobody: who finds itself with another one goes at once.
    """
    signal.signal(PARENT_DIED, _leave)
    set_pdeathsig(PARENT_DIED)
    if os.getppid() != _parent:
        os._exit(0)


@contextmanager
def finishing() -> Iterator[None]:
    """The step that is finished first, for at most three seconds after the parent's death; then the process goes."""
    global _finishing  # noqa: PLW0603 -- one letter per process
    _finishing = True
    try:
        yield
    finally:
        _finishing = False
        if _asked:
            os._exit(0)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """No exception is raised here: one could be caught on its way, and leave an orphan with a lock in its hand."""
    global _asked  # noqa: PLW0603 -- one letter per process
    if not _finishing:
        os._exit(0)
    _asked = True
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(LONGEST_SECONDS)
