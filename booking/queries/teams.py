"""What a company has going at a fair beside its booths: its people, the wishes that wait for it, its meetings."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from booking.models import Badge, Duty, Meeting, MeetingParticipant, MeetingRequest, Registration, RegistrationRole
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, BadgeState, RegistrationState
from directory.models import Person
from fairs.models import Fair

SHOWN_STATES = (RegistrationState.PENDING, RegistrationState.COMPLETE)


@dataclass(frozen=True, slots=True)
class Colleague:
    registration: Registration
    has_badge: bool


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A colleague registered for the fair, with how much stands in his or her days."""

    person: Person
    meetings: int
    wishes: int
    duties: tuple[Duty, ...]


def team_of(fair: Fair, company_ids: Collection[int]) -> list[Colleague]:
    """The companies' registered people by name, and who has a valid badge; two queries."""
    rows = Registration.objects.filter(fair=fair, company_id__in=company_ids, state__in=SHOWN_STATES)
    rows = rows.exclude(role=RegistrationRole.CREW)  # works for the firm, and is not of it
    people = list(rows.select_related("person").order_by("person__full_name", "pk"))
    badges = Badge.objects.filter(registration__in=people, state=BadgeState.LIVE)
    valid = set(badges.values_list("registration_id", flat=True))
    return [Colleague(registration, has_badge=registration.pk in valid) for registration in people]


def members_of(fair: Fair, company_ids: Collection[int]) -> list[TeamMember]:
    """Who can take a meeting for these companies, by name; four queries."""
    registered = Registration.objects.filter(
        fair=fair, state=RegistrationState.COMPLETE, person__company__in=company_ids
    )
    people = [row.person for row in registered.select_related("person__company").order_by("person__full_name", "pk")]
    seats = MeetingParticipant.objects.filter(
        person__in=people, meeting__fair=fair, live=True, meeting__state__in=LIVE_MEETING_STATES
    )
    meetings = Counter(seats.values_list("person_id", flat=True))
    open_wishes = MeetingRequest.objects.filter(fair=fair, state__in=OPEN_REQUEST_STATES)
    wishes = Counter(open_wishes.filter(from_person__in=people).values_list("from_person_id", flat=True))
    duties: dict[int, list[Duty]] = {}
    for duty in Duty.objects.filter(fair=fair, person__in=people).order_by("starts_at", "pk"):
        duties.setdefault(duty.person_id, []).append(duty)
    return [
        TeamMember(person, meetings[person.pk], wishes[person.pk], tuple(duties.get(person.pk, ())))
        for person in people
    ]


def waiting_requests(fair: Fair, company_ids: Collection[int]) -> QuerySet[MeetingRequest]:
    """Wishes these companies have to answer; two queries."""
    waiting = MeetingRequest.objects.filter(
        fair=fair, awaiting_company_id__in=company_ids, state__in=OPEN_REQUEST_STATES
    )
    return with_request_parts(waiting)


def coming_meetings(fair: Fair, company_ids: Collection[int], at: dt.datetime) -> QuerySet[Meeting]:
    """Meetings of these companies that are not over, in the order of time; two queries."""
    seat = MeetingParticipant.objects.filter(meeting_id=OuterRef("pk"), company_id__in=company_ids, live=True)
    meetings = Meeting.objects.filter(Exists(seat), fair=fair, state__in=LIVE_MEETING_STATES, slot__ends_at__gt=at)
    return with_meeting_parts(meetings)
