"""Run as a script: gives up root, hears every signal again, asks for one when the parent dies, becomes the program.

It stands alone (`python -I -S launch.py`) because the steps must happen between fork and exec, where a
threaded parent may not run Python code of its own.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
ENDING = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
"""A shell ignores the first two for what it starts in the background, and so would all that is started by that."""


def main(arguments: list[str]) -> None:
    """`parent-pid uid gid death-signal program argument…`; uid -1 keeps the present user.

    The order is law: changing the user clears the death signal, so it is asked for last; a parent that died
    before that would never be noticed, so its number is compared afterwards.
    """
    parent, uid, gid, death_signal = (int(value) for value in arguments[:4])
    command = arguments[4:]
    if uid >= 0:
        os.umask(0o077)
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    for each in ENDING:
        signal.signal(each, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 -- becoming the program without a shell is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
