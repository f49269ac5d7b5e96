"""Letters about wishes and meetings. An invitation keeps its UID for ever; each change raises SEQUENCE in the same entry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.calendars import Attendee, Entry, Method, invitation
from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest, RequestTurn
from booking.queries.agenda import meeting_entry
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.states import MeetingState, ProposalState, RequestState, TurnKind
from directory.models import Company, Person
from fairs import wording
from fairs.models import Fair, MeetingSlot
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


def request_changed(*, meeting_request_id: int, revision: int) -> Iterator[Draft]:
    """To the asked side: the wish as it stands now."""
    request = _request(meeting_request_id, revision, RequestState.WISHED, RequestState.COUNTERED)
    if request is not None:
        asker = request.from_company
        for recipient in _side(request, request.to_company):
            with override(recipient.language):
                letter = _wish_letter(
                    request,
                    recipient,
                    title=_("%(company)s has changed the wish to meet you") % {"company": asker.short_name},
                    heading=_("A wish to meet was changed"),
                    paragraphs=[_("This is how it stands now. Nothing is blocked before one side accepts.")],
                    partner=asker,
                    quote=request.message,
                )
                yield _request_draft(request, "meeting_request.changed", recipient, letter)


def request_delegated(*, meeting_request_id: int, revision: int, to_person_id: int) -> Iterator[Draft]:
    """To the colleague who stands for the side from now on."""
    request = _request(meeting_request_id, revision, RequestState.WISHED, RequestState.COUNTERED)
    if request is None:
        return
    is_asker = request.from_person_id == to_person_id
    person = request.from_person if is_asker else request.to_person
    partner = request.to_company if is_asker else request.from_company
    if person is not None and person.email:
        recipient = of_person(person)
        with override(recipient.language):
            letter = _wish_letter(
                request,
                recipient,
                title=_("A colleague hands you a wish to meet: %(company)s") % {"company": partner.short_name},
                heading=_("You go to this meeting, if it comes about"),
                paragraphs=[_("Your company has named you for it. Nothing is blocked before one side accepts.")],
                partner=partner,
                quote=request.message,
            )
            yield _request_draft(request, "meeting_request.delegated", recipient, letter)


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
            facts=[Fact(_("With"), partner), *_when(meeting, recipient.language)],
            action=Action(_("Open your meetings"), links.page("web:meetings", recipient.language, meeting.fair.slug)),
            reason=_reason(),
        )
        body = _calendar_file(meeting, entry, Method.CANCEL)
        yield _draft(
            meeting.fair, "booking.meeting", meeting.pk, "meeting.handed_over", sequence, recipient, letter, [body]
        )


def time_proposed(*, proposal_id: int) -> Iterator[Draft]:
    """To the side that has to agree: the meeting as it stands, and the times proposed for it."""
    proposal = _proposal(proposal_id, ProposalState.OPEN)
    if proposal is None:
        return
    meeting = proposal.meeting
    for seat in _seats(meeting):
        if seat.company_id != proposal.company_id:
            with override(seat.person.language):
                title = _("%(company)s asks to move the meeting") % {"company": proposal.company.short_name}
                slots = sorted(proposal.slots.all(), key=lambda slot: slot.index)
                times = "\n".join(_time(slot, meeting.fair, seat.person.language) for slot in slots)
                letter = _meeting_letter(
                    meeting,
                    seat,
                    title,
                    _("Another time is proposed"),
                    [_("The meeting stands as it is until you agree.")],
                    quote=proposal.words,
                    more=[Fact(ngettext("Proposed time", "Proposed times", len(slots)), times)],
                )
                yield _proposal_draft(proposal, "meeting.time_proposed", seat, letter)


def proposal_refused(*, proposal_id: int) -> Iterator[Draft]:
    """To who proposed: the meeting stays where it is."""
    proposal = _proposal(proposal_id, ProposalState.REFUSED)
    if proposal is None:
        return
    meeting = proposal.meeting
    refused = RequestTurn.objects.filter(request=meeting.request_id, kind=TurnKind.REFUSED).order_by("pk").last()
    for seat in _seats(meeting):
        if seat.company_id == proposal.company_id:
            with override(seat.person.language):
                title = _("%(company)s keeps the time") % {"company": _partner(meeting, seat)}
                told = [_("Your proposal does not suit them. The meeting stands at its time and table.")]
                words = refused.words if refused else ""
                letter = _meeting_letter(meeting, seat, title, _("The meeting stays where it is"), told, quote=words)
                yield _proposal_draft(proposal, "meeting.proposal_refused", seat, letter)


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
    "meeting_request.changed": request_changed,
    "meeting_request.delegated": request_delegated,
    "meeting_request.declined": request_declined,
    "meeting_request.expired": request_expired,
    "meeting.confirmed": meeting_confirmed,
    "meeting.rescheduled": meeting_rescheduled,
    "meeting.delegated": meeting_delegated,
    "meeting.time_proposed": time_proposed,
    "meeting.proposal_refused": proposal_refused,
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


def _invitations(
    meeting_id: int, sequence: int, kind: str, method: Method, *, new_person_id: int | None = None
) -> Iterator[Draft]:
    state = MeetingState.CANCELLED if method is Method.CANCEL else MeetingState.CONFIRMED
    meeting = _meeting(meeting_id, sequence, state)
    if meeting is None:
        return
    for seat in _seats(meeting):
        with override(seat.person.language):
            calendar = _calendar_file(meeting, meeting_entry(meeting, seat.person), method)
            letter = _invitation_letter(meeting, seat, kind, is_new=seat.person_id == new_person_id)
            yield _meeting_draft(meeting, kind, seat, letter, [calendar])


def _calendar_file(meeting: Meeting, entry: Entry, method: Method) -> Attachment:
    organizer = Attendee(meeting.fair.short_name, sender_address())
    body = invitation(entry, method=method, organizer=organizer, zone=meeting.fair.timezone, stamped_at=now())
    return {"maker": "calendar", "method": method.value, "body": body.decode()}


def _invitation_letter(meeting: Meeting, seat: MeetingParticipant, kind: str, *, is_new: bool = False) -> Letter:
    partner = {"company": _partner(meeting, seat)}
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
    return _meeting_letter(meeting, seat, title % partner, heading, told, quote=quote)


def _meeting_letter(
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
            *_when(meeting, language),
            Fact(_("With"), "\n".join([_partner(meeting, seat), *people])),
            *([Fact(_("About"), wording.said(meeting.need, "title", language))] if meeting.need else []),
            *([Fact(_("To talk about"), meeting.request.agenda_line)] if meeting.request.agenda_line else []),
            *([Fact(_("Hall"), hall)] if hall else []),
            *more,
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
    times = [_time(slot, fair, language) for slot in slots]
    facts = [Fact(_("Company"), partner.short_name)]
    if request.need:
        facts.append(Fact(_("About"), wording.said(request.need, "title", language)))
    if request.agenda_line:
        facts.append(Fact(_("To talk about"), request.agenda_line))
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


def _when(meeting: Meeting, language: str) -> list[Fact]:
    slot, zone = meeting.slot, meeting.fair.timezone
    return [
        Fact(_("Day"), wording.local_day(slot.starts_at, zone, language)),
        Fact(_("Time"), wording.hours(slot.starts_at, slot.ends_at, zone)),
    ]


def _time(slot: MeetingSlot, fair: Fair, language: str) -> str:
    day = wording.local_day(slot.starts_at, fair.timezone, language)
    return f"{day}, {wording.hours(slot.starts_at, slot.ends_at, fair.timezone)}"


def _reason() -> str:
    return _("You receive this mail because you take part in the business meetings of this fair.")


def _proposal(proposal_id: int, state: ProposalState) -> MeetingProposal | None:
    """None when it was answered or replaced meanwhile, or the meeting is over."""
    proposal = MeetingProposal.objects.select_related("company").filter(pk=proposal_id, state=state).first()
    if proposal is None:
        return None
    meetings = Meeting.objects.filter(pk=proposal.meeting_id, state=MeetingState.CONFIRMED)
    meeting = with_meeting_parts(meetings).select_related("fair__organisation").first()
    if meeting is None:
        return None
    proposal.meeting = meeting
    return proposal


def _request(request_id: int, revision: int, *states: RequestState) -> MeetingRequest | None:
    """None when the wish has moved on: then a later letter says more."""
    wanted = MeetingRequest.objects.filter(pk=request_id, revision=revision, state__in=states)
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


def _proposal_draft(proposal: MeetingProposal, kind: str, seat: MeetingParticipant, letter: Letter) -> Draft:
    recipient = of_person(seat.person)
    return _draft(proposal.meeting.fair, "booking.meetingproposal", proposal.pk, kind, 0, recipient, letter, [])


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
