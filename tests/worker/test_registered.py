"""What the beat rings and the doorbell asks for is known to a worker that starts as the house starts it."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from worker.app import app

ROOT = Path(__file__).resolve().parents[2]
ASK = "from worker.app import app; app.loader.import_default_modules(); print(*sorted(app.tasks))"


def test_a_worker_knows_every_task_that_is_rung():
    """In a process of its own: here other tests have imported the modules of tasks already."""
    known = set(
        subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    )
    rung = {entry["task"] for entry in app.conf.beat_schedule.values()} | set(app.conf.task_routes)
    rung |= set(re.findall(r'_publish\("([\w.]+)"', (ROOT / "worker/doorbell.py").read_text()))
    assert {"outbox.relay", "badges.sweep", "badges.print", "schedule.compute"} <= rung
    assert rung <= known


@pytest.mark.parametrize(
    ("name", "level", "told"),
    [
        ("outbox.relay", logging.INFO, False),
        ("outbox.relay", logging.ERROR, True),
        ("messages.send", logging.INFO, True),
    ],
)
def test_the_log_tells_of_work_and_of_trouble_and_not_that_the_clock_ticked(name, level, told):
    record = logging.LogRecord("celery.app.trace", level, "", 1, "", (), None)
    record.data = {"name": name}
    assert bool(logging.getLogger("celery.app.trace").filter(record)) is told
