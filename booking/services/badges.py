"""Badges: one live issue per registration; a new one replaces the old, which the door then refuses with the time."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.errors.registrations import NotRegistered
from booking.models import Badge, Registration, RegistrationRole, StockBadge
from booking.states import BadgeState, RegistrationState, ReissueReason
from directory.models import Person
from directory.services.search_texts import person_text
from fairs.models import Fair, FairDay
from kernel.clock import database_now
from kernel.errors import NotFound
from kernel.history import record
from kernel.locks import Rank, lock_one
from kernel.outbox import emit
from kernel.unit_of_work import constraint_name, unit_of_work

_CODE_TRIES = 5
TAKING_DOWN = dt.timedelta(days=3)


@unit_of_work
def reissue_badge(
    registration: Registration,
    *,
    actor_id: int | None,
    reason: ReissueReason = ReissueReason.OTHER,
    full_name: str | None = None,
    other_name: str | None = None,
) -> Badge:
    """A new badge; the old one is `replaced` from this moment on. The new pass is mailed. Refuses NotRegistered.

    With `full_name` or `other_name` the person is called so from now on.
    """
    locked = lock_registration(registration)
    if locked.state != RegistrationState.COMPLETE:
        raise NotRegistered
    _call_person(locked.person, full_name=full_name, other_name=other_name)
    moment = database_now()
    _end_badges(locked, BadgeState.REPLACED, moment)
    badge = _issue_badge(locked)
    badge.reason = reason
    badge.save(update_fields=["reason"])
    record(locked, "badge_reissued", actor_id=actor_id, version=badge.version, reason=reason.value)
    emit("badge.reissued", registration_id=locked.pk, badge_version=badge.version)
    return badge


def lock_registration(registration: Registration) -> Registration:
    """The registration as it is now. It stands for the person: locked before seats and badges. Raises NotFound."""
    rows = Registration.objects.select_related("fair", "person").filter(pk=registration.pk)
    locked = lock_one(Rank.PERSON, rows)
    if locked is None:
        raise NotFound
    return locked


def _issue_badge(registration: Registration, stock: StockBadge | None = None) -> Badge:
    """Inside the caller's transaction, the registration locked. A printed code taken at this fair is drawn again.

    With `stock` (locked, blank) it is that badge, which belongs to the registration from now on.
    """
    last = Badge.objects.filter(registration=registration).aggregate(last=Max("version"))["last"] or 0
    if stock is not None:
        badge = _insert(registration, last + 1, code=stock.code, token_bits=bytes(stock.token_bits))
        stock.badge = badge
        stock.save(update_fields=["badge"])
        return badge
    for _ in range(_CODE_TRIES - 1):
        try:
            with transaction.atomic():
                return _insert(registration, last + 1)
        except IntegrityError as exc:
            if constraint_name(exc) != "badge_code_once":
                raise
    return _insert(registration, last + 1)


def _insert(registration: Registration, version: int, *, code: str = "", token_bits: bytes = b"") -> Badge:
    return Badge.objects.create(
        fair=registration.fair,
        registration=registration,
        version=version,
        token_bits=token_bits or new_badge_id(),
        code=code or new_code(),
        not_after=end_of(registration.fair) + work_after(registration.role),
    )


def _call_person(person: Person, *, full_name: str | None, other_name: str | None) -> None:
    changed = {
        name: value for name, value in (("full_name", full_name), ("other_name", other_name)) if value is not None
    }
    if not changed:
        return
    for name, value in changed.items():
        setattr(person, name, value)
    person.search_text = person_text(person)
    person.save(update_fields=[*changed, "search_text"])


def _end_badges(registration: Registration, state: BadgeState, moment: dt.datetime) -> int:
    live = Badge.objects.filter(registration=registration, state=BadgeState.LIVE)
    return live.update(state=state, ended_at=moment)


def work_after(role: str) -> dt.timedelta:
    """How long after the fair whoever takes it down still comes in, where a list of the door lets them."""
    return TAKING_DOWN if role in {RegistrationRole.EXHIBITOR, RegistrationRole.CREW} else dt.timedelta(0)


def end_of(fair: Fair) -> dt.datetime:
    """When the last door closes: the end of the fair's last day as the calendar there counts it."""
    last = FairDay.objects.filter(fair=fair).aggregate(last=Max("closes_at"))["last"]
    midnight = dt.datetime.combine(fair.ends_on + dt.timedelta(days=1), dt.time(), ZoneInfo(fair.timezone))
    return max(last, midnight) if last else midnight
