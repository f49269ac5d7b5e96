"""A sign of life of the beat: a file touched whenever it publishes, for a health check to look at its age."""

import os
from pathlib import Path

from celery.signals import before_task_publish

FILE = os.environ.get("BEAT_HEARTBEAT_FILE", "")


def touch(**_: object) -> None:
    Path(FILE).touch()


def listen() -> None:
    """Only where BEAT_HEARTBEAT_FILE names a file."""
    if FILE:
        before_task_publish.connect(touch, weak=False)
