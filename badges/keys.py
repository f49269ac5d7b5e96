"""Ed25519 keys of badges: one that signs, and a ring of at most two that are believed.

A seed is 32 bytes, written as 64 hex digits. Two public keys are valid at once, so a key can be changed
while badges of the old one still hang around necks: add the new one, sign with it, drop the old one later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_KEYS = 2


def _exactly_32(text: str, what: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError as exc:
        raise ValueError(f"{what} must be 64 hex digits") from exc
    if len(raw) != 32 or len(text) != 64:
        raise ValueError(f"{what} must be 64 hex digits")
    return raw


def _check_id(key_id: int) -> None:
    if not 0 <= key_id <= 0xFF:
        raise ValueError("a key id is a number from 0 to 255")


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """A public key under the one-byte id that tokens name it by."""

    key_id: int
    public: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_id(self.key_id)
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    @classmethod
    def from_hex(cls, key_id: int, public_hex: str) -> Self:
        """The key from its 64 hex digits. Raises ValueError on anything else."""
        return cls(key_id, _exactly_32(public_hex, "a public key"))

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` over `message` was made with this key's private half."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; its text form shows the id only."""

    key_id: int
    seed: bytes = field(repr=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_id(self.key_id)
        object.__setattr__(self, "_key", Ed25519PrivateKey.from_private_bytes(self.seed))

    @classmethod
    def from_hex(cls, key_id: int, seed_hex: str) -> Self:
        """The key from its seed of 64 hex digits. Raises ValueError on anything else."""
        return cls(key_id, _exactly_32(seed_hex, "a seed"))

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature, the same for the same message."""
        return self._key.sign(message)

    @property
    def verify_key(self) -> VerifyKey:
        return VerifyKey(self.key_id, self._key.public_key().public_bytes_raw())


class KeyRing:
    """The one or two public keys that are believed now."""

    __slots__ = ("_by_id",)

    def __init__(self, keys: Iterable[VerifyKey]) -> None:
        """Raises ValueError for no key, more than two, or two keys under one id."""
        listed = tuple(keys)
        self._by_id = {key.key_id: key for key in listed}
        if not 1 <= len(listed) <= MOST_KEYS:
            raise ValueError("a ring holds one or two keys")
        if len(self._by_id) != len(listed):
            raise ValueError("two keys share one id")

    @classmethod
    def from_hex(cls, publics: Mapping[int, str]) -> Self:
        """The ring from `{key id: 64 hex digits}`, as settings hold it."""
        return cls(VerifyKey.from_hex(key_id, text) for key_id, text in publics.items())

    def get(self, key_id: int) -> VerifyKey | None:
        return self._by_id.get(key_id)

    def __iter__(self) -> Iterator[VerifyKey]:
        return iter(self._by_id.values())
