"""The people a guard looks for by hand: as much of each as lets him tell whom he has before him, and no more."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from checkin.access.posts import Post
from checkin.replica import PHONE_DIGITS
from checkin.rules.people import Wanted
from kernel.statements import planned

MOST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One person. `code` is what is printed on the newest badge; `badge` its state, or what keeps it from being valid."""

    registration: str
    full_name: str
    company: str
    role: str
    badge: str  # live, replaced, revoked, none; cancelled, blocked, unpaid of the registration
    code: str
    in_since: dt.datetime | None
    in_gate: str


_FOUND = """
WITH found AS (
    SELECT r.id, r.public_id, r.role, r.state, p.full_name, coalesce(nullif(c.short_name, ''), p.company_name, '') AS company,
           row_number() OVER (ORDER BY r.state <> 'complete', NOT p.search_text LIKE %(begins)s, p.search_text, r.id) AS place
    FROM directory_person p
    JOIN booking_registration r ON r.person_id = p.id
    LEFT JOIN directory_company c ON c.id = r.company_id
    WHERE r.fair_id = %(fair)s AND r.state <> 'erased' AND {matches}
    ORDER BY place LIMIT %(most)s
)
SELECT f.public_id, f.full_name, f.company, f.role,
       CASE f.state WHEN 'withdrawn' THEN 'cancelled' WHEN 'rejected' THEN 'blocked' WHEN 'pending' THEN 'unpaid'
       ELSE coalesce(b.state, 'none') END, coalesce(b.code, ''), a.at, coalesce(g.code, '')
FROM found f
LEFT JOIN LATERAL (
    SELECT b.code, b.state FROM booking_badge b WHERE b.registration_id = f.id ORDER BY b.version DESC LIMIT 1
) b ON true
LEFT JOIN checkin_admission a ON a.registration_id = f.id AND a.checkin_list_id = %(list)s
LEFT JOIN checkin_gate g ON g.id = a.gate_id
ORDER BY f.place
"""
_BY_WORD = "p.search_text LIKE %(word{})s"
_BY_PHONE = (
    r"reverse(regexp_replace(p.phone, '\D', '', 'g')) LIKE %(ends)s"  # the index person_phone_ends, word for word
)


def people_found(post: Post, wanted: Wanted) -> tuple[list[Found], bool]:
    """At most eight of the fair, valid ones first, and whether there are more. One statement; nobody for nothing typed."""
    values: dict[str, Any] = {"fair": post.fair_id, "list": post.list_id, "most": MOST + 1}
    if wanted.digits:
        digits = wanted.digits[-PHONE_DIGITS:] if settings.HALL_SERVER else wanted.digits  # it holds no more
        values |= {"ends": f"{digits[::-1]}%", "begins": "%"}
        matches = _BY_PHONE
    elif wanted.words:
        escaped = [_as_pattern(word) for word in wanted.words]
        values |= {f"word{at}": f"%{word}%" for at, word in enumerate(escaped)} | {"begins": f"{' '.join(escaped)}%"}
        matches = " AND ".join(_BY_WORD.format(at) for at in range(len(escaped)))
    else:
        return [], False
    found = [Found(*row) for row in planned(_FOUND.format(matches=matches), values)]
    return found[:MOST], len(found) > MOST


def _as_pattern(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
