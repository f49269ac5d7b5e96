"""Letters of the meeting day, short: read while walking. A side is missing ten minutes before; a free time is offered."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.models import Meeting, MeetingParticipant
from booking.queries.meetings import with_meeting_parts
from booking.states import MeetingState
from fairday.models import OfferSeat, PresenceLook, RefillOffer
from fairday.states import Answer, OfferState
from fairs import wording
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.clock import local
from kernel.messages import Attachment, Draft
from worker import links
from worker.letters import Action, Fact, Letter, Plate, greeting, head_of, set_letter
from worker.recipients import of_person


def side_missing(*, meeting_id: int, look_id: int) -> Iterator[Draft]:
    """To the side that is not inside: you are expected; to the other one, when it is there: they are not yet."""
    look = PresenceLook.objects.filter(pk=look_id, meeting=meeting_id).first()
    wanted = Meeting.objects.filter(pk=meeting_id, state=MeetingState.CONFIRMED)
    meeting = with_meeting_parts(wanted).select_related("fair__organisation").first()
    if look is None or meeting is None or meeting.sequence != look.sequence:
        return
    check = {"maker": "still_meeting", "meeting_id": meeting.pk, "sequence": look.sequence}
    for seat in meeting.participants.all():
        if seat.person.email:
            with override(seat.person.language):
                letter = _missing_letter(meeting, seat, is_missing=seat.company_id in look.missing)
                yield _draft(
                    meeting.fair, ("booking.meeting", meeting.pk, look.sequence), "meeting.side_missing", seat, letter, check
                )  # fmt: skip


def refill_offered(*, offer_id: int) -> Iterator[Draft]:
    """To both sides of the pair; suppressed when the offer is over before the mail leaves."""
    offers = RefillOffer.objects.select_related("fair__organisation", "slot", "table__hall", "request__need")
    offer = offers.filter(pk=offer_id, state=OfferState.OPEN).first()
    if offer is None:
        return
    seats = list(offer.seats.select_related("person", "company").order_by("pk"))
    for seat in seats:
        if seat.person.email:
            other = next(each for each in seats if each.pk != seat.pk)
            with override(seat.person.language):
                letter = _offer_letter(offer, seat, other)
                check = {"maker": "still_offered", "offer_id": offer.pk}
                yield _draft(offer.fair, ("fairday.refilloffer", offer.pk, 0), "refill.offered", seat, letter, check)


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting.side_missing": side_missing,
    "refill.offered": refill_offered,
}


def _missing_letter(meeting: Meeting, seat: MeetingParticipant, *, is_missing: bool) -> Letter:
    other = next(each for each in meeting.participants.all() if each.company_id != seat.company_id)
    start = local(meeting.slot.starts_at, meeting.fair.timezone).strftime("%H:%M")
    words = {"time": start, "company": other.company.short_name, "table": meeting.table.number}
    if is_missing:
        title = _("%(time)s, table %(table)s: %(company)s is waiting for you") % words
        heading = _("You are expected in a few minutes")
        told = _(
            "Your badge has not come in today. If you cannot come, cancel the meeting: the other side can then "
            "meet somebody else."
        )
    else:
        title = _("%(time)s, table %(table)s: %(company)s is not here yet") % words
        heading = _("The other side is not inside yet")
        told = _("We have written to them. If they do not come, this time is offered to others who are here.")
    action = Action(_("Open your meetings"), links.page("web:meetings", seat.person.language, meeting.fair.slug))
    return _letter(meeting.fair, meeting.slot, meeting.table, seat, other, title, heading, told, action)


def _offer_letter(offer: RefillOffer, seat: OfferSeat, other: OfferSeat) -> Letter:
    zone = offer.fair.timezone
    words = {
        "time": local(offer.slot.starts_at, zone).strftime("%H:%M"),
        "company": other.company.short_name,
        "table": offer.table.number,
        "until": local(offer.expires_at, zone).strftime("%H:%M"),
    }
    if seat.answer == Answer.STANDING:
        told = _(
            "You asked for this time, so your yes stands. The other side answers until %(until)s. Decline if you "
            "cannot come."
        )
    else:
        told = _("You are both here. Answer until %(until)s; then the next pair is asked. Nothing is blocked before.")
    title = _("Free now: %(company)s, %(time)s, table %(table)s") % words
    action = Action(_("Answer"), links.page("web:offer", seat.person.language, offer.fair.slug, offer.public_id))
    heading = _("A time has become free")
    return _letter(offer.fair, offer.slot, offer.table, seat, other, title, heading, told % words, action)


def _letter(  # noqa: PLR0917 -- what the two letters share
    fair: Fair,
    slot: MeetingSlot,
    table: MeetingTable,
    seat: MeetingParticipant | OfferSeat,
    other: MeetingParticipant | OfferSeat,
    title: str,
    heading: str,
    told: str,
    action: Action,
) -> Letter:
    language = seat.person.language
    hall = wording.said(table.hall, "name", language) if table.hall else ""
    return Letter(
        title=title,
        heading=heading,
        greeting=greeting(seat.person.full_name),
        paragraphs=[told],
        plate=Plate(_("Table"), "T", str(table.number)),
        facts=[
            Fact(_("Time"), wording.hours(slot.starts_at, slot.ends_at, fair.timezone)),
            Fact(_("With"), f"{other.company.short_name}\n{other.person.full_name}"),
            *([Fact(_("Hall"), hall)] if hall else []),
        ],
        action=action,
        reason=_("You receive this mail because you take part in the business meetings of this fair."),
    )


def _draft(  # noqa: PLR0917 -- the columns of the row, in their order
    fair: Fair,
    subject: tuple[str, int, int],
    kind: str,
    seat: MeetingParticipant | OfferSeat,
    letter: Letter,
    check: Attachment,
) -> Draft:
    recipient = of_person(seat.person)
    text, html = set_letter(letter, head_of(fair, recipient.language), recipient.language)
    subject_type, subject_id, revision = subject
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
        attachments=[check],
        tenant=fair.organisation.public_id,
        scope=fair.public_id,
    )
