"""Letters about wishes and meetings. An invitation keeps its UID for ever; each change raises SEQUENCE in the same entry."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.calendars import Attendee, Method, invitation
from booking.models import Meeting, MeetingParticipant, MeetingRequest
from booking.queries.agenda import meeting_entry
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.states import MeetingState, RequestState
from directory.models import Company
from fairs import wording
from fairs.models import Fair
from kernel.clock import now
from kernel.messages import Attachment, Draft
from worker import links
from worker.envelope import sender_address
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter
from worker.recipients import Recipient, of_person, side_of


def request_made(*, meeting_request_id: int, revision: int) -> Iterator[Draft]:
    yield from _asked(meeting_request_id, revision, RequestState.WISHED)


def request_countered(*, meeting_request_id: int, revision: int) -> Iterator[Draft]:
    yield from _asked(meeting_request_id, revision, RequestState.COUNTERED)


def request_declined(*, meeting_request_id: int, revision: int) -> Iterator[Draft]:
    """To the side that did not decline."""
    request = _request(meeting_request_id, revision, RequestState.DECLINED)
    if request is not None:
        other = request.awaiting_company
        asker = request.from_company if other.pk != request.from_company_id else request.to_company
        for recipient in _side(request, asker):
            with override(recipient.language):
                letter = _wish_letter(
                    request,
                    recipient,
                    title=_("%(company)s cannot meet you") % {"company": other.short_name},
                    heading=_("Your wish to meet was declined"),
                    paragraphs=[
                        _("Nothing was blocked for it. Other companies make the same: the suggestions show them.")
                    ],
                    partner=other,
                    quote=request.decline_reason,
                    with_times=False,
                )
                yield _request_draft(request, "meeting_request.declined", recipient, letter)


def request_expired(*, meeting_request_id: int, revision: int) -> Iterator[Draft]:
    request = _request(meeting_request_id, revision, RequestState.EXPIRED)
    if request is not None:
        for recipient in _side(request, request.from_company):
            with override(recipient.language):
                letter = _wish_letter(
                    request,
                    recipient,
                    title=_("%(company)s has not answered") % {"company": request.to_company.short_name},
                    heading=_("Your wish to meet has run out"),
                    paragraphs=[_("There was no answer before the last of your times. Nothing is blocked any more.")],
                    partner=request.to_company,
                    with_times=False,
                )
                yield _request_draft(request, "meeting_request.expired", recipient, letter)


def meeting_confirmed(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.confirmed", Method.REQUEST)


def meeting_rescheduled(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.rescheduled", Method.REQUEST)


def meeting_cancelled(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    yield from _invitations(meeting_id, sequence, "meeting.cancelled", Method.CANCEL)


def meeting_reminder(*, meeting_id: int, sequence: int) -> Iterator[Draft]:
    """Half an hour before; suppressed when it leaves too late or the meeting moved meanwhile."""
    meeting = _meeting(meeting_id, sequence, MeetingState.CONFIRMED)
    if meeting is not None:
        check = {"maker": "still_meeting", "meeting_id": meeting.pk, "sequence": sequence}
        for seat in _seats(meeting):
            with override(seat.person.language):
                start = wording.hours(meeting.slot.starts_at, meeting.slot.ends_at, meeting.fair.timezone)
                title = _("%(time)s: your meeting with %(company)s") % {
                    "time": start,
                    "company": _partner(meeting, seat),
                }
                letter = _meeting_letter(meeting, seat, title, _("Your meeting begins soon"), [])
                yield _meeting_draft(meeting, "meeting.reminder", seat, letter, [check])


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting_request.made": request_made,
    "meeting_request.countered": request_countered,
    "meeting_request.declined": request_declined,
    "meeting_request.expired": request_expired,
    "meeting.confirmed": meeting_confirmed,
    "meeting.rescheduled": meeting_rescheduled,
    "meeting.cancelled": meeting_cancelled,
    "meeting.reminder": meeting_reminder,
}


def _asked(request_id: int, revision: int, state: RequestState) -> Iterator[Draft]:
    """To the side whose answer is awaited, with the times to choose from."""
    request = _request(request_id, revision, state)
    if request is None:
        return
    awaited = request.awaiting_company
    partner = request.from_company if awaited.pk != request.from_company_id else request.to_company
    for recipient in _side(request, awaited):
        with override(recipient.language):
            if state == RequestState.COUNTERED:
                title, heading = _("%(company)s proposes other times"), _("Other times are proposed")
            else:
                title, heading = _("%(company)s would like to meet you"), _("A wish to meet")
            letter = _wish_letter(
                request,
                recipient,
                title=title % {"company": partner.short_name},
                heading=heading,
                paragraphs=[_("Nothing is blocked before you accept: you accept, propose other times, or decline.")],
                partner=partner,
                quote=request.message if state == RequestState.WISHED else "",
            )
            yield _request_draft(request, f"meeting_request.{state.value}", recipient, letter)


def _invitations(meeting_id: int, sequence: int, kind: str, method: Method) -> Iterator[Draft]:
    state = MeetingState.CANCELLED if method is Method.CANCEL else MeetingState.CONFIRMED
    meeting = _meeting(meeting_id, sequence, state)
    if meeting is None:
        return
    organizer = Attendee(meeting.fair.short_name, sender_address())
    for seat in _seats(meeting):
        with override(seat.person.language):
            body = invitation(
                meeting_entry(meeting, seat.person),
                method=method,
                organizer=organizer,
                zone=meeting.fair.timezone,
                stamped_at=now(),
            )
            calendar = {"maker": "calendar", "method": method.value, "body": body.decode()}
            yield _meeting_draft(meeting, kind, seat, _invitation_letter(meeting, seat, kind), [calendar])


def _invitation_letter(meeting: Meeting, seat: MeetingParticipant, kind: str) -> Letter:
    partner = {"company": _partner(meeting, seat)}
    if kind == "meeting.cancelled":
        title, heading = _("Cancelled: meeting with %(company)s"), _("Your meeting was cancelled")
        told = [_("The time is free again in both agendas.")]
    elif kind == "meeting.rescheduled":
        title, heading = _("New time: meeting with %(company)s"), _("Your meeting has a new time")
        told = [_("The entry in your calendar moves with this invitation.")]
    else:
        title, heading = _("Meeting with %(company)s"), _("Your meeting is confirmed")
        told = [_("The invitation puts it into your calendar; later changes move the same entry.")]
    quote = meeting.cancel_reason if kind == "meeting.cancelled" else ""
    return _meeting_letter(meeting, seat, title % partner, heading, told, quote=quote)


def _meeting_letter(
    meeting: Meeting, seat: MeetingParticipant, title: str, heading: str, paragraphs: Sequence[str], *, quote: str = ""
) -> Letter:
    fair, slot, language = meeting.fair, meeting.slot, seat.person.language
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
            Fact(_("Day"), wording.local_day(slot.starts_at, fair.timezone, language)),
            Fact(_("Time"), wording.hours(slot.starts_at, slot.ends_at, fair.timezone)),
            Fact(_("With"), "\n".join([_partner(meeting, seat), *people])),
            *([Fact(_("About"), wording.said(meeting.need, "title", language))] if meeting.need else []),
            *([Fact(_("Hall"), hall)] if hall else []),
        ],
        action=Action(_("Open your meetings"), links.page("web:meetings", language, fair.slug)),
        reason=_reason(),
    )


def _wish_letter(
    request: MeetingRequest,
    recipient: Recipient,
    *,
    title: str,
    heading: str,
    paragraphs: Sequence[str],
    partner: Company,
    quote: str = "",
    with_times: bool = True,
) -> Letter:
    fair, language = request.fair, recipient.language
    slots = [listed.slot for listed in request.requested_slots.all()]
    times = [
        f"{wording.local_day(slot.starts_at, fair.timezone, language)}, "
        f"{wording.hours(slot.starts_at, slot.ends_at, fair.timezone)}"
        for slot in slots
    ]
    facts = [Fact(_("Company"), partner.short_name)]
    if request.need:
        facts.append(Fact(_("About"), wording.said(request.need, "title", language)))
    if with_times and times:
        facts.append(Fact(ngettext("Possible time", "Possible times", len(times)), "\n".join(times)))
    if with_times and request.expires_at:
        facts.append(Fact(_("Answer by"), wording.moment(request.expires_at, fair.timezone, language)))
    return Letter(
        title=title,
        heading=heading,
        greeting=greeting(recipient.name),
        paragraphs=paragraphs,
        quote=quote,
        facts=facts,
        action=Action(
            _("Answer") if with_times else _("Open your meetings"), links.page("web:meetings", language, fair.slug)
        ),
        reason=_reason(),
    )


def _reason() -> str:
    return _("You receive this mail because you take part in the business meetings of this fair.")


def _request(request_id: int, revision: int, state: RequestState) -> MeetingRequest | None:
    """None when the wish has moved on: then a later letter says more."""
    wanted = MeetingRequest.objects.filter(pk=request_id, revision=revision, state=state)
    return with_request_parts(wanted).select_related("fair__organisation").first()


def _meeting(meeting_id: int, sequence: int, state: MeetingState) -> Meeting | None:
    wanted = Meeting.objects.filter(pk=meeting_id, sequence=sequence, state=state)
    return with_meeting_parts(wanted).select_related("fair__organisation").first()


def _seats(meeting: Meeting) -> list[MeetingParticipant]:
    return [seat for seat in meeting.participants.all() if seat.person.email]


def _partner(meeting: Meeting, seat: MeetingParticipant) -> str:
    names = {other.company.short_name for other in meeting.participants.all() if other.company_id != seat.company_id}
    return ", ".join(sorted(names))


def _side(request: MeetingRequest, company: Company) -> list[Recipient]:
    person = request.from_person if company.pk == request.from_company_id else request.to_person
    return side_of(request.fair, company, person)


def _request_draft(request: MeetingRequest, kind: str, recipient: Recipient, letter: Letter) -> Draft:
    return _draft(request.fair, "booking.meetingrequest", request.pk, kind, request.revision, recipient, letter, [])


def _meeting_draft(
    meeting: Meeting, kind: str, seat: MeetingParticipant, letter: Letter, attachments: list[Attachment]
) -> Draft:
    recipient = of_person(seat.person)
    return _draft(meeting.fair, "booking.meeting", meeting.pk, kind, meeting.sequence, recipient, letter, attachments)


def _draft(  # noqa: PLR0917 -- the columns of the row, in their order
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
