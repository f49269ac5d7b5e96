import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from embedded.account import service_account
from embedded.places import make_place


@pytest.fixture
def data():
    """A data folder the service account can reach (pytest's own tmp_path lies in a 700 folder)."""
    folder = Path(tempfile.mkdtemp(prefix="phien-embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place(data):
    return make_place(data / ".data", service_account())


@pytest.fixture
def started():
    """Start a process that is surely gone after the test."""
    processes = []

    def start(*arguments, **options):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(condition, seconds=15):
    """Poll a condition; its last answer is asserted, so a failure shows where."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()
