"""Row locks of this floor, in the house order: people > slots (places) > claims (requests) > meetings, then primary key."""

from collections.abc import Collection

from django.db.models import QuerySet

from booking.models import Meeting, MeetingParticipant, MeetingRequest
from directory.models import Person
from fairs.models import MeetingSlot
from kernel.errors import NotFound
from kernel.locks import Rank, lock_by_id, lock_ids, lock_rows, step_to
from kernel.lookups import Instances
from kernel.statements import Gathered, Rows, post

_WISH, _MEETING = Instances(w=MeetingRequest), Instances(m=Meeting)


def lock_people(person_ids: Collection[int]) -> None:
    """Whoever places, moves or forbids a person's time holds the person: so the slot grid's index never has to decide."""
    lock_ids(Rank.PERSON, Person, person_ids)


def lock_party(person_ids: Collection[int], user_id: int | None) -> None:
    """As `lock_people`, and the person who is that user."""
    step_to(Rank.PERSON)
    post(
        "SELECT 1 FROM directory_person WHERE id = ANY (%s) OR user_id = %s ORDER BY id FOR NO KEY UPDATE",
        [list(person_ids), user_id],
    )


def lock_slots_of_wish(together: Gathered, request_id: int, slot_id: int | None) -> Rows:
    """As `lock_slots` for all times of a wish, or for one of them: the ids of those that are locked."""
    step_to(Rank.PLACE)
    return together.rows(_LOCK_SLOTS_OF_WISH, [request_id, slot_id])


_LOCK_SLOTS_OF_WISH = """
SELECT s.id FROM fairs_meetingslot s JOIN booking_requestedslot q ON q.slot_id = s.id
WHERE q.request_id = %s AND s.id = coalesce(%s::bigint, s.id) ORDER BY s.id FOR NO KEY UPDATE OF s
"""


def lock_slots(slot_ids: Collection[int]) -> None:
    """Whoever takes a table in a slot holds the slot."""
    lock_ids(Rank.PLACE, MeetingSlot, slot_ids)


def lock_request(request_id: int) -> MeetingRequest:
    """The wish as it is now. Raises NotFound when it is gone."""
    request: MeetingRequest | None = lock_by_id(Rank.CLAIM, _WISH, request_id)
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
    meeting: Meeting | None = lock_by_id(Rank.MEETING, _MEETING, meeting_id)
    if meeting is None:
        raise NotFound
    return meeting
