"""API tokens: the secret is shown once, its SHA-256 kept. A secret has 160 random bits, so a plain digest is enough."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from kernel.clock import now as clock_now
from kernel.errors import Rejected
from kernel.lookups import Lookup
from kernel.statements import Proof
from kernel.unit_of_work import unit_of_work

PREFIX = "phn_"
_by_digest = Lookup(ApiToken, "digest", join="user")


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@unit_of_work
def make_token(
    user: User, *, name: str, scopes: Collection[str], expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """The token's row and its secret, which nobody can read again. Unknown scopes are refused."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Rejected(pointer="/scopes", unknown=unknown)
    secret = PREFIX + secrets.token_urlsafe(20)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:8],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    return token, secret


@unit_of_work
def revoke_token(token: ApiToken) -> None:
    """Idempotent: a revoked token stays revoked since the first time."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock_now())


def token_of_secret(secret: str, *, now: dt.datetime) -> ApiToken | None:
    """The live token with that secret and its active user, in one query; None for any other string."""
    if not secret.startswith(PREFIX) or len(secret) > 80:
        return None
    token = _by_digest.get(digest_of(secret))
    if token is None or token.revoked_at or not token.user.is_active or (token.expires_at and token.expires_at <= now):
        return None
    return token


def proved_token(digest: str, scope: str) -> Proof:
    """As `token_of_secret` and the scope, said by a statement that knows `user` and `now`: for a token known from a moment ago."""
    return Proof(_STANDS, {"digest": digest, "scope": scope})


_STANDS = """EXISTS (
    SELECT FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
    WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
      AND %(scope)s = ANY (t.scopes) AND u.id = %(user)s AND u.is_active)"""
