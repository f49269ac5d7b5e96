"""Computing a run, in no transaction: claimed, read, solved beside a watch that writes progress and asks whether to stop, kept."""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic
from typing import Any, Self

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from booking.models import ScheduleRun
from booking.queries.schedule_diff import diff_of
from booking.queries.schedule_facts import Facts, facts_of_run, spots_of
from booking.queries.schedule_problem import Built, schedule_problem
from booking.queries.schedule_standing import as_edited, as_it_stands
from booking.rules.schedule import meeting_of, options_of
from booking.rules.schedule_numbers import numbers_of
from booking.services.run_claims import Beat, Failure, beat, claim_run, fail_run, keep_preview, keep_what_if
from booking.states import RunState
from kernel.clock import now as clock_now
from matching.placement import PinsDoNotFit
from matching.plan import Plan, parse_plan, plan_as_json
from matching.problem import Problem, parse_problem
from matching.progress import Progress
from matching.reader import BadInput
from matching.solver import solve
from matching.what_if import LongerDay, MoreInterpreters, MoreTables, what_if

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
WHAT_IF_SECONDS = 10.0


def compute_run(run_id: int, *, time_is_up: type[Exception]) -> None:
    """Compute a waiting run. Not waiting, or others first: nothing happens. `time_is_up` is what the worker raises at its limit."""
    run = claim_run(run_id)
    if run is None:
        return
    try:
        with Watch(run) as watch:
            failure = _solve(run, watch)
    except BadInput as exc:
        fail_run(run, Failure.CONTRADICTION, detail=str(exc))
    except time_is_up:
        fail_run(run, Failure.TOO_LONG)
    except Exception as exc:  # whatever it was, the organiser is told that there is no preview
        log.exception("schedule.broken", extra={"run_id": run.pk})
        fail_run(run, Failure.BROKEN, detail=type(exc).__name__)
    else:
        fail_run(run, failure) if failure else keep_preview(run)


def _solve(run: ScheduleRun, watch: "Watch") -> str | None:
    """Fills `run`; or says why there is nothing to compute."""
    options = options_of(run.options)
    facts = facts_of_run(run, now=clock_now())
    built = schedule_problem(facts, options)
    run.excluded = {str(pk): why.value for pk, why in built.excluded.items()}
    if built.impossible:
        return built.impossible.value
    problem = parse_problem(built.problem)
    plan = solve(
        problem,
        seconds=options.seconds,
        seed=options.seed,
        previous=parse_plan(built.previous) if built.previous else None,
        progress=watch.told,
        stop=watch.should_stop,
        processes=settings.SCHEDULE_PROCESSES,
    )
    run.problem, run.plan = built.problem, plan_as_json(plan)
    run.what_if = _what_if(problem, plan, watch.should_stop) if plan.unmet else []
    run.placements = placements_of(plan, built, facts)
    wishes = {f"w{wish.id}": (wish.priority, wish.is_must) for wish in facts.wishes.values()}
    run.statistics = numbers_of(run.placements, wishes, spots_of(facts)) | {
        "weight": plan.weight,
        "upper_bound": plan.upper_bound,
        "gap": plan.gap,
        "proved": plan.proved_optimal,
        "seconds": plan.seconds,
        "moved": plan.moved,
        "notes": built.notes,
    }
    return None


def compute_what_if(run_id: int) -> None:
    """What more room would bring to the preview as it stands, edits by hand and what was agreed meanwhile included.

    Who asked and edits on meanwhile finds it marked as older. Whatever goes wrong, nobody waits for ever: the old lines stay.
    """
    run = ScheduleRun.objects.select_related("fair").get(pk=run_id)
    if run.state != RunState.READY or not run.what_if_wanted:
        return
    found = None
    try:
        found = _what_if_now(run)
    except Exception:  # the desk says that these figures are older than the preview, and offers to try again
        log.exception("schedule.what_if_broken", extra={"run_id": run.pk})
    keep_what_if(run, found)


def _what_if_now(run: ScheduleRun) -> list[dict[str, Any]] | None:
    """None where nothing can be counted now, as without a table: the lines from before stay, marked as older."""
    facts = facts_of_run(run, now=clock_now())
    built = schedule_problem(facts, options_of(run.options))
    if built.impossible:
        return None
    lines = diff_of(run.placements, facts).lines
    for problem_json, plan_json in (as_edited(built, lines), as_it_stands(built, lines)):
        try:
            return _what_if(parse_problem(problem_json), parse_plan(plan_json), lambda: False)
        except (BadInput, PinsDoNotFit):  # an edit by hand that no plan could keep: the rest is counted without its pin
            continue
    return []


def _what_if(problem: Problem, plan: Plan, should_stop: Callable[[], bool]) -> list[dict[str, Any]]:
    """What more room would bring, as far as ten seconds reach; wire form: kind, count, language or day, meetings, weight."""
    end = monotonic() + WHAT_IF_SECONDS
    found = []
    for effect in what_if(problem, plan, stop=lambda: should_stop() or monotonic() >= end):
        line: dict[str, Any] = {"meetings": effect.meetings, "weight": effect.weight, "count": 1}
        match effect.change:
            case MoreTables(count):
                line |= {"kind": "tables", "count": count}
            case MoreInterpreters(language, count):
                line |= {"kind": "interpreters", "count": count, "language": language}
            case LongerDay(day, slots):
                line |= {"kind": "slots", "count": slots, "day": dt.date.fromordinal(day).isoformat()}
        found.append(line)
    return found


def placements_of(plan: Plan, built: Built, facts: Facts) -> dict[str, dict[str, Any]]:
    """The plan by primary keys. A meeting that stands carries where it stood and its sequence then (`from`)."""
    placed = {}
    for line in plan.meetings:
        key = str(line.request)
        asker, asked = built.seats[key]
        place: dict[str, Any] = {
            "slot": line.slot,
            "table": built.tables[line.table],
            "interpreter": line.interpreter,
            "a": asker,
            "b": asked,
        }
        if (meeting_id := meeting_of(key)) is not None:
            stood = facts.meetings[meeting_id]
            if key not in built.movable:
                place |= {"slot": stood.slot_id, "table": stood.table_id, "interpreter": stood.interpreter_id}
            place["from"] = [stood.slot_id, stood.table_id, stood.interpreter_id, stood.sequence]
        placed[key] = place
    return placed


class Watch:
    """Once a second, beside the solver: writes how far it is, keeps the lease, reads whether to stop."""

    def __init__(self, run: ScheduleRun) -> None:
        self._run = run
        self._progress: dict[str, Any] = {"stage": "reading", "share": 0.0}
        self._over = threading.Event()
        self._says = Beat.GO_ON
        self._thread = threading.Thread(target=self._watch, name="schedule-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def told(self, progress: Progress) -> None:
        self._progress = asdict(progress)

    def should_stop(self) -> bool:
        return self._says is not Beat.GO_ON

    def _watch(self) -> None:
        try:
            while not self._over.is_set() and self._says is not Beat.LOST:
                try:
                    self._says = beat(self._run, self._progress)
                except (DatabaseError, InterfaceError):  # away for a moment; the lease says how long that may last
                    log.warning("schedule.beat_missed", extra={"run_id": self._run.pk})
                    connection.close()
                self._over.wait(BEAT_SECONDS)
        finally:
            connection.close()
