"""The supervisor starts again what ends and leaves nothing behind, however it ends itself."""

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from embedded.processes import mark
from tests.embedded.conftest import wait_until

ROOT = Path(__file__).resolve().parents[2]
# Each child starts a grandchild, as gunicorn and celery do, and tells both numbers.
CHILD = """
import signal, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def end(*_):
    if "--stubborn" not in sys.argv:
        grandchild.kill(); grandchild.wait(); print("finished", flush=True); sys.exit(0)
for number in (signal.SIGTERM, signal.SIGQUIT):
    signal.signal(number, end)
import os
print(f"numbers {os.getpid()} {grandchild.pid}", flush=True)
while True: time.sleep(1)
"""
SUPERVISED = """
import os, sys
from pathlib import Path
from embedded.supervisor import Service, Supervisor
child = [sys.executable, "-c", sys.argv[1]]
Supervisor(
    [Service("first", child), Service("second", [*child, *sys.argv[2:]], patience=0.5)], env=os.environ, cwd=Path.cwd()
).run()
print("all stopped", flush=True)
"""


@pytest.fixture
def supervised(started):
    """A supervisor over two children; its process, and a reader of the next numbers a child tells."""

    def start(*options):
        process = started(sys.executable, "-c", SUPERVISED, CHILD, *options, cwd=ROOT)
        return process, lambda: numbers(process)

    return start


def numbers(process):
    while line := process.stdout.readline():
        found = re.fullmatch(r"(\w+) +\| numbers (\d+) (\d+)\n", line)
        if found:
            return found[1], mark(int(found[2])), mark(int(found[3]))
    raise AssertionError("the supervisor ended")


def test_a_killed_child_is_started_again_and_its_own_children_are_gone(supervised):
    _, next_numbers = supervised()
    told = {name: marks for name, *marks in (next_numbers(), next_numbers())}
    child, grandchild = told["first"]
    os.kill(child.pid, signal.SIGKILL)
    name, fresh, _ = next_numbers()
    assert (name, fresh.is_alive, fresh == child) == ("first", True, False)
    assert not grandchild.is_alive
    assert all(found.is_alive for found in told["second"])


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_ending_signal_stops_all_in_order(supervised, ending):
    process, next_numbers = supervised()
    marks = [found for told in (next_numbers(), next_numbers()) for found in told[1:]]
    process.send_signal(ending)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert output.splitlines() == [
        "first  | stopping",
        "first  | finished",
        "second | stopping",
        "second | finished",
        "all stopped",
    ]
    assert [found for found in marks if found.is_alive] == []


def test_a_child_that_will_not_end_is_killed_with_its_group(supervised):
    process, next_numbers = supervised("--stubborn")
    marks = [found for told in (next_numbers(), next_numbers()) for found in told[1:]]
    began = time.monotonic()
    process.terminate()
    assert process.communicate(timeout=30)[0].endswith("all stopped\n")
    assert time.monotonic() - began < 10
    assert [found for found in marks if found.is_alive] == []


def test_kill_9_of_the_supervisor_ends_its_children(supervised):
    process, next_numbers = supervised()
    marks = [found for told in (next_numbers(), next_numbers()) for found in told[1:]]
    process.kill()
    process.wait()
    wait_until(lambda: not any(found.is_alive for found in marks))


def test_what_a_background_shell_told_us_to_ignore_still_ends_what_we_start(started):
    """A shell that starts `make demo &` has SIGINT and SIGQUIT ignored; a program without handlers must end all the same."""
    ask = "import signal; print([int(signal.getsignal(one) is signal.SIG_IGN) for one in (2, 3, 15)], flush=True)"
    parent = (
        "import signal, sys; signal.signal(2, signal.SIG_IGN); signal.signal(3, signal.SIG_IGN)\n"
        "from embedded.processes import start\n"
        f"raise SystemExit(start([sys.executable, '-c', {ask!r}]).wait())"
    )
    process = started(sys.executable, "-c", parent, cwd=ROOT)
    told, _ = process.communicate(timeout=30)
    assert (told.strip(), process.returncode) == ("[0, 0, 0]", 0)
