"""The command line:

files or streams in and out, and the exit codes 0 (good), 1 (a `must` or the judge is unhappy), 2 (bad input).
"""

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from matching import judge
from matching.plan import Plan, parse_plan, plan_as_json
from matching.problem import parse_problem
from matching.reader import BadInput, load_object, show
from matching.solver import solve
from matching.team import as_many_as_cores

GOOD, UNHAPPY, BAD_INPUT = 0, 1, 2
MOST_PROCESSES = 16


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return _solve(arguments) if arguments.command == "solve" else _judge(arguments)
    except (BadInput, judge.Malformed) as exc:
        sys.stderr.write(f"{exc}\n")
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description="Schedule meetings, and judge a schedule.")
    commands = parser.add_subparsers(dest="command", required=True)
    solving = commands.add_parser("solve", help="read a problem, write a plan")
    solving.add_argument("problem", nargs="?", default="-", help="problem file; standard input when absent")
    solving.add_argument("--seconds", type=_seconds, default=10.0, help="time limit; 0 = placement only (default 10)")
    solving.add_argument("--seed", type=int, default=1)
    solving.add_argument(
        "--processes",
        type=_processes,
        default=as_many_as_cores(),
        help="that search for less idle time at once (default: the cores, up to 2). With the same seed and number the same "
        "tries give the same plan, but how many fit into the time differs; with --seconds 0 it makes no difference",
    )
    solving.add_argument("--previous", help="the plan that stands now; keeps of it what it can")
    solving.add_argument("-o", "--output", default="-", help="plan file; standard output when absent")
    judging = commands.add_parser("judge", help="check a plan against its problem")
    judging.add_argument("problem")
    judging.add_argument("plan")
    return parser


def _seconds(word: str) -> float:
    value = float(word)
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"must be a number of seconds from 0 on, not {word}")
    return value


def _processes(word: str) -> int:
    value = int(word)
    if not 1 <= value <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MOST_PROCESSES}, not {word}")
    return value


def _solve(arguments: argparse.Namespace) -> int:
    problem = parse_problem(load_object(_read(arguments.problem), "problem"))
    previous = _previous(arguments.previous) if arguments.previous else None
    plan = solve(
        problem, seconds=arguments.seconds, seed=arguments.seed, previous=previous, processes=arguments.processes
    )
    _write(arguments.output, json.dumps(plan_as_json(plan)) + "\n")
    must = {request.id for request in problem.requests if request.must}
    left = [unmet.request for unmet in plan.unmet if unmet.request in must]
    if left:
        names = ", ".join(show(request) for request in left[:5]) + (", ..." if len(left) > 5 else "")
        sys.stderr.write(f"requests: no place was found for {len(left)} that must be met: {names}.\n")
        return UNHAPPY
    return GOOD


def _previous(path: str) -> Plan:
    try:
        return parse_plan(load_object(_read(path), "previous"))
    except BadInput as exc:
        if exc.field == "previous":
            raise
        raise BadInput(f"previous.{exc.field}", str(exc)[len(exc.field) + 2 : -1]) from exc


def _judge(arguments: argparse.Namespace) -> int:
    violations = judge.judge_texts(_read(arguments.problem), _read(arguments.plan))
    for violation in violations:
        sys.stdout.write(f"{violation}\n")
    if not violations:
        sys.stdout.write("The plan keeps every rule and its figures are right.\n")
    return UNHAPPY if violations else GOOD


def _read(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise BadInput(path, f"is not UTF-8 at byte {exc.start}") from exc
    except OSError as exc:
        raise BadInput(path, f"cannot be read, {exc.strerror}") from exc


def _write(path: str, content: str) -> None:
    """Writes the whole file or none of it."""
    if path == "-":
        sys.stdout.write(content)
        return
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise BadInput(path, f"cannot be written, {exc.strerror}") from exc
