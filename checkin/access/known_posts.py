"""Posts asked for a moment ago, so that a scan need not ask for them first: its own statement proves that they still stand.

A process knows them for ten seconds and believes nothing of them: the scan writes only where key or token, person, role,
list and gate are what they were (docs/adr/0024). What does not decide who may stand there, the fair's zone and number,
may be ten seconds old.
"""

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import ApiToken, User
from checkin.access.posts import DevicePost, Post
from fairs.access import DOOR_STAFF
from kernel.statements import Proof

KNOWN_SECONDS = 10.0
MOST = 2000  # then all are forgotten
_known: dict[Hashable, tuple[float, Any]] = {}


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A live token with its user, as it was."""

    user: User
    token: ApiToken


def remember(key: Hashable, thing: DevicePost | KnownToken | Post) -> None:
    if len(_known) >= MOST:
        _known.clear()
    _known[key] = (time.monotonic() + KNOWN_SECONDS, thing)


def known(key: Hashable) -> Any | None:
    until, thing = _known.get(key, (0.0, None))
    return thing if time.monotonic() < until else None


def forget(key: Hashable) -> None:
    _known.pop(key, None)


def proved_device(post: DevicePost, digest: str) -> DevicePost:
    """The same, to be proved by each scan."""
    return replace(post, proof=Proof(_DEVICE_STANDS, {"digest": digest}))


def proved_post(post: Post, digest: str, fair_slug: str) -> Post:
    """As `proved_device`, of who scans with a token."""
    values = {"digest": digest, "slug": fair_slug, "roles": sorted(role.value for role in DOOR_STAFF)}
    return replace(post, proof=Proof(_STAFF_STANDS, values))


_DEVICE_STANDS = """EXISTS (
    SELECT 1 FROM checkin_device d
    JOIN checkin_device_checkin_lists m ON m.device_id = d.id
    JOIN checkin_checkinlist l ON l.id = m.checkinlist_id
    WHERE d.key_digest = %(digest)s AND d.revoked_at IS NULL AND d.id = %(device)s AND d.fair_id = %(fair)s
      AND d.gate_id = %(gate)s AND d.made_by_id IS NOT DISTINCT FROM %(user)s::bigint
      AND m.checkinlist_id = %(list)s AND (l.capacity IS NOT NULL) = %(has_capacity)s)"""
_STAFF_STANDS = """EXISTS (
    SELECT 1 FROM accounts_apitoken t
    JOIN accounts_user u ON u.id = t.user_id
    JOIN accounts_membership m ON m.user_id = u.id
    JOIN fairs_fair f ON f.organisation_id = m.organisation_id
    JOIN checkin_gate g ON g.fair_id = f.id
    JOIN checkin_checkinlist l ON l.fair_id = f.id
    WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
      AND 'scan' = ANY (t.scopes) AND u.id = %(user)s AND u.is_active AND m.role = ANY (%(roles)s)
      AND f.id = %(fair)s AND f.slug = %(slug)s AND g.id = %(gate)s
      AND l.id = %(list)s AND (l.capacity IS NOT NULL) = %(has_capacity)s)"""
