"""`manage.py rehearse FAIR`: a simulated hour at the gates, with the network cut in the middle. Writes nothing to the fair."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from backend.rehearsal.report import Report, report_of
from backend.rehearsal.run import Arrival, Plan, run_gates
from checkin.models import Gate, Scan
from checkin.queries.merges import merge_report
from checkin.rules.rehearsal import arrivals
from checkin.services.rehearsal import Stage, clear_away, print_of, set_stage
from fairs.models import Fair
from kernel.clock import now

SPARE = 20  # badges for telephones that are held in a hand


class Command(BaseCommand):
    help = "Rehearse the morning at the gates on a copy of the fair, and say what to change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fair", help="its slug")
        parser.add_argument("--site", default=settings.SITE_URL, help="the running server that the devices speak to")
        parser.add_argument("--arrivals", type=int, default=2000)
        parser.add_argument("--gates", type=int, help="how many; as many as the fair has")
        parser.add_argument("--minutes", type=float, default=60, help="of simulated time")
        parser.add_argument("--speed", type=float, default=60, help="how many simulated seconds pass in one")
        parser.add_argument(
            "--handling", type=float, default=5, help="seconds from one person to the next, without the verdict"
        )
        parser.add_argument("--cut", type=float, nargs=2, default=(25, 35), metavar="MINUTE", help="from and to")
        parser.add_argument("--copies", type=int, default=20, help="copied badges shown at two gates during the cut")
        parser.add_argument(
            "--phones", type=int, default=0, help="real telephones that may take part; best with --speed 1"
        )
        parser.add_argument("--wait", type=float, default=0, help="seconds before it begins, to let telephones in")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, help="the report as JSON")
        parser.add_argument("--keep", action="store_true", help="leave the copy; `--clear COPY` deletes it")
        parser.add_argument("--clear", action="store_true", help="FAIR is a copy that was kept: delete it")

    def handle(self, **given: Any) -> None:
        fair = Fair.objects.filter(slug=given["fair"]).first()
        if fair is None:
            raise CommandError(f"There is no fair “{given['fair']}”.")
        if given["clear"]:
            self._clear(fair)
            return
        _check(given)
        before = print_of(fair)
        gates = given["gates"] or Gate.objects.filter(fair=fair).count() or 1
        stage = set_stage(fair, people=given["arrivals"] + SPARE, gates=gates, phones=given["phones"], now=now())
        try:
            self._announce(stage, given)
            report = _rehearse(fair, stage, given, before)
        finally:
            if given["keep"]:
                self.stdout.write(f"The copy is kept; delete it with: manage.py rehearse {stage.fair.slug} --clear")
            else:
                clear_away(stage.fair)
        self.stdout.write("\n".join(report.lines()))
        if given["out"]:
            given["out"].write_text(json.dumps(report.as_dict(), indent=1, default=str) + "\n")
        if not report.nothing_written:
            raise CommandError("The fair changed while the rehearsal ran. Somebody worked on it, or this is a fault.")

    def _clear(self, copy: Fair) -> None:
        try:
            clear_away(copy)
        except ValueError as exc:
            raise CommandError(str(exc)) from exc

    def _announce(self, stage: Stage, given: dict[str, Any]) -> None:
        self.stdout.write(f"The copy: {stage.fair.slug}")
        for name, code in stage.phones.items():
            self.stdout.write(f"{name}: {given['site']}{reverse('web:door_app')}#enrol={code}")
        if stage.phones:
            self.stdout.write(f"badges for them: {' '.join(stage.codes[-SPARE:])}")
        if given["wait"]:
            self.stdout.write(f"It begins in {given['wait']:.0f} s.")
            time.sleep(given["wait"])


def _check(given: dict[str, Any]) -> None:
    """Raises CommandError for a morning that cannot be."""
    for name in ("arrivals", "minutes", "speed", "handling"):
        if given[name] <= 0:
            raise CommandError(f"--{name} must be more than 0")
    if given["gates"] is not None and not 1 <= given["gates"] <= 40:
        raise CommandError("--gates must be from 1 to 40")
    begin, end = given["cut"]
    if not 0 <= begin <= end <= given["minutes"]:
        raise CommandError("--cut must lie within the simulated time")


def _rehearse(fair: Fair, stage: Stage, given: dict[str, Any], before: str) -> Report:
    cut = (given["cut"][0] * 60, given["cut"][1] * 60)
    plan = Plan(given["site"], stage.checkin_list, given["speed"], given["handling"], cut)
    moments = arrivals(given["arrivals"], seconds=given["minutes"] * 60, seed=given["seed"])
    lines, copies = _lines(plan, moments, stage, given["copies"])
    try:
        saw = run_gates(plan, lines, stage.keys)
    except OSError as exc:
        raise CommandError(
            f"{plan.site} does not answer ({type(exc).__name__}). Start the server, or give --site."
        ) from exc
    nonces = [nonce for one in saw for nonce in one.nonces]
    arrived = Scan.objects.filter(fair=stage.fair, nonce__in=nonces).count()
    doubles = [
        {"gates": f"{one.first.gate} {one.second.gate}", "seconds_apart": one.seconds_apart}
        for one in merge_report(stage.fair).doubles
    ]
    return report_of(
        plan, lines, saw, lost=len(nonces) - arrived, doubles=doubles, copies=copies,
        nothing_written=print_of(fair) == before,
    )  # fmt: skip


def _lines(plan: Plan, moments: list[float], stage: Stage, wanted: int) -> tuple[dict[str, list[Arrival]], int]:
    """Who stands where: each at the gate that is free first; copies at another gate a minute later. How many copies."""
    lines: dict[str, list[Arrival]] = {gate: [] for gate in stage.keys}
    free = dict.fromkeys(lines, 0.0)
    copies: list[tuple[str, Arrival]] = []
    for at, code in zip(moments, stage.codes, strict=False):
        gate = min(free, key=lambda one: (free[one], one))
        free[gate] = max(free[gate], at) + plan.handling
        lines[gate].append(Arrival(at, code))
        is_within = plan.cut[0] + plan.handling <= at and at + 90 < plan.cut[1]
        if is_within and len(copies) < wanted and len(lines) > 1:
            others = [one for one in lines if one != gate]
            copies.append((others[len(copies) % len(others)], Arrival(at + 60, code)))
    for gate, copy in copies:
        lines[gate].append(copy)
        lines[gate].sort(key=lambda one: one.at)
    return lines, len(copies)
