"""Brings a whole fair in from an organiser's tables: checked throughout, all or nothing, again without change.

The format is docs/import-format.md. No message is sent to anybody whom an import registers or books.
"""

import datetime as dt
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, connection
from django.utils.translation import gettext as _

from accounts.imports.organisers import organiser_named
from accounts.models import Organisation
from fairday.services._bring_fair import SUBJECTS, Bringing, bring_all, read_only
from fairs.imports.fair import FairRow, bring_fair, the_row
from fairs.models import Fair
from kernel.clock import now as clock_now
from kernel.errors import Busy, Conflict
from kernel.history import record
from kernel.sheets import Book, Problem, Problems, read_book, read_table
from kernel.unit_of_work import constraint_name, unit_of_work
from kernel.upsert import Upserted

IMPORT_LOCK = 0x46414952  # one import at a time in the whole database


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to load. `starts_on` is the day the fair shall begin, or days from today; None keeps the dates there are.

    `organisation` is whose import it is: the fair must be (or becomes) its own, and rows that all fairs share are only
    added to. None is the operator of the installation. `password` makes the log-ins of the table `users`: "" takes
    each row's own, None makes none. `fair` is the one it is for: then the table `fair` may be absent and must not name
    another one. `actor_id` is who does it, for the fair's history.
    """

    starts_on: dt.date | int | None = None
    organisation: Organisation | None = None
    fair: Fair | None = None
    actor_id: int | None = None
    password: str | None = None
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    subject: str
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class LogIn:
    email: str
    password: str
    kind: str
    role: str


@dataclass(slots=True)
class Report:
    """What an import did, or would have done. Nothing was written when it is a dry run or has problems."""

    source: str
    fair: str = ""
    starts_on: dt.date | None = None
    moved_days: int = 0
    is_dry_run: bool = False
    counts: list[Count] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    log_ins: list[LogIn] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.problem_count == 0

    def total(self) -> Count:
        sums = [sum(getattr(count, name) for count in self.counts) for name in ("created", "updated", "unchanged")]
        return Count("", *sums)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"starts_on": self.starts_on and self.starts_on.isoformat(), "is_good": self.is_good}


class _Undo(Exception):
    """Ends the unit of work without writing: a dry run, or problems."""


def load_fair(source: Path, wishes: Wishes = Wishes(), problems: Problems | None = None) -> Report:
    """Load the folder or workbook; the report says what happened. Refusal: Busy while another import runs.

    `problems` are those found on the way to the source: with any, nothing is written.
    """
    began = time.monotonic()
    report = Report(source=source.name, is_dry_run=wishes.is_dry_run)
    problems = Problems() if problems is None else problems
    book = read_book(source, SUBJECTS, problems)
    try:
        _load(book, problems, wishes, report)
    except _Undo:
        pass
    except (IntegrityError, DataError) as exc:  # the net below the checks: a law of the database said no
        reason = _("The database refuses the data: %(law)s.")
        problems.add(source.name, 0, "", "refused", reason % {"law": constraint_name(exc) or type(exc).__name__})
    except Conflict as exc:
        reason = _("The database refuses the data: %(law)s.")
        problems.add(source.name, 0, "", "refused", reason % {"law": exc.code})
    report.problems, report.problem_count = problems.in_order(), problems.count
    report.seconds = round(time.monotonic() - began, 2)
    return report


@unit_of_work
def _load(book: Book, problems: Problems, wishes: Wishes, report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy(_("Another import is running."), retry_after=10)
    now = clock_now()
    fair, organisation, move_days = _the_fair(book, problems, wishes, report, now)
    report.fair, report.starts_on, report.moved_days = fair.slug, fair.starts_on, move_days.days
    run = Bringing(
        book=book,
        problems=problems,
        fair=fair,
        organisation=organisation,
        move_days=move_days,
        now=now,
        is_operator=wishes.organisation is None,
        password=wishes.password if wishes.organisation is None else None,
        tell=lambda subject, upserted: _tell(report, subject, upserted),
    )
    bring_all(run)
    log_ins = [LogIn(r.email, wishes.password or r.password, r.kind, r.role) for r in run.log_ins]
    total = report.total()
    if total.created or total.updated:
        record(fair, "imported", actor_id=wishes.actor_id, created=total.created, updated=total.updated)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what would be found at commit is found now, in a dry run too
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    if problems or wishes.is_dry_run:
        raise _Undo
    report.log_ins = log_ins


def _the_fair(
    book: Book, problems: Problems, wishes: Wishes, report: Report, now: dt.datetime
) -> tuple[Fair, Organisation, dt.timedelta]:
    """The fair everything belongs to, brought in from its table or the one wished for; whose; how far dates move."""
    table = read_table(book, "fair", FairRow, problems)
    if wishes.fair is not None and table.is_absent:
        return Fair.objects.get(pk=wishes.fair.pk), wishes.fair.organisation, dt.timedelta()
    row = the_row(table)
    if row is None:
        read_only(book, problems)
        raise _Undo
    if wishes.fair is not None and row.slug != wishes.fair.slug:
        reason = _("This is the file of the fair “%(slug)s”, not of “%(wanted)s”.")
        problems.add(table.file, row.at, "slug", "other_fair", reason % {"slug": row.slug, "wanted": wishes.fair.slug})
        read_only(book, problems)
        raise _Undo
    move_days = _move_days(row, wishes, now, problems)
    table = read_table(book, "fair", FairRow, Problems(), move_days=move_days)
    row = table.rows[0]
    organisation = wishes.organisation or organiser_named(row.organiser)
    if not _may_load(row, organisation, table.file, problems):
        raise _Undo
    done = bring_fair(row, organisation)
    _tell(report, "fair", done)
    return done.rows[row.slug,], organisation, move_days


def _move_days(row: FairRow, wishes: Wishes, now: dt.datetime, problems: Problems) -> dt.timedelta:
    """By how much every date moves. A fair that is here already is never moved by an import."""
    here = Fair.objects.filter(slug=row.slug).values_list("starts_on", flat=True).first()
    wish = wishes.starts_on
    if isinstance(wish, int):
        wish = now.astimezone(ZoneInfo(row.timezone)).date() + dt.timedelta(days=wish)
    if here is None:
        return (wish or row.starts_on) - row.starts_on
    if wish is not None and wish != here:
        reason = _("The fair is here already and begins on %(date)s; an import does not move it.") % {"date": here}
        problems.add("fair", row.at, "starts_on", "other_dates", reason)
    return here - row.starts_on


def _may_load(row: FairRow, organisation: Organisation, file: str, problems: Problems) -> bool:
    owner = Fair.objects.filter(slug=row.slug).values_list("organisation_id", flat=True).first()
    if owner in {None, organisation.pk}:
        return True
    reason = _("Another organiser has a fair with the web name “%(slug)s”.") % {"slug": row.slug}
    problems.add(file, row.at, "slug", "slug_taken", reason)
    return False


def _tell(report: Report, subject: str, done: Upserted[Any]) -> None:
    report.counts.append(Count(subject, len(done.created), len(done.updated), len(done.unchanged)))
