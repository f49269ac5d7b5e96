"""Letters of the scheduler: one per person and publication, with every change and a calendar file for each."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.calendars import Attendee, Method, invitation
from booking.models import Meeting, ScheduleChange, ScheduleRun
from booking.queries.agenda import meeting_entry
from booking.queries.meetings import with_meeting_parts
from booking.states import ChangeKind, MeetingState
from directory.models import Person
from fairs import wording
from kernel.clock import now
from kernel.messages import Attachment, Draft
from worker import links
from worker.envelope import sender_address
from worker.letters import Action, Fact, Letter, greeting, head_of, set_letter


def schedule_published(*, run_id: int, person_id: int) -> Iterator[Draft]:
    yield from _told(run_id, person_id, "schedule.published")


def schedule_rolled_back(*, run_id: int, person_id: int) -> Iterator[Draft]:
    yield from _told(run_id, person_id, "schedule.rolled_back")


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "schedule.published": schedule_published,
    "schedule.rolled_back": schedule_rolled_back,
}


def _told(run_id: int, person_id: int, kind: str) -> Iterator[Draft]:
    """Nothing for who has no address, or where all was changed again meanwhile: then a later letter says more."""
    run = ScheduleRun.objects.select_related("fair__organisation").filter(pk=run_id).first()
    person = Person.objects.filter(pk=person_id).exclude(email="").first()
    if run is None or person is None:
        return
    lines = _lines(run, person, is_undo=kind == "schedule.rolled_back")
    if not lines:
        return
    fair, language = run.fair, person.language
    with override(language):
        letter = _letter(run, person, lines, kind)
        text, html = set_letter(letter, head_of(fair, language), language)
        yield Draft(
            subject_type="booking.schedulerun",
            subject_id=run.pk,
            kind=kind,
            revision=0,
            recipient=person.email,
            recipient_name=person.full_name,
            language=language,
            title=letter.title,
            text=text,
            html=html,
            attachments=_calendars(run, person, lines),
            tenant=fair.organisation.public_id,
            scope=fair.public_id,
        )


def _lines(run: ScheduleRun, person: Person, *, is_undo: bool) -> list[tuple[ScheduleChange, Meeting]]:
    """The person's changes in the order of time, each with its meeting as it stands; what moved on since is left out."""
    changes = ScheduleChange.objects.filter(run=run, is_undone=is_undo, meeting__participants__person=person)
    if not is_undo:
        changes = ScheduleChange.objects.filter(run=run, meeting__participants__person=person)
    of_meeting = {change.meeting_id: change for change in changes}
    meetings = with_meeting_parts(Meeting.objects.filter(pk__in=of_meeting))
    raised = 1 if is_undo else 0
    return [(of_meeting[m.pk], m) for m in meetings if m.sequence == of_meeting[m.pk].sequence + raised]


def _letter(run: ScheduleRun, person: Person, lines: list[tuple[ScheduleChange, Meeting]], kind: str) -> Letter:
    fair, language = run.fair, person.language
    groups: dict[str, list[str]] = {}
    for change, meeting in lines:
        slot = meeting.slot
        when = f"{wording.local_day(slot.starts_at, fair.timezone, language)}, {wording.hours(slot.starts_at, slot.ends_at, fair.timezone)}"
        partner = ", ".join(
            sorted({seat.company.short_name for seat in meeting.participants.all() if seat.person_id != person.pk})
        )
        table = _("table %(number)s") % {"number": meeting.table.number}
        groups.setdefault(_group(change, meeting), []).append(f"{when}: {partner}, {table}")
    count = len(lines)
    if kind == "schedule.published":
        title = ngettext("%(count)s meeting for you at %(fair)s", "%(count)s meetings for you at %(fair)s", count)
        heading = _("The meeting schedule is published")
        told = [_("The invitations below put each meeting into your calendar; later changes move the same entries.")]
    else:
        title = ngettext(
            "%(count)s meeting at %(fair)s was taken back", "%(count)s meetings at %(fair)s were taken back", count
        )
        heading = _("The published schedule was taken back")
        told = [_("The wishes behind them are open again. The entries in your calendar change with this mail.")]
    return Letter(
        title=title % {"fair": fair.short_name, "count": count},
        heading=heading,
        greeting=greeting(person.full_name),
        paragraphs=told,
        facts=[Fact(name, "\n".join(items)) for name, items in groups.items()],
        action=Action(_("Open your meetings"), links.page("web:meetings", language, fair.slug)),
        reason=_("You receive this mail because you take part in the business meetings of this fair."),
    )


def _group(change: ScheduleChange, meeting: Meeting) -> str:
    if meeting.state == MeetingState.CANCELLED:
        return _("Cancelled")
    return _("New") if change.kind == ChangeKind.MADE else _("New time or table")


def _calendars(run: ScheduleRun, person: Person, lines: list[tuple[ScheduleChange, Meeting]]) -> list[Attachment]:
    """An invitation per meeting, under the UID it has for ever. RFC 5546: one UID a file, so each has its own."""
    organizer = Attendee(run.fair.short_name, sender_address())
    parts: list[Attachment] = []
    for number, (_change, meeting) in enumerate(lines, start=1):
        method = Method.CANCEL if meeting.state == MeetingState.CANCELLED else Method.REQUEST
        body = invitation(
            meeting_entry(meeting, person),
            method=method,
            organizer=organizer,
            zone=run.fair.timezone,
            stamped_at=now(),
        ).decode()
        if len(lines) == 1:
            return [{"maker": "calendar", "method": method.value, "body": body}]
        parts.append({"maker": "calendar_file", "name": f"phien-{number:02}.ics", "method": method.value, "body": body})
    return parts
