"""The workloads run, at a hundredth of their size, and count what they did."""

import pytest

from bench import accepts, bookers, door, plan, redeem
from bench.__main__ import main
from bench.house import house

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def assert_costs(figures):
    assert figures["rate"] > 0
    assert figures["resent"] == 0
    assert {"web_cpu_ms", "database_cpu_ms", "client_cpu_ms", "times_bare"} <= set(figures)


def test_each_workload_counts_what_it_did(process_environment, settings):
    """One house for all: what runs is small, what it takes to start is not."""
    seed = {"BADGE_SIGNING_SEED": settings.BADGE_SIGNING_SEED}  # the test writes the badges the house reads
    with house(process_environment | seed) as running:
        few = {"bare_selects": 40, "running": running}
        redeems(redeem.measure(redeem.Size(badges=60, at_once=(4, 8), **few)))
        scans(door.measure(door.Size(badges=120, looks=40, kept=30, at_once=(4,), **few)), badges=120)
        books(bookers.measure(bookers.Size(bookers=60, booths=3, at_once=(8, 60), **few)))
        reads(plan.measure(plan.Size(booths=40, sold=10, reads=30, at_once=4, **few)))
        meets(accepts.measure(accepts.Size(people=6, wishes=20, at_once=(8,), **few)))


def redeems(figures):
    for run in (figures["4_at_once"], figures["8_at_once"]):
        assert (run["requests"], run["codes"], run["verdicts"]) == (60, {"200": 60}, {"ok": 60})
        assert_costs(run)


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
