"""Letters about meetings. An invitation keeps its UID for ever; each change raises SEQUENCE in the same entry."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.calendars import Attendee, Entry, Method, invitation
from booking.models import Meeting, MeetingParticipant
from booking.queries.agenda import meeting_entry
from booking.queries.meetings import with_meeting_parts
from booking.states import MeetingState
from directory.models import Person
from fairs import wording
from kernel.clock import now
from kernel.messages import Attachment, Draft
from worker import links
from worker.envelope import sender_address
from worker.letters import Action, Fact, Letter, greeting
from worker.recipients import of_person
from worker.subscribers._meeting_parts import (
    draft_of,
    meeting_draft,
    meeting_letter,
    partner_of,
    reason,
    seats_with_mail,
    when,
)


def meeting_confirmed(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.confirmed", Method.REQUEST)


def meeting_rescheduled(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.rescheduled", Method.REQUEST)


def meeting_delegated(*, meeting_id: int, sequence: int, from_person_id: int, to_person_id: int) -> Iterator[Draft]:
    """The new person and the other side get the entry, who went before gets its cancellation under the same UID.

    The cancellation goes out even when the meeting has moved on since: no later letter reaches that person.
    """
    yield from _invitations(meeting_id, sequence, "meeting.delegated", Method.REQUEST, new_person_id=to_person_id)
    meeting = with_meeting_parts(Meeting.objects.filter(pk=meeting_id)).select_related("fair__organisation").first()
    before = Person.objects.filter(pk=from_person_id).exclude(email="").first()
    if meeting is None or before is None or any(s.person_id == before.pk for s in meeting.participants.all()):
        return
    recipient = of_person(before)
    with override(recipient.language):
        entry = replace(meeting_entry(meeting, before), is_cancelled=True)
        partner = ", ".join(
            sorted({s.company.short_name for s in meeting.participants.all() if s.company_id != before.company_id})
        )
        letter = Letter(
            title=_("Handed over: meeting with %(company)s") % {"company": partner},
            heading=_("A colleague goes instead of you"),
            greeting=greeting(before.full_name),
            paragraphs=[_("The time is free again in your agenda; the entry leaves your calendar.")],
            facts=[Fact(_("With"), partner), *when(meeting, recipient.language)],
            action=Action(_("Open your meetings"), links.page("web:meetings", recipient.language, meeting.fair.slug)),
            reason=reason(),
        )
        body = _calendar_file(meeting, entry, Method.CANCEL)
        yield draft_of(
            meeting.fair, "booking.meeting", meeting.pk, "meeting.handed_over", sequence, recipient, letter, [body]
        )


def meeting_cancelled(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.cancelled", Method.CANCEL)


def meeting_reminder(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    """Half an hour before; suppressed when it leaves too late or the meeting moved meanwhile."""
    meeting = _meeting(meeting_id, sequence, MeetingState.CONFIRMED)
    if meeting is not None:
        check = {"maker": "still_meeting", "meeting_id": meeting.pk, "sequence": sequence}
        for seat in seats_with_mail(meeting):
            with override(seat.person.language):
                start = wording.hours(meeting.slot.starts_at, meeting.slot.ends_at, meeting.fair.timezone)
                title = _("%(time)s: your meeting with %(company)s") % {
                    "time": start,
                    "company": partner_of(meeting, seat),
                }
                letter = meeting_letter(meeting, seat, title, _("Your meeting begins soon"), [])
                yield meeting_draft(meeting, "meeting.reminder", seat, letter, [check])


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting.confirmed": meeting_confirmed,
    "meeting.rescheduled": meeting_rescheduled,
    "meeting.delegated": meeting_delegated,
    "meeting.cancelled": meeting_cancelled,
    "meeting.reminder": meeting_reminder,
}


def _invitations(
    meeting_id: int, sequence: int, kind: str, method: Method, *, new_person_id: int | None = None
) -> Iterator[Draft]:
    state = MeetingState.CANCELLED if method is Method.CANCEL else MeetingState.CONFIRMED
    meeting = _meeting(meeting_id, sequence, state)
    if meeting is None:
        return
    for seat in seats_with_mail(meeting):
        with override(seat.person.language):
            calendar = _calendar_file(meeting, meeting_entry(meeting, seat.person), method)
            letter = _invitation_letter(meeting, seat, kind, is_new=seat.person_id == new_person_id)
            yield meeting_draft(meeting, kind, seat, letter, [calendar])


def _calendar_file(meeting: Meeting, entry: Entry, method: Method) -> Attachment:
    organizer = Attendee(meeting.fair.short_name, sender_address())
    body = invitation(entry, method=method, organizer=organizer, zone=meeting.fair.timezone, stamped_at=now())
    return {"maker": "calendar", "method": method.value, "body": body.decode()}


def _invitation_letter(meeting: Meeting, seat: MeetingParticipant, kind: str, *, is_new: bool = False) -> Letter:
    partner = {"company": partner_of(meeting, seat)}
    if kind == "meeting.cancelled":
        title, heading = _("Cancelled: meeting with %(company)s"), _("Your meeting was cancelled")
        told = [_("The time is free again in both agendas.")]
    elif kind == "meeting.rescheduled":
        title, heading = _("New time: meeting with %(company)s"), _("Your meeting has a new time")
        told = [_("The entry in your calendar moves with this invitation.")]
    elif kind == "meeting.delegated" and not is_new:
        title, heading = _("Somebody else comes: meeting with %(company)s"), _("Another person comes to your meeting")
        told = [_("Time and table stay. The entry in your calendar names the new person.")]
    elif kind == "meeting.delegated":
        title, heading = _("You go now: meeting with %(company)s"), _("A colleague hands you a meeting")
        told = [_("The invitation puts it into your calendar; later changes move the same entry.")]
    else:
        title, heading = _("Meeting with %(company)s"), _("Your meeting is confirmed")
        told = [_("The invitation puts it into your calendar; later changes move the same entry.")]
    quote = meeting.cancel_reason if kind == "meeting.cancelled" else ""
    return meeting_letter(meeting, seat, title % partner, heading, told, quote=quote)


def _meeting(meeting_id: int, sequence: int, state: MeetingState) -> Meeting | None:
    wanted = Meeting.objects.filter(pk=meeting_id, sequence=sequence, state=state)
    return with_meeting_parts(wanted).select_related("fair__organisation").first()
