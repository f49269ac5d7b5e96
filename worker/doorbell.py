"""Rings the relay after a commit. A broker that does not answer is left alone for five seconds."""

import time

from worker.app import app

QUIET_SECONDS = 5.0
_quiet_until = 0.0


def ring() -> None:
    """Publish the nudge, or skip it while the breaker is open; a failure opens it and is raised to be logged."""
    global _quiet_until  # noqa: PLW0603 -- one breaker per process
    if time.monotonic() < _quiet_until:
        return
    try:
        app.send_task("outbox.relay", ignore_result=True)
    except Exception:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        raise
