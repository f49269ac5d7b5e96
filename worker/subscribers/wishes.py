"""Letters about wishes to meet: to the side whose answer is awaited, and to who learns of an end."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.models import MeetingRequest
from booking.queries.meetings import with_request_parts
from booking.states import RequestState
from directory.models import Company
from fairs import wording
from kernel.messages import Draft
from worker import links
from worker.letters import Action, Fact, Letter, greeting
from worker.recipients import Recipient, of_person, side_of
from worker.subscribers._meeting_parts import draft_of, reason, time_of


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


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting_request.made": request_made,
    "meeting_request.countered": request_countered,
    "meeting_request.changed": request_changed,
    "meeting_request.delegated": request_delegated,
    "meeting_request.declined": request_declined,
    "meeting_request.expired": request_expired,
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
    times = [time_of(slot, fair, language) for slot in slots]
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
        reason=reason(),
    )


def _request(request_id: int, revision: int, *states: RequestState) -> MeetingRequest | None:
    """None when the wish has moved on: then a later letter says more."""
    wanted = MeetingRequest.objects.filter(pk=request_id, revision=revision, state__in=states)
    return with_request_parts(wanted).select_related("fair__organisation").first()


def _side(request: MeetingRequest, company: Company) -> list[Recipient]:
    person = request.from_person if company.pk == request.from_company_id else request.to_person
    return side_of(request.fair, company, person)


def _request_draft(request: MeetingRequest, kind: str, recipient: Recipient, letter: Letter) -> Draft:
    return draft_of(request.fair, "booking.meetingrequest", request.pk, kind, request.revision, recipient, letter, [])
