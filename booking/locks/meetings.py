"""Row locks of this floor, in the house order: people > slots (places) > claims (requests) > meetings, then primary key."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db.models import QuerySet

from accounts.roles import COMPANY_ROLES
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


def lock_party_of_wish(together: Gathered, values: Mapping[str, Any]) -> None:
    """As `lock_party`, for one of the wish's two firms by the wish's outside id; the setting `house.people` tells whom."""
    step_to(Rank.PERSON)
    together.rows(_party_of_wish_statement(), values)


def lock_times_of_wish(together: Gathered, values: Mapping[str, Any]) -> None:
    """As `lock_slots_of_wish` behind the people's locks, but for those at which one of them sits; told in `house.times`."""
    step_to(Rank.PLACE)
    together.rows(_LOCK_TIMES, values)


@cache
def _party_of_wish_statement() -> str:
    roles = ", ".join(f"'{role.value}'" for role in sorted(COMPANY_ROLES))
    return f"""
        SELECT set_config('house.people', coalesce(string_agg(locked.id::text, ','), ''), true) FROM (
            SELECT p.id FROM directory_person p WHERE p.id = ANY (ARRAY(
                SELECT unnest(ARRAY[w.from_person_id, coalesce(w.to_person_id, me.id)]) FROM booking_meetingrequest w
                LEFT JOIN directory_person me ON me.user_id = %(user)s
                WHERE w.public_id = %(wish)s AND EXISTS (
                    SELECT FROM accounts_membership m JOIN directory_company c ON c.organisation_id = m.organisation_id
                    WHERE m.user_id = %(user)s AND m.role IN ({roles}) AND c.id IN (w.from_company_id, w.to_company_id))
            )) ORDER BY p.id FOR NO KEY UPDATE
        ) AS locked"""  # noqa: S608 -- words of our roles


_LOCK_TIMES = """
SELECT set_config('house.times', coalesce(string_agg(locked.id::text, ','), ''), true) FROM (
    SELECT s.id FROM fairs_meetingslot s WHERE s.id = ANY (ARRAY(
        SELECT q.slot_id FROM booking_requestedslot q
        WHERE q.request_id = (SELECT w.id FROM booking_meetingrequest w WHERE w.public_id = %(wish)s)
          AND NOT EXISTS (SELECT FROM booking_meetingparticipant b WHERE b.live AND b.slot_id = q.slot_id
              AND b.person_id = ANY (string_to_array(current_setting('house.people'), ',')::bigint[]))
    )) AND current_setting('house.people') <> '' AND s.public_id = coalesce(%(slot)s, s.public_id)
    ORDER BY s.id FOR NO KEY UPDATE
) AS locked
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
    """Those for which the conditions of `rows` still hold under the lock."""
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
