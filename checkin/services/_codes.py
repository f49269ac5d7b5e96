"""Which code and which key of a device hold, when the fair's server and servers at the venue each have given some.

The code made latest holds; of two keys for one code the one the fair's server knows; and nobody but the fair's server
lets in again whom it has shut out. So the outcome does not depend on who hears of what first.
"""

from kernel.statements import planned

_SETTLE = """
UPDATE checkin_device d SET code_digest = w.code_digest, code_expires_at = w.code_expires_at, key_digest = w.key_digest,
       enrolled_at = CASE WHEN w.key_digest IS NULL THEN d.enrolled_at ELSE coalesce(d.enrolled_at, w.at) END
FROM (SELECT DISTINCT ON (device_id) * FROM checkin_hallenrolment ORDER BY device_id, code_expires_at DESC, code_digest) w
WHERE d.id = w.device_id AND d.revoked_at IS NULL
  AND (w.code_expires_at > d.code_expires_at
       OR w.code_digest = d.code_digest AND d.key_digest IS NULL AND w.key_digest IS NOT NULL)
"""


def settle_codes() -> None:
    planned(_SETTLE, {})
