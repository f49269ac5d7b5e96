"""What the papers of the meetings say, in the reader's language: values for `papers.render`."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from booking.models import Meeting, Registration, RegistrationRole
from booking.passes import LANYARDS
from booking.queries.agenda import Appointment as Line
from booking.queries.agenda import agenda_with_duties
from booking.queries.meetings import with_meeting_parts
from booking.states import LIVE_MEETING_STATES, MeetingState
from directory.models import Person
from fairs import wording
from fairs.models import Fair, MeetingTable
from papers.faces import Agenda, Appointment, Day, Paper, Place, Sitting, TableCard, TableCards

NOT_TO_COME = (MeetingState.CANCELLED, MeetingState.NO_SHOW)


def agenda_paper(registration: Registration, *, now: dt.datetime, language: str = "") -> Agenda:
    """The person's days on A5. `fair` and `person__company` are loaded; four queries."""
    fair, person = registration.fair, registration.person
    language = language or person.language
    zone = fair.timezone
    with override(language):
        by_day: dict[str, list[Appointment]] = {}
        for line in agenda_with_duties(person, fair):
            title = wording.local_day(line.starts_at, zone, language)
            by_day.setdefault(title, []).append(_appointment(line, person, zone, language))
        return Agenda(
            language=language,
            title=_("Your agenda"),
            person=person.full_name,
            company=person.company.short_name if person.company else person.company_name,
            fair=fair.short_name,
            venue=", ".join(filter(None, [wording.said(fair, "venue", language), fair.address])),
            colour=str(LANYARDS[RegistrationRole(registration.role)]),
            days=tuple(Day(title=title, appointments=tuple(lines)) for title, lines in by_day.items()),
            empty=_("Nothing yet. Meetings and workshops you agree on are listed on your pass page."),
            until=_("until"),
            need=pgettext("in an agenda", "Wanted part"),
            about=pgettext("in an agenda", "About"),
            made=_("Printed %(moment)s. Your pass page always shows the newest.")
            % {"moment": wording.moment(now, zone, language)},
        )


def table_cards(fair: Fair, *, date: dt.date, paper: Paper, language: str, now: dt.datetime) -> TableCards:
    """A card a table of the fair for one day, also for tables without a meeting. Raises ValueError without tables."""
    zone = ZoneInfo(fair.timezone)
    begin = dt.datetime.combine(date, dt.time(), zone)
    rows = Meeting.objects.filter(
        fair=fair,
        state__in=[state for state in LIVE_MEETING_STATES if state not in NOT_TO_COME],
        slot__starts_at__gte=begin,
        slot__starts_at__lt=begin + dt.timedelta(days=1),
    )
    by_table: dict[int, list[Meeting]] = {}
    for meeting in with_meeting_parts(rows):
        by_table.setdefault(meeting.table_id, []).append(meeting)
    day = wording.day(date, language)
    with override(language):
        return TableCards(
            language=language,
            title=f"{_('Table cards')}: {fair.short_name}, {day}",
            fair=fair.short_name,
            empty=_("No meeting at this table today."),
            made=_("Printed %(moment)s.") % {"moment": wording.moment(now, fair.timezone, language)},
            paper=paper,
            cards=tuple(
                TableCard(
                    word=pgettext("a card on it", "Table"),
                    number=str(table.number),
                    hall=wording.said(table.hall, "name", language) if table.hall else table.zone,
                    day=day,
                    sittings=tuple(_sitting(meeting, language) for meeting in by_table.get(table.pk, [])),
                )
                for table in MeetingTable.objects.filter(fair=fair).select_related("hall").order_by("number")
            ),
        )


def _appointment(line: Line, person: Person, zone: str, language: str) -> Appointment:
    starts, ends = wording.hours(line.starts_at, line.ends_at, zone).split("–")
    if line.duty is not None:
        return Appointment(starts=starts, ends=ends, who=line.duty.label)
    if line.meeting is None:
        assert line.seat is not None
        workshop = line.seat.workshop
        return Appointment(
            starts=starts,
            ends=ends,
            who=wording.said(workshop, "title", language),
            people=workshop.speaker,
            place=Place(letter="", number=workshop.room[:20]),
        )
    meeting, table = line.meeting, line.meeting.table
    seats = list(meeting.participants.all())
    mine = next((seat.company_id for seat in seats if seat.person_id == person.pk), person.company_id)
    others = [seat for seat in seats if seat.company_id != mine]
    return Appointment(
        starts=starts,
        ends=ends,
        who=_each_once(seat.company.short_name for seat in others),
        people="; ".join(", ".join(filter(None, [seat.person.full_name, seat.person.job_title])) for seat in others)[
            :300
        ],
        about=meeting.request.agenda_line,
        need=wording.said(meeting.need, "title", language) if meeting.need else "",
        place=Place(
            letter="T",
            number=str(table.number),
            note=wording.said(table.hall, "name", language) if table.hall else table.zone,
        ),
    )


def _sitting(meeting: Meeting, language: str) -> Sitting:
    starts, ends = wording.hours(meeting.slot.starts_at, meeting.slot.ends_at, meeting.fair.timezone).split("–")
    seats = list(meeting.participants.all())
    first = [seat.company.short_name for seat in seats if seat.company_id == meeting.request.from_company_id]
    second = [seat.company.short_name for seat in seats if seat.company_id != meeting.request.from_company_id]
    about = [wording.said(meeting.need, "title", language)] if meeting.need else []
    return Sitting(
        starts=starts,
        ends=ends,
        first=_each_once(first),
        second=_each_once(second),
        about=" · ".join([*about, *filter(None, [meeting.request.agenda_line])]),
    )


def _each_once(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
