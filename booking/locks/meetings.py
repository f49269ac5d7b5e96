"""Row locks of this floor, in the house order: people > slots (places) > claims (requests) > meetings, then primary key."""

from collections.abc import Collection

from django.db.models import QuerySet

from booking.models import Meeting, MeetingParticipant, MeetingRequest
from directory.models import Person
from fairs.models import MeetingSlot
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one, lock_rows


def lock_people(person_ids: Collection[int]) -> list[Person]:
    """Whoever places, moves or forbids a person's time holds the person: so the slot grid's index never has to decide."""
    return lock_rows(Rank.PERSON, Person.objects.filter(pk__in=person_ids))


def lock_slots(slot_ids: Collection[int]) -> list[MeetingSlot]:
    """Whoever takes a table in a slot holds the slot."""
    return lock_rows(Rank.PLACE, MeetingSlot.objects.filter(pk__in=slot_ids))


def lock_request(request_id: int) -> MeetingRequest:
    """The wish as it is now. Raises NotFound when it is gone."""
    request = lock_one(Rank.CLAIM, MeetingRequest.objects.filter(pk=request_id))
    if request is None:
        raise NotFound
    return request


def lock_requests(rows: QuerySet[MeetingRequest]) -> list[MeetingRequest]:
    return lock_rows(Rank.CLAIM, rows)


def lock_meetings_of(person_id: int, fair_id: int) -> list[Meeting]:
    """The meetings in which the person has a live seat."""
    seats = MeetingParticipant.objects.filter(person=person_id, live=True).values("meeting")
    return lock_rows(Rank.MEETING, Meeting.objects.select_related("slot").filter(fair=fair_id, pk__in=seats))


def lock_meetings(rows: QuerySet[Meeting]) -> list[Meeting]:
    return lock_rows(Rank.MEETING, rows)


def lock_meeting(meeting_id: int) -> Meeting:
    """The meeting as it is now. Raises NotFound when it is gone."""
    meeting = lock_one(Rank.MEETING, Meeting.objects.filter(pk=meeting_id))
    if meeting is None:
        raise NotFound
    return meeting
