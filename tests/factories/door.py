"""Devices of the door, enrolled, and what they kept."""

import datetime as dt
from itertools import count

from checkin.access.posts import DevicePost, device_of_key
from checkin.keys import digest_of, new_code
from checkin.models import CheckinList, Device, Gate
from checkin.services.sync import KeptScan
from kernel.clock import now

_number = count(1)


def make_device(gate: Gate, *lists: CheckinList, name: str = "", enrolled_at: dt.datetime | None = None) -> Device:
    """Enrolled a week ago unless said; `key_of` tells its key."""
    number = next(_number)
    key = f"phd_key-{number}"
    device = Device.objects.create(
        fair=gate.fair, name=name or f"Máy {number}", gate=gate, code_digest=digest_of(new_code()),
        code_expires_at=now(), key_digest=digest_of(key), enrolled_at=enrolled_at or now() - dt.timedelta(days=7),
    )  # fmt: skip
    device.checkin_lists.set(lists)
    device.key = key
    return device


def post_of(device: Device) -> DevicePost:
    post = device_of_key(device.key)
    assert post is not None
    return post


def kept(device: Device, seq: int, text: str, at: dt.datetime, **fields) -> KeptScan:
    """A scan the device told by itself: welcome, with a true clock, unless said."""
    fields.setdefault("nonce", f"{device.pk}-offline-{seq:05}")
    if "checkin_list" not in fields:
        fields["checkin_list"] = next(iter(post_of(device).lists))
    return KeptScan(seq=seq, text=text, scanned_at=at, **({"clock_offset_ms": 0, "verdict": "ok"} | fields))
