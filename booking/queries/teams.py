"""What a company has going at a fair beside its booths: its people, the wishes that wait for it, its meetings."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from booking.models import Badge, Meeting, MeetingParticipant, MeetingRequest, Registration
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, BadgeState, RegistrationState
from fairs.models import Fair

SHOWN_STATES = (RegistrationState.PENDING, RegistrationState.COMPLETE)


@dataclass(frozen=True, slots=True)
class Colleague:
    registration: Registration
    has_badge: bool


def team_of(fair: Fair, company_ids: Collection[int]) -> list[Colleague]:
    """The companies' registered people by name, and who has a valid badge; two queries."""
    rows = Registration.objects.filter(fair=fair, company_id__in=company_ids, state__in=SHOWN_STATES)
    people = list(rows.select_related("person").order_by("person__full_name", "pk"))
    badges = Badge.objects.filter(registration__in=people, state=BadgeState.LIVE)
    valid = set(badges.values_list("registration_id", flat=True))
    return [Colleague(registration, has_badge=registration.pk in valid) for registration in people]


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
