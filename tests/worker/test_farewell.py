"""A pool process never outlives its worker, not even one whose worker dies before the kernel was asked to tell of it."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
FORKED = """
import os, sys, time
from worker import farewell
worker, lives = os.getpid(), sys.argv[1] == "lives"
farewell.note_parent()
if os.fork() == 0:
    while not lives and os.getppid() == worker:
        time.sleep(0.01)
    farewell.install()
    os.write(1, b"stays")
    os._exit(0)
if lives:
    os.wait()
"""


@pytest.mark.parametrize(("worker", "said"), [("lives", b"stays"), ("is dead", b"")])
def test_a_pool_process_stays_only_with_its_worker(worker, said):
    done = subprocess.run(
        [sys.executable, "-c", FORKED, worker], cwd=HOUSE, capture_output=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == (said, b"")
