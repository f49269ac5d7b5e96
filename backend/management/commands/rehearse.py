"""`manage.py rehearse FAIR`: a simulated hour at the gates, with the network cut in the middle. Writes nothing to the fair."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from checkin.models import Gate
from checkin.rehearsal.morning import MOST_GATES, SPARE, Asked, hold
from checkin.rehearsal.run import NoAnswer
from checkin.services.rehearsal_stage import Stage, clear_away, print_of, set_stage
from fairs.models import Fair
from kernel.clock import now


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
        names = ("arrivals", "minutes", "speed", "handling", "copies", "seed")
        gates = given["gates"] or Gate.objects.filter(fair=fair).count() or 1
        asked = Asked(gates=gates, cut=tuple(given["cut"]), **{name: given[name] for name in names})
        stage = set_stage(fair, people=asked.arrivals + SPARE, gates=gates, phones=given["phones"], now=now())
        try:
            self._announce(stage, given)
            report = hold(fair, stage, asked, site=given["site"], before=before, watch=lambda _share: True)
        except NoAnswer as exc:
            raise CommandError(f"{given['site']} does not answer ({exc}). Start the server, or give --site.") from exc
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
    if given["gates"] is not None and not 1 <= given["gates"] <= MOST_GATES:
        raise CommandError(f"--gates must be from 1 to {MOST_GATES}")
    begin, end = given["cut"]
    if not 0 <= begin <= end <= given["minutes"]:
        raise CommandError("--cut must lie within the simulated time")
