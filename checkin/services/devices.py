"""Devices of the door: made by the organiser, enrolled by one code, shut out at once.

The code travels in the fragment of an address, which no server logs; it works once, for a quarter of an hour.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from checkin.errors import DeviceRevoked, EnrolmentExpired, EnrolmentUsed
from checkin.keys import digest_of, new_code, new_key
from checkin.locks import lock_device
from checkin.models import CheckinList, Device, Gate, HallEnrolment
from fairs.models import Fair
from kernel.errors import NotFound
from kernel.history import record
from kernel.unit_of_work import unit_of_work

CODE_LASTS = dt.timedelta(minutes=15)


@unit_of_work
def add_device(
    fair: Fair, *, name: str, gate: Gate, checkin_lists: Sequence[CheckinList], actor_id: int, now: dt.datetime
) -> tuple[Device, str]:
    """The device and the code that lets it in. Gate and lists are the fair's. Raises DeviceNameTaken."""
    code = new_code()
    device = Device.objects.create(
        fair=fair,
        name=name,
        gate=gate,
        made_by_id=actor_id,
        made_at=now,
        code_digest=digest_of(code),
        code_expires_at=now + CODE_LASTS,
    )
    device.checkin_lists.set(checkin_lists)
    record(device, "added", actor_id=actor_id, gate=gate.pk)
    return device, code


@unit_of_work
def renew_code(device: Device, *, actor_id: int | None, now: dt.datetime) -> tuple[Device, str]:
    """A new code for the same device: for a late hand, for another phone in its place, for one that was shut out.

    Its key ends now. What it sends after enrolling again counts as the same device's.
    """
    code = new_code()
    row = lock_device(device.pk)
    row.code_digest, row.code_expires_at = digest_of(code), now + CODE_LASTS
    row.key_digest, row.revoked_at = None, None
    row.save(update_fields=["code_digest", "code_expires_at", "key_digest", "revoked_at"])
    _tell_upstream(row)
    record(row, "code_renewed", actor_id=actor_id)
    return row, code


@unit_of_work
def enrol(code: str, *, now: dt.datetime) -> tuple[Device, str]:
    """The device and its key, which nobody can read again.

    Raises NotFound for a code that never was, EnrolmentUsed, EnrolmentExpired, DeviceRevoked.
    """
    found = Device.objects.filter(code_digest=digest_of(code)).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    device = lock_device(found)
    if device.code_digest != digest_of(code):
        raise NotFound
    if device.revoked_at is not None:
        raise DeviceRevoked
    if device.key_digest is not None:
        raise EnrolmentUsed
    if now >= device.code_expires_at:
        raise EnrolmentExpired
    key = new_key()
    device.key_digest = digest_of(key)
    device.enrolled_at = device.enrolled_at or now
    device.seen_at = now
    device.save(update_fields=["key_digest", "enrolled_at", "seen_at"])
    _tell_upstream(device)
    record(device, "enrolled", actor_id=device.made_by_id)
    return device, key


def _tell_upstream(device: Device) -> None:
    """On a server at the venue, the fair's server shall know which code was given here, and who came in by it."""
    if settings.HALL_SERVER:
        HallEnrolment.objects.update_or_create(
            code_digest=device.code_digest,
            defaults={
                "device": device,
                "code_expires_at": device.code_expires_at,
                "key_digest": device.key_digest,
                "at": device.seen_at if device.key_digest else None,
            },
        )


@unit_of_work
def revoke_device(device: Device, *, actor_id: int, now: dt.datetime) -> Device:
    """Shut out from the next request on. Idempotent: a revoked device stays revoked since the first time."""
    row = lock_device(device.pk)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        record(row, "revoked", actor_id=actor_id)
    return row
