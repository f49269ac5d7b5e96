"""What erasing a person does on this floor, as steps of one unit of work (docs/adr/0039).

Order: `take_to_erase` locks, `refuse_where_bound` looks, `end_and_erase` ends what is live, `forget_words` and
`forget_people` empty what tells who it was. Rows stay, so that what was counted stays true.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from booking.errors.erasure import (
    ComingElsewhere,
    HasAccount,
    ManagedByFirm,
    PassForMany,
    StillContact,
    StillMeeting,
)
from booking.locks.delegations import lock_delegations
from booking.locks.meetings import lock_people
from booking.locks.registrations import lock_to_erase
from booking.models import (
    Delegation,
    DelegationPlace,
    Duty,
    ExhibitorPass,
    Meeting,
    MeetingParticipant,
    MeetingProposal,
    MeetingRequest,
    Registration,
    RegistrationRole,
    RequestTurn,
    UnavailableSlot,
)
from booking.queries.same_people import contact_of, places_of, same_people
from booking.rules.erasing import without
from booking.services._delegation_places import forget, move_place
from booking.services._places import give_up_place
from booking.services.badges import _end_badges, end_of
from booking.services.registrations import _end, _move
from booking.states import (
    LIVE_PLACES,
    OPEN_REQUEST_STATES,
    BadgeState,
    DelegationState,
    MeetingState,
    PlaceState,
    RegistrationState,
)
from directory.models import Person
from directory.services.search_texts import person_text
from kernel.clock import database_now
from kernel.errors import NotFound
from kernel.ids import new_public_id
from kernel.text import fold

_AHEAD = (MeetingState.PROVISIONAL, MeetingState.CONFIRMED, MeetingState.RUNNING)
_COMING = (RegistrationState.PENDING, RegistrationState.COMPLETE)


@dataclass(frozen=True, slots=True)
class Traces:
    """Who is erased, by keys, and the words that tell who it was, to be looked for in what others wrote."""

    asked: Registration
    registrations: list[Registration]
    people: list[Person]
    places: list[DelegationPlace]
    contact_of: list[Delegation]
    words: frozenset[str]

    @property
    def registration_ids(self) -> list[int]:
        return [one.pk for one in self.registrations]

    @property
    def person_ids(self) -> list[int]:
        return [one.pk for one in self.people]

    @property
    def fair_ids(self) -> set[int]:
        return {one.fair_id for one in self.registrations}

    @property
    def emails(self) -> frozenset[str]:
        known = {one.email for one in self.people} | {one.email for one in self.places}
        known |= {one.contact_email for one in self.contact_of}
        return frozenset(each.lower() for each in known if each)

    @property
    def names(self) -> frozenset[str]:
        """Folded."""
        return frozenset(fold(one.full_name) for one in self.people)


def take_to_erase(registration: Registration) -> Traces:
    """Everything of this person, locked. Raises NotFound where somebody else has erased it in the meantime."""
    person = Person.objects.get(pk=registration.person_id)
    people = [person, *same_people(person, registration.fair.organisation_id)]
    ids = list(Registration.objects.filter(person__in=people).values_list("pk", flat=True))
    places, delegations = places_of(people, ids), contact_of(people, ids)
    lock_delegations({one.delegation_id for one in places} | {one.pk for one in delegations})
    locked = lock_to_erase(ids)
    lock_people([one.pk for one in people])
    asked = next((one for one in locked if one.pk == registration.pk), None)
    if asked is None or asked.state == RegistrationState.ERASED:
        raise NotFound
    people = list(Person.objects.filter(pk__in=[one.pk for one in people]).order_by("pk"))
    places = list(DelegationPlace.objects.select_related("delegation").filter(pk__in=[one.pk for one in places]))
    delegations = list(
        Delegation.objects.select_related("fair", "group__person").filter(pk__in=[one.pk for one in delegations])
    )
    words = {word for one in people for word in (one.full_name, one.other_name, one.email, one.phone)}
    words |= {word for place in places for word in (place.full_name, place.email, place.phone)}
    words |= {word for one in delegations for word in (one.contact_name, one.contact_email, one.contact_phone)}
    words |= {one.vehicle_plate for one in locked}
    return Traces(asked, locked, people, places, delegations, frozenset(words - {""}))


def refuse_where_bound(traces: Traces, *, now: dt.datetime) -> None:
    """Refuses HasAccount, PassForMany, ManagedByFirm, StillMeeting, StillContact, ComingElsewhere."""
    if any(one.user_id for one in traces.people):
        raise HasAccount
    coming = [one for one in traces.registrations if one.state in _COMING and end_of(one.fair) > now]
    if any(one.head_count > 1 for one in coming) or Delegation.objects.filter(group__in=coming).exists():
        raise PassForMany
    given_out = ExhibitorPass.objects.filter(registration__in=coming, released_at__isnull=True)
    staff = {RegistrationRole.EXHIBITOR, RegistrationRole.CREW}
    if any(one.role in staff for one in coming) or given_out.exists():
        raise ManagedByFirm
    if _is_meeting(traces, now=now):
        raise StillMeeting
    if any(_is_wanted(one) and end_of(one.fair) > now for one in traces.contact_of):
        raise StillContact
    elsewhere = [one for one in coming if one.pk != traces.asked.pk]
    if elsewhere:
        organiser = traces.asked.fair.organisation_id
        raise ComingElsewhere(
            fairs=sorted({one.fair.slug for one in elsewhere if one.fair.organisation_id == organiser})
        )


def end_and_erase(traces: Traces, *, actor_id: int | None, now: dt.datetime) -> None:
    """Ended as by a withdrawal, without a letter; then erased. Nothing else of this person is live (`refuse_where_bound`).

    After the fair no seat is given back: who sat where is counted.
    """
    asked = traces.asked
    if asked.state in _COMING and end_of(asked.fair) > now:
        _end(asked, RegistrationState.WITHDRAWN, actor_id)
    moment = database_now()
    for one in traces.registrations:
        if one.state == RegistrationState.ERASED:
            continue
        _end_badges(one, BadgeState.REVOKED, moment)
        give_up_place(one)
        if one.state == RegistrationState.PENDING:
            _move(one, RegistrationState.WITHDRAWN, actor_id)
        _move(one, RegistrationState.ERASED, actor_id)
    for place in traces.places:
        if place.state in LIVE_PLACES:
            move_place(place, PlaceState.WITHDRAWN, now=now, actor_id=actor_id)
        forget(place)
        DelegationPlace.objects.filter(pk=place.pk).update(manage_key=new_public_id())


def forget_words(traces: Traces) -> None:
    """What the person wrote goes; of what others wrote around their meetings, the words that tell who it was."""
    people = traces.person_ids
    RequestTurn.objects.filter(person__in=people).update(words="")
    MeetingProposal.objects.filter(person__in=people).update(words="")
    MeetingRequest.objects.filter(from_person__in=people).update(agenda_line="", message="")
    Duty.objects.filter(person__in=people).delete()
    UnavailableSlot.objects.filter(person__in=people).delete()
    meetings, wishes = meetings_and_wishes(people)
    for rows, names in (
        (RequestTurn.objects.filter(request__in=wishes), ("words",)),
        (MeetingProposal.objects.filter(meeting__in=meetings), ("words",)),
        (MeetingRequest.objects.filter(pk__in=wishes), ("agenda_line", "message", "decline_reason")),
        (Meeting.objects.filter(pk__in=meetings), ("cancel_reason",)),
    ):
        for row in rows:
            said = {name: getattr(row, name) for name in names}
            left = {name: without(text, traces.words) for name, text in said.items()}
            if left != said:
                type(row)._base_manager.filter(pk=row.pk).update(**left)


def forget_people(traces: Traces) -> None:
    """Empties who it was. The addresses of pass page, list and calendar are dead from now on."""
    for one in traces.registrations:
        Registration.objects.filter(pk=one.pk).update(
            manage_key=new_public_id(),
            vehicle_plate="",
            interests=[],
            source="",
            company=None,
            share_contact=False,
            inviter_told=False,
            calendar_renewals=F("calendar_renewals") + 1,
        )
    Person.objects.filter(pk__in=traces.person_ids).update(
        full_name="",
        other_name="",
        email="",
        phone="",
        company_name="",
        job_title="",
        search_text="",
        company=None,
    )
    for delegation in traces.contact_of:
        Delegation.objects.filter(pk=delegation.pk).update(contact_name="", contact_email="", contact_phone="")
        if delegation.group is not None:
            body = delegation.group.person
            body.email = body.phone = ""
            body.search_text = person_text(body)
            body.save(update_fields=["email", "phone", "search_text"])


def meetings_and_wishes(person_ids: list[int]) -> tuple[list[int], list[int]]:
    """By primary key: the meetings these people sit or sat in, and the wishes they had or were named in."""
    meetings = list(MeetingParticipant.objects.filter(person__in=person_ids).values_list("meeting_id", flat=True))
    of_them = Q(from_person__in=person_ids) | Q(to_person__in=person_ids) | Q(meeting__in=meetings)
    return meetings, list(MeetingRequest.objects.filter(of_them).values_list("pk", flat=True))


def _is_wanted(delegation: Delegation) -> bool:
    """Somebody waits for its contact's word, or its one badge lets people in."""
    is_open = delegation.state in {DelegationState.ASKED, DelegationState.OPEN}
    return is_open or (delegation.group is not None and delegation.group.state in _COMING)


def _is_meeting(traces: Traces, *, now: dt.datetime) -> bool:
    """At a fair that is not over."""
    people = traces.person_ids
    seats = MeetingParticipant.objects.select_related("meeting__fair").filter(
        person__in=people, live=True, meeting__state__in=_AHEAD
    )
    wishes = MeetingRequest.objects.select_related("fair").filter(
        Q(from_person__in=people) | Q(to_person__in=people), state__in=OPEN_REQUEST_STATES
    )
    fairs = [seat.meeting.fair for seat in seats] + [wish.fair for wish in wishes]
    return any(end_of(fair) > now for fair in {fair.pk: fair for fair in fairs}.values())
