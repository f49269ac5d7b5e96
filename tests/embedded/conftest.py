import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from embedded.account import service_account
from embedded.places import Place, make_place
from embedded.postgres import PostgresServer


def make_data_folder():
    """One the service account can reach (pytest's own tmp_path lies in a 700 folder)."""
    folder = Path(tempfile.mkdtemp(prefix="phien-embedded-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def data():
    folder = make_data_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place(data):
    return make_place(data / ".data", service_account())


@pytest.fixture(scope="session")
def furnish():
    """`furnish(place)`: a cluster stands there as its first start leaves it, a copy of one made once.

    For tests that are not about making one: that takes more than a second of a processor.
    """
    folder = make_data_folder()
    made = make_place(folder, service_account())
    server = PostgresServer(made, durable=False)
    server.start()
    server.stop()

    def copied(place: Place) -> Place:
        for origin, goal in ((server.cluster, place.home), (made.data / "postgres.password", place.data)):
            subprocess.run(["cp", "--archive", origin, goal], check=True)
        return place

    yield copied
    shutil.rmtree(folder)


@pytest.fixture
def furnished(place, furnish):
    return furnish(place)


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


def wait_until(condition, seconds=60):
    """Poll a condition; its last answer is asserted, so a failure shows where. Patient: the machine may be busy elsewhere."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert answer
