"""Servers at the venue: named by the organiser, let in by one code, shut out at once. The code lasts longer than a device's:
a computer must be fetched and the program put on it.
"""

import datetime as dt

from checkin.errors import EnrolmentExpired, EnrolmentUsed, HallServerRevoked
from checkin.keys import digest_of, new_code, new_hall_key
from checkin.locks import lock_hall_server
from checkin.models import HallServer
from fairs.models import Fair
from kernel.errors import NotFound
from kernel.history import record
from kernel.unit_of_work import unit_of_work

CODE_LASTS = dt.timedelta(hours=24)


@unit_of_work
def add_hall_server(fair: Fair, *, name: str, actor_id: int, now: dt.datetime) -> tuple[HallServer, str]:
    """The server and the code that lets it in. Raises HallServerNameTaken."""
    code = new_code()
    hall = HallServer.objects.create(
        fair=fair,
        name=name,
        made_by_id=actor_id,
        made_at=now,
        code_digest=digest_of(code),
        code_expires_at=now + CODE_LASTS,
    )
    record(hall, "added", actor_id=actor_id)
    return hall, code


@unit_of_work
def renew_hall_code(hall: HallServer, *, actor_id: int, now: dt.datetime) -> tuple[HallServer, str]:
    """A new code for the same server; its key ends now. What it has not sent comes in when it has joined again."""
    code = new_code()
    row = lock_hall_server(hall.pk)
    row.code_digest, row.code_expires_at = digest_of(code), now + CODE_LASTS
    row.key_digest, row.revoked_at = None, None
    row.save(update_fields=["code_digest", "code_expires_at", "key_digest", "revoked_at"])
    record(row, "code_renewed", actor_id=actor_id)
    return row, code


@unit_of_work
def enrol_hall_server(code: str, *, now: dt.datetime) -> tuple[HallServer, str]:
    """The server and its key. Raises NotFound, EnrolmentUsed, EnrolmentExpired, HallServerRevoked."""
    found = HallServer.objects.filter(code_digest=digest_of(code)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    row = lock_hall_server(found)
    if row.code_digest != digest_of(code):
        raise NotFound
    if row.revoked_at is not None:
        raise HallServerRevoked
    if row.key_digest is not None:
        raise EnrolmentUsed
    if now >= row.code_expires_at:
        raise EnrolmentExpired
    key = new_hall_key()
    row.key_digest, row.seen_at = digest_of(key), now
    row.enrolled_at = row.enrolled_at or now
    row.save(update_fields=["key_digest", "enrolled_at", "seen_at"])
    record(row, "enrolled", actor_id=row.made_by_id)
    return row, key


@unit_of_work
def revoke_hall_server(hall: HallServer, *, actor_id: int, now: dt.datetime) -> HallServer:
    """Shut out from its next request on: it gets nobody's name any more. Idempotent."""
    row = lock_hall_server(hall.pk)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        record(row, "revoked", actor_id=actor_id)
    return row
