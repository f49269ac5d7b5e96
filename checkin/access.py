"""Who may stand at which gate. One query answers it, because it stands before every scan."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts.access import AnyUser
from fairs.access import DOOR_STAFF, fair_for, is_organiser
from kernel.errors import Forbidden, NotFound
from kernel.statements import rows


@dataclass(frozen=True, slots=True)
class Post:
    """A gate and a list of one fair, and who scans there. Ids are primary keys of the house, not outside ids."""

    fair_id: int
    token_number: int
    zone: ZoneInfo
    gate_id: int
    gate_code: str
    list_id: int
    user_id: int


_POST = """
SELECT f.id, f.token_number, f.timezone, g.id, g.code, l.id, m.role
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
    fair_id, token_number, zone, gate_id, gate_code, list_id, role = found[0]
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
    )


def may_stand_at_the_door(user: AnyUser, fair_slug: str) -> bool:
    return is_organiser(user, fair_for(user, fair_slug), DOOR_STAFF)
