"""A person's day at a fair: meetings, workshops and duties in the order of time, and the same as calendar entries."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking.calendars import Attendee, Entry, uid_of
from booking.models import Duty, Meeting, Registration, WorkshopSeat
from booking.queries.meetings import with_meeting_parts
from booking.states import LIVE_MEETING_STATES, MeetingState, RegistrationState
from directory.models import Person
from fairs.models import Fair

KEY_HEAD, KEY_TAIL = 16, 24


@dataclass(frozen=True, slots=True)
class Appointment:
    """One line of an agenda: a meeting, a seat in a workshop, or a duty. `[starts_at, ends_at)`."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    meeting: Meeting | None = None
    seat: WorkshopSeat | None = None
    duty: Duty | None = None


def agenda_of(person: Person, fair: Fair) -> list[Appointment]:
    """What the person has to attend, earliest first; three queries."""
    meetings = Meeting.objects.filter(
        fair=fair, state__in=LIVE_MEETING_STATES, participants__person=person, participants__live=True
    )
    seats = WorkshopSeat.objects.filter(
        registration__person=person, workshop__fair=fair, released_at__isnull=True
    ).select_related("workshop")
    lines = [
        Appointment(meeting.slot.starts_at, meeting.slot.ends_at, meeting=meeting)
        for meeting in with_meeting_parts(meetings)
    ]
    lines += [Appointment(seat.workshop.starts_at, seat.workshop.ends_at, seat=seat) for seat in seats]
    return sorted(lines, key=lambda line: (line.starts_at, line.ends_at, line.seat is not None))


def agenda_with_duties(person: Person, fair: Fair) -> list[Appointment]:
    """The same with the person's duties at the fair, for calendar and paper; four queries."""
    duties = Duty.objects.filter(person=person, fair=fair)
    lines = [*agenda_of(person, fair), *(Appointment(duty.starts_at, duty.ends_at, duty=duty) for duty in duties)]
    return sorted(lines, key=lambda line: (line.starts_at, line.ends_at))


def calendar_key(registration: Registration) -> str:
    """The address of the person's feed: not to be guessed, and dead once `manage_key` or `calendar_renewals` changes."""
    renewals = registration.calendar_renewals
    purpose = f"calendar feed {renewals}" if renewals else "calendar feed"
    digest = hmac.new(registration.manage_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
    return f"{registration.public_id}{digest[:KEY_TAIL]}"


def registration_of_calendar_key(key: str) -> Registration | None:
    """None for any key that is not exactly that of a complete registration; one query."""
    registration = (
        Registration.objects.select_related("fair", "person")
        .filter(public_id=key[:KEY_HEAD], state=RegistrationState.COMPLETE)
        .first()
    )
    if registration is None or not hmac.compare_digest(calendar_key(registration).encode(), key.encode()):
        return None
    return registration


def calendar_entries(registration: Registration) -> list[Entry]:
    """The agenda and the duties as calendar entries, in the active language; four queries."""
    entries = []
    for line in agenda_with_duties(registration.person, registration.fair):
        if line.meeting is not None:
            entries.append(meeting_entry(line.meeting, registration.person))
        elif line.seat is not None:
            entries.append(_workshop_entry(line.seat, registration.fair))
        else:
            assert line.duty is not None
            entries.append(_duty_entry(line.duty, registration.fair))
    return entries


def meeting_entry(meeting: Meeting, person: Person) -> Entry:
    """The meeting as `person` reads it, in the active language. `meeting` comes from `with_meeting_parts`.

    `person` sits there, or did until a colleague took the seat. Only the reader's own address stands in it. The UID
    stays for ever, `sequence` rises with each change; a cancelled meeting says so.
    """
    seats = list(meeting.participants.all())
    mine = next((seat.company_id for seat in seats if seat.person_id == person.pk), person.company_id)
    others = [seat for seat in seats if seat.company_id != mine]
    names = ", ".join(seat.company.short_name for seat in others)
    fair, table = meeting.fair, meeting.table
    place = [_("Table %(number)s") % {"number": table.number}]
    if table.hall is not None:
        place.append(_localised(table.hall, "name"))
    place.append(_localised(fair, "venue"))
    lines = [seat.person.full_name + (f", {seat.person.job_title}" if seat.person.job_title else "") for seat in others]
    if meeting.need is not None:
        lines.append(_localised(meeting.need, "title"))
    if meeting.request.agenda_line:
        lines.append(meeting.request.agenda_line)
    return Entry(
        uid=uid_of(meeting.public_id, settings.MESSAGE_ID_DOMAIN),
        sequence=meeting.sequence,
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        summary=_("Meeting with %(company)s") % {"company": names},
        location=", ".join(place),
        description="\n".join(lines),
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        attendees=(Attendee(person.full_name, person.email),) if person.email else (),
    )


def _workshop_entry(seat: WorkshopSeat, fair: Fair) -> Entry:
    workshop = seat.workshop
    return Entry(
        uid=uid_of(seat.public_id, settings.MESSAGE_ID_DOMAIN),
        sequence=0,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        summary=_localised(workshop, "title"),
        location=", ".join([workshop.room, _localised(fair, "venue")]),
        description=workshop.speaker,
    )


def _duty_entry(duty: Duty, fair: Fair) -> Entry:
    """A duty is entered and removed, never changed: its UID is its own for ever. Nobody is invited to it."""
    return Entry(
        uid=uid_of(duty.public_id, settings.MESSAGE_ID_DOMAIN),
        sequence=0,
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        summary=duty.label,
        location=_localised(fair, "venue"),
    )


def _localised(row: object, name: str) -> str:
    """`name_ja` where it is written, else the Vietnamese text, which always is."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return str(getattr(row, f"{name}_{language}", "") or getattr(row, f"{name}_vi"))
