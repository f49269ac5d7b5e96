"""The scheduler's table: what it says of goals that are met and missed, and that a small one is measured and judged."""

from bench import schedule
from bench.fairs import fair_problem
from bench.schedule_goals import goals
from matching.problem import parse_problem
from matching.solver import solve


def fair(seed, *, gap=0.0, short=0, idle=900, moved=0, violations=0):
    step = {"cpu_seconds": 0.4, "memory_mb": 80, "violations": violations}
    return {
        "preset": "L",
        "regime": "tight",
        "seed": seed,
        "placed": step | {"gap_percent": gap, "weight": 100 - short, "upper_bound": 100},
        "improved": step | {"idle_slots": idle},
        "rerun": step | {"moved": moved, "dropped": 0},
    }


def instance(name, *, breaks, published, cpu=3.0):
    solved = {"breaks": breaks, "unmet": 0, "cpu": cpu, "judged": "good"}
    return {"instance": name, "published": published, "solve": solved}


def test_a_goal_names_its_worst_fair_and_every_one_that_misses():
    rows = goals(
        [fair(1, gap=0.01), fair(2, gap=0.05, idle=1000), fair(3, idle=1200, moved=1)],
        [instance("one", breaks=3, published=3), instance("two", breaks=5, published=4, cpu=25.0)],
    )
    missed = {row["goal"]: (row["measured"], row["worst"], row["misses"]) for row in rows if not row["met"]}
    assert missed == {
        "L: certified gap, %: under 0.05": (0.05, "L tight 2", ["L tight 2"]),
        "L tight: idle slots after the search: under 1000": (1200, "L tight 3", ["L tight 2", "L tight 3"]),
        "re-run: meetings moved: at most 0": (1, "L tight 3", ["L tight 3"]),
        "public instances: breaks above the published optimum: at most 0": (1, "two", ["two"]),
        "public instances: s of processor time: under 25.0": (25.0, "two", ["two"]),
    }
    assert all("misses" not in row and row["measured"] is not None for row in rows if row["met"])


def test_what_was_not_measured_is_no_goal_met():
    assert not any("idle" in row["goal"] or "public" in row["goal"] for row in goals([], []))
    assert goals([fair(1, violations=2)], [])[-1] == {
        "goal": "violations the judge found: at most 0",
        "met": False,
        "measured": 6,
        "worst": "L tight 1",
        "of": 1,
        "misses": ["L tight 1"],
    }


def test_a_small_fair_is_measured_and_judged(capfd):
    figures = schedule.measure(schedule.Size(presets=("S",), regimes=("narrow",), seeds=1, rival_seconds=5))
    (case,) = figures["cases"]
    expected = solve(parse_problem(fair_problem(100, 60, 24, 600, seed=1, regime="narrow")), seconds=0)
    assert (case["placed"]["weight"], case["placed"]["meetings"]) == (expected.weight, len(expected.meetings))
    assert case["highs"]["weight"] == expected.weight > case["greedy"]["weight"]
    assert "improved" not in case
    assert capfd.readouterr().err.splitlines() == figures["table"]
    exact = [row for row in figures["goals"] if row["goal"].startswith("S narrow")]
    assert [(row["met"], row["measured"], row["of"]) for row in exact] == [(True, 0, 1)]
