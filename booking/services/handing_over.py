"""Handing a wish or a meeting to a colleague: registered for the fair, and free."""

from accounts.models import User
from booking.access.meetings import party_at
from booking.errors.meetings import ColleagueBusy, NotAtFair, SameColleague
from booking.locks.meetings import lock_people
from booking.models import Meeting, MeetingRequest
from booking.queries.free_times import hindrances
from booking.queries.participants import people_to_meet
from booking.services.meeting_moves import revise_request
from booking.services.meetings import lock_ahead
from booking.services.requests import lock_open_request, sides_of
from booking.services.threads import add_turn
from booking.states import TurnKind
from directory.models import Company, Person
from fairs.models import Fair, MeetingSlot
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def delegate_request(request: MeetingRequest, *, user: User, to_person: Person) -> MeetingRequest:
    """A colleague stands for the user's side of an open wish; free at one of its times at least.

    Raises NotAtFair (not registered, not of this company), SameColleague, ColleagueBusy, IllegalMove.
    """
    now = clock_now()
    party = party_at(user, request.fair, sides=sides_of(request))
    _check_colleague(request.fair, party.company, to_person)
    lock_people([to_person.pk])
    request = lock_open_request(request.pk, now=now)
    field = "from_person" if party.company.pk == request.from_company_id else "to_person"
    if getattr(request, f"{field}_id") == to_person.pk:
        raise SameColleague(pointer="/person")
    slots = list(MeetingSlot.objects.filter(pk__in=request.requested_slots.values("slot_id")))
    found = hindrances(request.fair, [to_person.pk], slots, now=now)
    if len(found) == len(slots):
        raise ColleagueBusy(hindrances={slot.public_id: found[to_person.pk, slot.pk] for slot in slots})
    setattr(request, field, to_person)
    revise_request(request, field, actor_id=user.pk, action="delegated")
    add_turn(request.pk, TurnKind.DELEGATED, by=party, to_person=to_person)
    emit(
        "meeting_request.delegated",
        meeting_request_id=request.pk,
        revision=request.revision,
        to_person_id=to_person.pk,
    )
    return request


@unit_of_work
def delegate_meeting(meeting: Meeting, *, user: User, to_person: Person) -> Meeting:
    """A colleague takes the seat of the user's side: SEQUENCE + 1, and the seat's old holder gets a cancellation.

    Order: both people locked, the colleague's time looked at, the meeting locked, the seat handed over, told. Raises
    NotAtFair, SameColleague, ColleagueBusy, MeetingBegun, IllegalMove.
    """
    now = clock_now()
    party = party_at(user, meeting.fair, sides=(meeting.company_low_id, meeting.company_high_id))
    _check_colleague(meeting.fair, party.company, to_person)
    sitting = list(meeting.participants.values_list("person_id", flat=True))
    lock_people([*sitting, to_person.pk])
    meeting = lock_ahead(meeting, now=now)
    seat = meeting.participants.select_related("person").get(company=party.company)
    if seat.person_id == to_person.pk:
        raise SameColleague(pointer="/person")
    found = hindrances(meeting.fair, [to_person.pk], [meeting.slot], now=now)
    if found:
        raise ColleagueBusy(hindrances={meeting.slot.public_id: found[to_person.pk, meeting.slot_id]})
    before = seat.person_id
    seat.person = to_person
    seat.save(update_fields=["person"])
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    add_turn(meeting.request_id, TurnKind.DELEGATED, by=party, to_person=to_person)
    record(meeting, "meeting.delegated", actor_id=user.pk, from_person_id=before, to_person_id=to_person.pk)
    emit(
        "meeting.delegated",
        meeting_id=meeting.pk,
        sequence=meeting.sequence,
        from_person_id=before,
        to_person_id=to_person.pk,
    )
    return meeting


def _check_colleague(fair: Fair, company: Company, person: Person) -> None:
    if not people_to_meet(fair, company).filter(pk=person.pk).exists():
        raise NotAtFair(pointer="/person")
