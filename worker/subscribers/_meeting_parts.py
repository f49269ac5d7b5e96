"""What letters about wishes, meetings and proposals are made of."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from booking.models import Meeting, MeetingParticipant
from fairs import wording
from fairs.models import Fair, MeetingSlot
from kernel.messages import Attachment, Draft
from worker import links
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter
from worker.recipients import Recipient, of_person


def meeting_letter(
    meeting: Meeting,
    seat: MeetingParticipant,
    title: str,
    heading: str,
    paragraphs: Sequence[str],
    *,
    quote: str = "",
    more: Sequence[Fact] = (),
) -> Letter:
    fair, language = meeting.fair, seat.person.language
    people = [
        ", ".join(filter(None, [other.person.full_name, other.person.job_title]))
        for other in meeting.participants.all()
        if other.company_id != seat.company_id
    ]
    hall = wording.said(meeting.table.hall, "name", language) if meeting.table.hall else ""
    return Letter(
        title=title,
        heading=heading,
        greeting=greeting(seat.person.full_name),
        paragraphs=paragraphs,
        quote=quote,
        plate=Plate(_("Table"), "T", str(meeting.table.number)),
        facts=[
            *when(meeting, language),
            Fact(_("With"), "\n".join([partner_of(meeting, seat), *people])),
            *([Fact(_("About"), wording.said(meeting.need, "title", language))] if meeting.need else []),
            *([Fact(_("To talk about"), meeting.request.agenda_line)] if meeting.request.agenda_line else []),
            *([Fact(_("Hall"), hall)] if hall else []),
            *more,
        ],
        action=Action(_("Open your meetings"), links.page("web:meetings", language, fair.slug)),
        reason=reason(),
    )


def when(meeting: Meeting, language: str) -> list[Fact]:
    slot, zone = meeting.slot, meeting.fair.timezone
    return [
        Fact(_("Day"), wording.local_day(slot.starts_at, zone, language)),
        Fact(_("Time"), wording.hours(slot.starts_at, slot.ends_at, zone)),
    ]


def time_of(slot: MeetingSlot, fair: Fair, language: str) -> str:
    day = wording.local_day(slot.starts_at, fair.timezone, language)
    return f"{day}, {wording.hours(slot.starts_at, slot.ends_at, fair.timezone)}"


def reason() -> str:
    return _("You receive this mail because you take part in the business meetings of this fair.")


def seats_with_mail(meeting: Meeting) -> list[MeetingParticipant]:
    return [seat for seat in meeting.participants.all() if seat.person.email]


def partner_of(meeting: Meeting, seat: MeetingParticipant) -> str:
    names = {other.company.short_name for other in meeting.participants.all() if other.company_id != seat.company_id}
    return ", ".join(sorted(names))


def meeting_draft(
    meeting: Meeting, kind: str, seat: MeetingParticipant, letter: Letter, attachments: list[Attachment]
) -> Draft:
    recipient = of_person(seat.person)
    return draft_of(meeting.fair, "booking.meeting", meeting.pk, kind, meeting.sequence, recipient, letter, attachments)


def draft_of(  # noqa: PLR0917 -- the columns of the row, in their order
    fair: Fair,
    subject_type: str,
    subject_id: int,
    kind: str,
    revision: int,
    recipient: Recipient,
    letter: Letter,
    attachments: list[Attachment],
) -> Draft:
    text, html = set_letter(letter, head_of(fair, recipient.language), recipient.language)
    return Draft(
        subject_type=subject_type,
        subject_id=subject_id,
        kind=kind,
        revision=revision,
        recipient=recipient.email,
        recipient_name=recipient.name,
        language=recipient.language,
        title=letter.title,
        text=text,
        html=html,
        attachments=attachments,
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
    )
