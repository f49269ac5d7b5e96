"""A delegation's people counted at a gate: one scan of its badge, and how many passed with it."""

from dataclasses import dataclass

from booking.models import Registration
from booking.services.badges import lock_registration
from checkin.access.posts import DevicePost
from checkin.errors import GroupFull, NoSuchScan, NotAGroup
from checkin.models import Direction, GroupCount
from checkin.queries.groups import counted_of
from kernel.statements import planned
from kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class GroupNow:
    expected: int
    entered: int
    left: int


_SCANNED = """
SELECT b.registration_id, s.checkin_list_id, s.direction FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
WHERE s.fair_id = %s AND s.nonce = %s AND s.device_id = %s AND s.verdict IN ('ok', 'already_in')
"""


@unit_of_work
def count_in(post: DevicePost, *, nonce: str, number: int) -> GroupNow:
    """`number` people passed with the scan of that nonce; again is once. Refuses NoSuchScan, NotAGroup, and GroupFull when more
    would be inside than come without a badge of their own: gates count one after the other, so two together cannot either."""
    registration, list_id, direction = _scanned(post, nonce)
    entered, left = counted_of(registration.pk, list_id)
    is_counted = GroupCount.objects.filter(fair_id=post.fair_id, nonce=nonce).exists()
    expected = _expected(registration)
    if not is_counted and direction == Direction.ENTRY and entered - left + number > expected:
        raise GroupFull(expected=expected, inside=entered - left)
    return _count(post, nonce, number, registration, list_id)


@unit_of_work
def count_anyway(post: DevicePost, *, nonce: str, number: int) -> GroupNow:
    """The guard was warned, or could not be (no network), and has let them in. Refuses NoSuchScan, NotAGroup."""
    registration, list_id, _ = _scanned(post, nonce)
    return _count(post, nonce, number, registration, list_id)


def _scanned(post: DevicePost, nonce: str) -> tuple[Registration, int, str]:
    """The delegation, locked, the list and the direction."""
    found = planned(_SCANNED, [post.fair_id, nonce, post.device_id])
    if not found:
        raise NoSuchScan(pointer="/nonce")
    ((registration_id, list_id, direction),) = found
    registration = lock_registration(Registration(pk=registration_id))
    if registration.head_count == 1:
        raise NotAGroup(pointer="/nonce")
    return registration, list_id, direction


def _count(post: DevicePost, nonce: str, number: int, registration: Registration, list_id: int) -> GroupNow:
    GroupCount.objects.get_or_create(
        fair_id=post.fair_id, nonce=nonce, defaults={"device_id": post.device_id, "number": number}
    )
    return GroupNow(_expected(registration), *counted_of(registration.pk, list_id))


def _expected(registration: Registration) -> int:
    """Whoever has a badge of his own passes with that one, so nobody is counted twice."""
    return registration.head_count - registration.named_count
