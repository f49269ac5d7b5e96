"""Delegations at the door: how many are expected with each badge, how many were counted in and out on each list."""

from dataclasses import dataclass

from checkin.access.posts import DevicePost
from fairs.models import Fair
from kernel.statements import planned, rows


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one list, by its outside id."""

    checkin_list: str
    entered: int
    left: int

    @property
    def inside(self) -> int:
        return self.entered - self.left


@dataclass(frozen=True, slots=True)
class Group:
    """`registration` is the number that the snapshot has for its badge; `expected` leaves out who has a badge of his own."""

    registration: int
    name: str
    company: str
    contact: str
    expected: int
    counted: list[Counted]


_GROUPS = """
SELECT r.id, p.full_name, coalesce(nullif(c.short_name, ''), p.company_name, ''), p.email, r.head_count - r.named_count
FROM booking_registration r
JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
WHERE r.fair_id = %s AND r.head_count > 1 AND r.state = 'complete'
ORDER BY p.full_name, r.id
"""
_COUNTS = """
SELECT b.registration_id, l.public_id, coalesce(sum(g.number) FILTER (WHERE s.direction = 'entry'), 0),
       coalesce(sum(g.number) FILTER (WHERE s.direction = 'exit'), 0)
FROM checkin_groupcount g
JOIN checkin_scan s ON s.fair_id = g.fair_id AND s.nonce = g.nonce AND s.annulled_at IS NULL
JOIN booking_badge b ON b.id = s.badge_id
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
WHERE g.fair_id = %s
GROUP BY b.registration_id, l.id ORDER BY l.opens_at, l.id
"""


def groups_of(fair: Fair) -> list[Group]:
    """Every delegation with a valid registration, by name; two statements."""
    return _groups(fair.pk)


def groups_at(post: DevicePost) -> list[Group]:
    """The same for a device."""
    return _groups(post.fair_id)


def _groups(fair_id: int) -> list[Group]:
    counted: dict[int, list[Counted]] = {}
    for registration, checkin_list, entered, left in planned(_COUNTS, [fair_id]):
        counted.setdefault(registration, []).append(Counted(checkin_list, entered, left))
    return [
        Group(number, name, company, contact, expected, counted.get(number, []))
        for number, name, company, contact, expected in rows(_GROUPS, [fair_id])
    ]


_OF_ONE = """
SELECT coalesce(sum(g.number) FILTER (WHERE s.direction = 'entry'), 0), coalesce(sum(g.number) FILTER (WHERE s.direction = 'exit'), 0)
FROM booking_badge b
JOIN checkin_scan s ON s.badge_id = b.id AND s.checkin_list_id = %s AND s.annulled_at IS NULL
JOIN checkin_groupcount g ON g.fair_id = s.fair_id AND g.nonce = s.nonce
WHERE b.registration_id = %s
"""


def counted_of(registration_id: int, list_id: int) -> tuple[int, int]:
    """How many came in and went out with any badge of a delegation on one list."""
    ((entered, left),) = rows(_OF_ONE, [list_id, registration_id])
    return entered, left
