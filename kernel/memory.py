"""How a serving process deals with its memory: said at its start, before it forks, and once more in each that serves."""

import contextlib
import ctypes
import gc
import os

# malloc.h of glibc
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 1 << 20  # bytes: a drawing or a file on its way out, given back as soon as it is gone


def hold_little() -> None:
    """Before the first thread. One heap for all threads, for Python lets one of them work at a time and each heap keeps
    what it once had; without glibc nothing is said to the allocator.
    """
    gc.set_threshold(50_000, 20, 20)  # what a start makes stays: looking for waste among it costs a fifth of the time
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # typesetting one sheet is no work for a crowd
    with contextlib.suppress(AttributeError):
        say = ctypes.CDLL(None).mallopt
        say(_ARENA_MAX, 1)
        say(_MMAP_THRESHOLD, _LARGE)
        say(_TRIM_THRESHOLD, _LARGE)


def share_what_is_loaded() -> None:
    """Before processes are forked: keep the collector off what they and we share (158 -> 103 MB)."""
    gc.collect()
    gc.freeze()


def pause_briefly() -> None:
    """In a process that serves: garbage in rings comes with every page, so look for it often and be done in ten
    milliseconds, not seldom and for a hundred.
    """
    gc.set_threshold(5_000, 20, 20)
