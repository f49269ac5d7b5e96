"""The command line: exit codes, files and streams, one sentence for what is bad."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from matching.cli import main
from tests.matching.instances import plain_problem
from tests.matching.test_judge import a_plan, a_problem

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    returncode: int | str | None
    stdout: str
    stderr: str


def run(*words: str, stdin: str = "") -> Done:
    """As the process ends, in this one; the last test starts a true one."""
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    code: int | str | None
    with (
        redirect_stdout(io.StringIO()) as out,
        redirect_stderr(io.StringIO()) as err,
        patch.object(sys, "stdin", given),
    ):
        try:
            code = main(words)
        except SystemExit as ended:
            code = ended.code
    return Done(code, out.getvalue(), err.getvalue())


def written(path: Path, value: Any) -> str:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return str(path)


def test_solve_from_stdin_to_stdout_and_judge(tmp_path: Path) -> None:
    problem = plain_problem(1, people=12, slots=6, requests=30)
    done = run("solve", "--seconds", "0", stdin=json.dumps(problem))
    assert (done.returncode, done.stderr) == (0, "")
    judged = run("judge", written(tmp_path / "problem.json", problem), written(tmp_path / "plan.json", done.stdout))
    assert (judged.returncode, judged.stderr) == (0, "")


def test_solve_from_file_to_file_is_the_same_each_time(tmp_path: Path) -> None:
    problem = written(tmp_path / "problem.json", plain_problem(2, people=20, slots=8, requests=60))
    plans = []
    for name in ("one.json", "two.json"):
        done = run("solve", problem, "--seconds", "0", "--seed", "3", "-o", str(tmp_path / name))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        plan = json.loads((tmp_path / name).read_text())
        del plan["seconds"]
        plans.append(plan)
    assert plans[0] == plans[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "problem.json", "two.json"]


def test_the_time_limit_is_kept(tmp_path: Path) -> None:
    problem = plain_problem(3, people=20, slots=10, requests=80, tables=8)
    done = run("solve", "--seconds", "0.4", stdin=json.dumps(problem))
    plan = json.loads(done.stdout)
    assert plan["seconds"] < 2
    judged = run("judge", written(tmp_path / "p.json", problem), written(tmp_path / "q.json", plan))
    assert judged.returncode == 0


def test_previous_keeps_what_stands(tmp_path: Path) -> None:
    problem = written(tmp_path / "problem.json", plain_problem(4, people=20, slots=8, requests=60))
    old, new = str(tmp_path / "old.json"), str(tmp_path / "new.json")
    assert run("solve", problem, "--seconds", "0", "-o", old).returncode == 0
    assert run("solve", problem, "--seconds", "0", "--previous", old, "-o", new).returncode == 0
    plans = [json.loads(Path(path).read_text()) for path in (old, new)]
    assert plans[1]["moved"] == 0
    assert {json.dumps(meeting) for meeting in plans[1]["meetings"]} >= {json.dumps(m) for m in plans[0]["meetings"]}


def test_a_violation_exits_1_and_is_listed(tmp_path: Path) -> None:
    plan = a_plan() | {"weight": 12, "breaks": 9}
    done = run("judge", written(tmp_path / "problem.json", a_problem()), written(tmp_path / "plan.json", plan))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "wrong_weight: the plan says 12, counted 11",
        "wrong_breaks: the plan says 9, counted 1",
    ]


def test_a_typo_in_a_key_exits_2_with_its_name_and_no_plan(tmp_path: Path) -> None:
    problem = a_problem()
    problem["tabels"] = problem.pop("tables")
    target = tmp_path / "plan.json"
    done = run("solve", "-o", str(target), stdin=json.dumps(problem))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'tabels: unknown key (did you mean "tables"?).\n'
    assert not target.exists()


@pytest.mark.parametrize("command", [["solve", "gone.json"], ["judge", "gone.json", "gone.json"]])
def test_a_missing_file_exits_2(command: list[str]) -> None:
    done = run(*command)
    assert (done.returncode, done.stderr) == (2, "gone.json: cannot be read, No such file or directory.\n")


def test_a_file_that_is_not_utf8_exits_2(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b'{"name": "\xff"}')
    done = run("solve", str(tmp_path / "bad.json"))
    assert done.returncode == 2
    assert done.stderr.endswith("is not UTF-8 at byte 10.\n")


def test_an_unwritable_target_exits_2(tmp_path: Path) -> None:
    target = tmp_path / "no" / "plan.json"
    done = run("solve", "--seconds", "0", "-o", str(target), stdin=json.dumps(plain_problem(1)))
    assert (done.returncode, done.stderr) == (2, f"{target}: cannot be written, No such file or directory.\n")


def test_a_bad_previous_plan_names_its_field(tmp_path: Path) -> None:
    plan = a_plan()
    plan["meetings"][1]["slto"] = 3
    previous = written(tmp_path / "old.json", plan)
    done = run("solve", "--seconds", "0", "--previous", previous, stdin=json.dumps(a_problem()))
    assert done.returncode == 2
    assert done.stderr == 'previous.meetings[1].slto: unknown key (did you mean "slot"?).\n'


def test_a_bad_plan_exits_2_when_judged(tmp_path: Path) -> None:
    plan = a_plan()
    del plan["weight"]
    done = run("judge", written(tmp_path / "p.json", a_problem()), written(tmp_path / "q.json", plan))
    assert (done.returncode, done.stderr) == (2, "weight: must be an integer of at least 0.\n")


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "soon"])
def test_a_senseless_time_limit_exits_2(seconds: str) -> None:
    assert run("solve", "--seconds", seconds, stdin="{}").returncode == 2


def test_a_senseless_number_of_processes_exits_2() -> None:
    assert run("solve", "--processes", "0", stdin="{}").returncode == 2


def test_a_must_nobody_can_place_exits_1_with_the_best_plan_written() -> None:
    """Three firms that must all meet each other in two slots: each pair fits, all three do not."""
    problem = {
        "slots": [{"id": t, "day": 0, "index": t} for t in range(2)],
        "tables": 3,
        "participants": [
            {"id": name, "kind": "firm", "availability": [0, 1], "max_meetings": 2} for name in ("A", "B", "C")
        ],
        "requests": [
            {"id": i, "a": a, "b": b, "weight": 1, "must": True} for i, (a, b) in enumerate(["AB", "BC", "CA"])
        ],
    }
    done = run("solve", "--seconds", "0", stdin=json.dumps(problem))
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["meetings"]) == 2
    assert done.stderr.startswith("requests: no place was found for 1 that must be met: ")


def test_as_a_process_it_reads_a_stream_writes_a_stream_and_ends_with_the_code() -> None:
    command = [sys.executable, "-W", "error", "-m", "matching"]
    problem = json.dumps(a_problem())
    done = subprocess.run(
        [*command, "solve", "--seconds", "0"], input=problem, capture_output=True, text=True, check=False, cwd=ROOT,
        timeout=60, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["meetings"]
    refused = subprocess.run(
        [*command, "judge", "gone", "gone"], capture_output=True, check=False, cwd=ROOT, timeout=60
    )
    assert refused.returncode == 2
