"""Who may add servers at the venue, and which one is asking. It takes names away with it, so only who runs the fair."""

from dataclasses import dataclass

from accounts.access import AnyUser
from checkin.keys import digest_of, is_hall_key
from checkin.models import HallServer
from fairs.access import MANAGERS, fair_to_run
from kernel.errors import NotFound
from kernel.statements import rows


@dataclass(frozen=True, slots=True)
class HallPost:
    """An enrolled hall server and its fair."""

    hall_id: int
    fair_id: int
    is_revoked: bool


def hall_server_for(user: AnyUser, public_id: str) -> HallServer:
    """A hall server by its id alone. Raises NotFound for anybody outside, Forbidden for a colleague who does not manage."""
    hall = HallServer.objects.select_related("fair").filter(public_id=public_id).first()
    if hall is None:
        raise NotFound
    fair_to_run(user, hall.fair.slug, MANAGERS)
    return hall


_HALL = "SELECT id, fair_id, revoked_at IS NOT NULL FROM checkin_hallserver WHERE key_digest = %s"


def hall_of_key(key: str) -> HallPost | None:
    """The hall server with that key, in one query; None for any other string. A revoked one says so."""
    found = rows(_HALL, [digest_of(key)]) if is_hall_key(key) else []
    return HallPost(*found[0]) if found else None
