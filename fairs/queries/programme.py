"""What happens when: the fair's open days and, on each, its workshops."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fairs.models import Fair, FairDay, Workshop


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    date: dt.date
    day: FairDay | None
    workshops: Sequence[Workshop]


def programme(fair: Fair) -> list[ProgrammeDay]:
    """Each open day with its workshops in order of time, on the fair's own clock; two queries."""
    zone = ZoneInfo(fair.timezone)
    days = {day.date: day for day in FairDay.objects.filter(fair=fair)}
    by_date: dict[dt.date, list[Workshop]] = {date: [] for date in days}
    for workshop in Workshop.objects.filter(fair=fair):
        by_date.setdefault(workshop.starts_at.astimezone(zone).date(), []).append(workshop)
    return [ProgrammeDay(date, days.get(date), by_date[date]) for date in sorted(by_date)]
