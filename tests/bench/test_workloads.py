"""The workloads run, at a hundredth of their size, and count what they did."""

import subprocess
import time
from pathlib import Path

import pytest

from bench import accepts, bookers, camera, door, plan, redeem, speed
from bench.__main__ import main
from bench.house import house

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def assert_costs(figures):
    assert figures["rate"] > 0
    assert figures["resent"] == 0
    assert {"web_cpu_ms", "database_cpu_ms", "client_cpu_ms", "times_bare", "times_bare_view"} <= set(figures)


def test_each_workload_counts_what_it_did(process_environment, settings):
    """One house for all: what runs is small, what it takes to start is not."""
    seed = {"BADGE_SIGNING_SEED": settings.BADGE_SIGNING_SEED}  # the test writes the badges the house reads
    with house(process_environment | seed, has_pages=True) as running:
        few = {"bare_requests": 40, "running": running}
        redeems(redeem.measure(redeem.Size(badges=60, at_once=(4, 8), **few)))
        at_the_door = door.Size(badges=120, looks=40, kept=30, at_once=(4,), **few)
        before_it = camera.Size(badges=3, held=1.2, running=running)
        table(speed.measure(speed.Size(looks=at_the_door, frames=before_it, printed=130, warm=5)))
        books(bookers.measure(bookers.Size(bookers=60, booths=3, at_once=(8, 60), **few)))
        reads(plan.measure(plan.Size(booths=40, sold=10, reads=30, at_once=4, **few)))
        meets(accepts.measure(accepts.Size(people=6, wishes=20, at_once=(8,), **few)))


def redeems(figures):
    for run in (figures["4_at_once"], figures["8_at_once"]):
        assert (run["requests"], run["codes"], run["verdicts"]) == (60, {"200": 60}, {"ok": 60})
        assert_costs(run)


def table(figures):
    assert [line["what"] for line in figures["table"]] == [
        "verdicts a second, 4 at once",
        "verdict, 4 at once, p99",
        "web processor time a verdict, 4 at once",
        "database processor time a verdict, 4 at once",
        "camera frame to verdict, online, median of 3",
        "camera frame to verdict, offline, median of 3",
        "30 kept scans flushed",
        "snapshot of 120 badges",
        "130 different badges as PDF",
        "one badge as PDF, warm",
    ]
    for line in figures["table"]:
        bound, goal = line["goal"].split()[1:3]
        assert line["met"] is (line["measured"] >= float(goal) if bound == "least" else line["measured"] <= float(goal))
    there = figures["table_where_the_bare_view_does_1870_a_second"]
    assert [(line["what"], line["goal"]) for line in there] == [
        (line["what"], line["goal"]) for line in figures["table"][:4]
    ]
    share = figures["beside_bare_answers"]["4_at_once"]["rate_of_bare_view"]
    assert there[0]["measured"] == pytest.approx(1870 * share, rel=0.01)
    assert figures["printing"]["badges"] == 130
    for way in ("online", "offline"):
        assert 0 < figures["camera"][way]["median_ms"] <= figures["camera"][way]["max_ms"]
    scans(figures["door"], badges=120)


def test_a_frozen_broker_goes_on_afterwards():
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        with door.frozen(sleeper.pid):
            assert state_of(sleeper.pid) == "T"
        assert state_of(sleeper.pid) in "SR"
    finally:
        sleeper.kill()
        sleeper.wait()


def state_of(pid):
    """T is frozen; the kernel needs a moment for it."""
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "T":
            break
        time.sleep(0.01)
    return state


def scans(figures, badges):
    assert (figures["4_at_once"]["requests"], figures["4_at_once"]["codes"]) == (40, {"200": 40})
    assert_costs(figures["4_at_once"])
    assert set(figures["flush"]) == {"scans", "first", "again"}
    assert figures["snapshot"]["kib"] * 1024 > badges * 21 > figures["snapshot"]["changes_bytes"]


def books(figures):
    for run in (figures["8_at_once"], figures["60_at_once"]):
        assert (run["requests"], run["codes"], run["winners"]) == (60, {"201": 3, "409": 57}, 3)
        assert (run["refusals"], run["told_alternatives"], run["server_errors"]) == ({"booth_taken": 57}, 57, 0)
        assert_costs(run)


def reads(figures):
    for name, status in {"plan": "200", "plan_unchanged": "304", "states": "200", "states_unchanged": "304"}.items():
        assert figures[name]["codes"] == {status: 30}
        assert_costs(figures[name])


def meets(figures):
    run = figures["8_at_once"]
    assert (run["requests"], run["server_errors"], figures["deadlocks"]) == (20, 0, 0)
    assert run["accepted"] + sum(run["refusals"].values()) == 20
    assert run["accepted"] > 0
    assert_costs(run)


def test_an_unknown_workload_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["redeeem"])
    assert "no workload redeeem; there are redeem, door, bookers, plan" in capsys.readouterr().err
