"""Who may stand at which gate, and which device. One query answers it, because it stands before every scan."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts.access import AnyUser
from checkin.errors import NoSuchList
from checkin.keys import digest_of, is_key
from fairs.access import DOOR_STAFF, fair_for, is_organiser
from kernel.errors import Forbidden, NotFound
from kernel.statements import Proof, rows


class PostDoubtful(Exception):
    """A post known from before does not stand any more, or nobody can tell: ask anew. Never leaves the door."""


@dataclass(frozen=True, slots=True)
class Post:
    """A gate and a list of one fair, and who scans there. Ids are primary keys of the house, not outside ids."""

    fair_id: int
    token_number: int
    zone: ZoneInfo
    gate_id: int
    gate_code: str
    list_id: int
    user_id: int | None
    device_id: int | None = None
    has_capacity: bool = False
    proof: Proof | None = None  # of one that was not just looked up


@dataclass(frozen=True, slots=True)
class DevicePost:
    """An enrolled device and all it may scan for: its gate, and its lists by their outside ids."""

    device_id: int
    fair_id: int
    token_number: int
    zone: ZoneInfo
    gate_id: int
    gate_code: str
    user_id: int | None
    enrolled_at: dt.datetime
    is_revoked: bool
    lists: dict[str, int]
    with_capacity: frozenset[int]
    proof: Proof | None = None

    def at(self, checkin_list: str) -> Post:
        """The post at one of its lists. Raises NoSuchList."""
        list_id = self.lists.get(checkin_list)
        if list_id is None:
            raise NoSuchList(pointer="/checkin_list")
        return Post(
            fair_id=self.fair_id,
            token_number=self.token_number,
            zone=self.zone,
            gate_id=self.gate_id,
            gate_code=self.gate_code,
            list_id=list_id,
            user_id=self.user_id,
            device_id=self.device_id,
            has_capacity=list_id in self.with_capacity,
            proof=self.proof,
        )


_POST = """
SELECT f.id, f.token_number, f.timezone, g.id, g.code, l.id, l.capacity IS NOT NULL, m.role
FROM fairs_fair f
JOIN accounts_membership m ON m.organisation_id = f.organisation_id AND m.user_id = %s
LEFT JOIN checkin_gate g ON g.fair_id = f.id AND g.public_id = %s
LEFT JOIN checkin_checkinlist l ON l.fair_id = f.id AND l.public_id = %s
WHERE f.slug = %s
"""


def post_for(user: AnyUser, fair_slug: str, *, gate: str, checkin_list: str) -> Post:
    """The post of a user who may scan at that fair, in one query.

    Raises NotFound for a fair, gate or list that is not the user's organisation's; Forbidden for a role without the door.
    """
    if not user.is_authenticated:
        raise NotFound
    found = rows(_POST, [user.pk, gate, checkin_list, fair_slug])
    if not found:
        raise NotFound
    fair_id, token_number, zone, gate_id, gate_code, list_id, has_capacity, role = found[0]
    if role not in DOOR_STAFF:
        raise Forbidden
    if gate_id is None:
        raise NotFound(pointer="/gate")
    if list_id is None:
        raise NotFound(pointer="/checkin_list")
    return Post(
        fair_id=fair_id,
        token_number=token_number,
        zone=ZoneInfo(zone),
        gate_id=gate_id,
        gate_code=gate_code,
        list_id=list_id,
        user_id=user.pk,
        has_capacity=has_capacity,
    )


def may_stand_at_the_door(user: AnyUser, fair_slug: str) -> bool:
    return is_organiser(user, fair_for(user, fair_slug), DOOR_STAFF)


_DEVICE = """
SELECT d.id, f.id, f.token_number, f.timezone, g.id, g.code, d.made_by_id, d.enrolled_at, d.revoked_at IS NOT NULL,
       ARRAY(SELECT l.public_id FROM checkin_device_checkin_lists m JOIN checkin_checkinlist l ON l.id = m.checkinlist_id
             WHERE m.device_id = d.id ORDER BY m.id),
       ARRAY(SELECT m.checkinlist_id FROM checkin_device_checkin_lists m WHERE m.device_id = d.id ORDER BY m.id),
       ARRAY(SELECT l.id FROM checkin_device_checkin_lists m JOIN checkin_checkinlist l ON l.id = m.checkinlist_id
             WHERE m.device_id = d.id AND l.capacity IS NOT NULL)
FROM checkin_device d JOIN fairs_fair f ON f.id = d.fair_id JOIN checkin_gate g ON g.id = d.gate_id
WHERE d.key_digest = %s
"""


def device_of_key(key: str) -> DevicePost | None:
    """The device with that key, in one query; None for any other string. A revoked one says so."""
    if not is_key(key):
        return None
    found = rows(_DEVICE, [digest_of(key)])
    if not found:
        return None
    device, fair, number, zone, gate, code, user, enrolled_at, is_revoked, outside, inside, with_capacity = found[0]
    lists = dict(zip(outside, inside, strict=True))
    return DevicePost(
        device, fair, number, ZoneInfo(zone), gate, code, user, enrolled_at, is_revoked, lists, frozenset(with_capacity)
    )
