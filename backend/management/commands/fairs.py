"""`manage.py fairs load <folder or workbook>`: a whole fair in, all or nothing. The format: docs/import-format.md."""

import datetime as dt
import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from fairday.services.load_fair import Report, Wishes, load_fair
from fairs.models import Fair


def start(text: str) -> dt.date | int:
    """`today`, `+30` days from today, or a date."""
    if text == "today":
        return 0
    try:
        return int(text[1:]) if text.startswith("+") else dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is none of: today, +30, 2027-03-18") from None


class Command(BaseCommand):
    requires_system_checks = ()  # they load every page and route; the web process checks them
    help = "Load a fair from a folder of CSV or XLSX tables, or from one workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="load a folder or a workbook, all or nothing")
        load.add_argument("source", type=Path, nargs="+", help="several are loaded one after the other")
        load.add_argument("--if-none", action="store_true", help="do nothing where a fair is already")
        load.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        load.add_argument("--starts-on", type=start, help="move every date: today, +30, 2027-03-18")
        load.add_argument("--with-demo-users", action="store_true", help="make the log-ins of the table users")
        load.add_argument("--demo-password", default="", help="one password for all of them (8 characters or more)")
        load.add_argument("--language", choices=("vi", "en", "ja"), default="en", help="language of the report")
        load.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = options["demo_password"]
        if password and (not options["with_demo_users"] or len(password) < 8):
            raise CommandError("--demo-password goes with --with-demo-users and has at least 8 characters.")
        wishes = Wishes(
            starts_on=options["starts_on"],
            password=password if options["with_demo_users"] else None,
            is_dry_run=options["dry_run"],
        )
        if options["if_none"] and Fair.objects.exists():
            return
        for source in options["source"]:
            self._load(source, wishes, options)

    def _load(self, source: Path, wishes: Wishes, options: dict[str, Any]) -> None:
        with translation.override(options["language"]):
            report = load_fair(source, wishes)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(report, with_counts=options["verbosity"] > 1)))
        if not report.is_good:
            raise CommandError(f"{report.problem_count} problems; nothing was written.")


def lines_of(report: Report, *, with_counts: bool) -> list[str]:
    """A line per problem; or, when all is well, the counts (by table on demand) and the log-ins."""
    lines = [str(problem) for problem in report.problems]
    if report.problem_count > len(report.problems):
        lines.append(f"… and {report.problem_count - len(report.problems)} more")
    if not report.is_good:
        return lines
    if with_counts:
        lines += [
            f"{count.subject:18}{count.created:7} created{count.updated:7} updated{count.unchanged:7} unchanged"
            for count in report.counts
        ]
    total = report.total()
    said = f"{total.created} created, {total.updated} updated, {total.unchanged} unchanged"
    moved = f", its dates moved by {report.moved_days} days" if report.moved_days else ""
    trial = " This was a dry run: nothing was written." if report.is_dry_run else ""
    lines.append(
        f"{report.fair} begins on {report.starts_on}{moved}; {said}, out of {report.source} in {report.seconds:.1f} s.{trial}"
    )
    lines += [f"{one.email:28}{one.password:20}{one.kind} {one.role}".rstrip() for one in report.log_ins]
    return lines
