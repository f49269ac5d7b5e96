"""Log in by a six-digit code sent to the address: ten minutes, five attempts, once."""

import datetime as dt
import hmac

from django.utils.crypto import salted_hmac

from accounts.errors import CodeRefused, TooManyCodes
from accounts.models import LoginCode, User
from accounts.services._addresses import user_at
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work

VALID_FOR = dt.timedelta(minutes=10)
WINDOW = dt.timedelta(minutes=15)
MOST_IN_WINDOW = 4
MOST_ATTEMPTS = 5


def digits_of(code: LoginCode) -> str:
    """The six digits; derived, never stored."""
    digest = salted_hmac("accounts.login_code", f"{code.pk}:{code.seed}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


@unit_of_work
def request_login_code(email: str, *, now: dt.datetime) -> None:
    """Emit `account.code_requested` when the address is a live user's; say nothing either way. Raises TooManyCodes."""
    user = User.objects.select_for_update(no_key=True).filter(email=email.strip().lower(), is_active=True).first()
    if user is not None:
        _send_code(user, now)


@unit_of_work
def request_first_code(email: str, *, language: str, now: dt.datetime) -> None:
    """The same for an address that may be new: its user is made, without a name or a password, and gets the code.

    Nothing else hangs on that user until the code proves the address. Raises TooManyCodes.
    """
    user = user_at(email, language=language)
    if user.is_active:
        _send_code(user, now)


def _send_code(user: User, now: dt.datetime) -> None:
    if LoginCode.objects.filter(user=user, created_at__gt=now - WINDOW).count() >= MOST_IN_WINDOW:
        raise TooManyCodes
    code = LoginCode.objects.create(user=user, expires_at=now + VALID_FOR)
    emit("account.code_requested", login_code_id=code.pk)


def redeem_login_code(email: str, digits: str, *, now: dt.datetime) -> User:
    """The user, once. Raises CodeRefused for anything else; every look at a code counts as an attempt."""
    user = _redeem(email.strip().lower(), digits.strip(), now)
    if user is None:
        raise CodeRefused
    return user


@unit_of_work
def _redeem(email: str, digits: str, now: dt.datetime) -> User | None:
    """Counts the attempt in a transaction of its own that always commits, so that a refusal cannot undo the count."""
    code = (
        LoginCode.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .filter(user__email=email, user__is_active=True)
        .order_by("-pk")
        .first()
    )
    if code is None or code.used_at is not None or code.expires_at <= now or code.attempts >= MOST_ATTEMPTS:
        return None
    code.attempts += 1
    matches = hmac.compare_digest(digits_of(code), digits)
    code.used_at = now if matches else None
    code.save(update_fields=["attempts", "used_at"])
    return code.user if matches else None
