"""How a meeting of the day is said: a look, an icon and a word."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.states import MeetingState
from fairday.models import Mark
from fairday.queries.tables import Side, TableMeeting


@dataclass(frozen=True, slots=True)
class Shown:
    """`look` is a state class of parts.css; `missing` are the sides that are waited for, once its time is near."""

    row: TableMeeting
    look: str
    icon: str
    word: str
    missing: tuple[Side, ...]
    minutes: int

    @property
    def is_no_show(self) -> bool:
        return self.row.meeting.state == MeetingState.NO_SHOW

    @property
    def is_over(self) -> bool:
        return self.row.meeting.state in {MeetingState.DONE, MeetingState.NO_SHOW}


def shown(row: TableMeeting, *, now: dt.datetime) -> Shown:
    meeting = row.meeting
    minutes = round((meeting.slot.starts_at - now).total_seconds() / 60)
    missing = tuple(side for side in row.sides if side.mark != Mark.HERE and not side.is_inside)
    if meeting.state == MeetingState.RUNNING:
        return Shown(row, "yes", "ok", pgettext("meeting", "Running"), (), minutes)
    if meeting.state == MeetingState.DONE:
        return Shown(row, "blok", "ok", pgettext("meeting", "Held"), (), minutes)
    if meeting.state == MeetingState.NO_SHOW:
        absent = [side.company.short_name for side in row.sides if side.mark == Mark.ABSENT]
        word = _("Did not come: %(company)s") % {"company": ", ".join(absent)} if absent else _("No-show")
        return Shown(row, "no", "x", word, (), minutes)
    if missing:
        names = ", ".join(side.company.short_name for side in missing)
        return Shown(row, "wait", "bell", _("Waiting for %(company)s") % {"company": names}, missing, minutes)
    if all(side.mark == Mark.HERE for side in row.sides):
        return Shown(row, "yes", "table", _("Both at the table"), (), minutes)
    return Shown(row, "yes", "people", _("Both inside"), (), minutes)


def all_shown(rows: Iterable[TableMeeting], *, now: dt.datetime) -> list[Shown]:
    return [shown(row, now=now) for row in rows]
