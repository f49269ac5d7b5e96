"""The keys of badges, out of the settings: one that signs, and the ring the door believes."""

from functools import lru_cache

from django.conf import settings

from badges.keys import KeyRing, SigningKey, VerifyKey
from badges.tokens import TokenPayload, sign
from booking.models import Badge


@lru_cache(maxsize=1)
def signing_key() -> SigningKey:
    return SigningKey.from_hex(settings.BADGE_KEY_ID, settings.BADGE_SIGNING_SEED)


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """This installation's own public key and at most one more (BADGE_PUBLIC_KEYS, key id to hex)."""
    others = [VerifyKey.from_hex(int(key_id), public) for key_id, public in settings.BADGE_PUBLIC_KEYS.items()]
    return KeyRing([signing_key().verify_key, *others])


def token_of(badge: Badge) -> str:
    """The signed text of the badge's QR; `badge.fair` must be loaded."""
    payload = TokenPayload(fair=badge.fair.token_number, badge=bytes(badge.token_bits), not_after=badge.not_after)
    return sign(payload, signing_key())
