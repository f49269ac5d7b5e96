"""Somebody who comes unannounced, as a step of whoever stands at the desk: registered and with a badge in one go.

The phone number stands for the person: the same number and the same name is the registration that is there already.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.errors.registrations import ConsentMissing, NotAdmitted, NotBlank, NotInStock, RegistrationClosed
from booking.models import Badge, Registration, StockBadge
from booking.queries.people import registrations_by_phone
from booking.services.badges import _end_badges, _issue_badge, lock_registration
from booking.services.registrations import Visitor, _complete, _new_person, _one_at_a_time
from booking.states import BadgeState, RegistrationState
from fairs.models import Fair, FairState
from kernel.clock import database_now
from kernel.history import record
from kernel.locks import Rank, lock_one
from kernel.phones import normal_phone
from kernel.text import fold

SOURCE = "walk-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unannounced:
    """What was asked at the desk. `consented_at` is when the person said yes to the sentence read to them; None: did not.

    `is_in` when a device that was cut off tells of somebody it let in long ago.
    """

    full_name: str
    phone: str
    company_name: str = ""
    language: str = "vi"
    consented_at: dt.datetime | None
    is_in: bool = False


def take_in(fair: Fair, who: Unannounced, *, stock_code: str, actor_id: int | None) -> Badge:
    """Inside the caller's transaction: the person's live badge, new or known; of `stock_code` when one is given.

    A known person given a badge from stock loses the badge he had. Refuses ConsentMissing, RegistrationClosed, NotAdmitted,
    NotInStock, NotBlank.
    """
    if who.consented_at is None:
        raise ConsentMissing(pointer="/consent")
    if not _takes(fair, who.consented_at, is_in=who.is_in):
        raise RegistrationClosed
    _one_at_a_time(fair, normal_phone(who.phone) or who.phone)
    known = _known(fair, who)
    if known is not None:
        return _again(known, fair, stock_code, actor_id)
    registration = Registration.objects.create(
        fair=fair,
        person=_new_person(_visitor(who), None),
        source=SOURCE,
        consented_at=who.consented_at,
    )
    return _complete(registration, actor_id, _blank(fair, stock_code))


def _takes(fair: Fair, at: dt.datetime, *, is_in: bool) -> bool:
    """A fair that was closed in the meantime still learns who came in while it lasted."""
    if fair.state in {FairState.OPEN, FairState.RUNNING}:
        return True
    return is_in and fair.state == FairState.CLOSED and at.astimezone(ZoneInfo(fair.timezone)).date() <= fair.ends_on


def _known(fair: Fair, who: Unannounced) -> Registration | None:
    same = (one for one in registrations_by_phone(fair, who.phone) if fold(one.person.full_name) == fold(who.full_name))
    return next(same, None)


def _again(known: Registration, fair: Fair, stock_code: str, actor_id: int | None) -> Badge:
    locked = lock_registration(known)
    if locked.state == RegistrationState.REJECTED:
        raise NotAdmitted
    live = Badge.objects.filter(registration=locked, state=BadgeState.LIVE).first()
    if live is not None and stock_code in {"", live.code}:
        return live
    stock = _blank(fair, stock_code)
    if locked.state != RegistrationState.COMPLETE:
        return _complete(locked, actor_id, stock)
    _end_badges(locked, BadgeState.REPLACED, database_now())
    badge = _issue_badge(locked, stock)
    record(locked, "badge_bound", actor_id=actor_id, version=badge.version)
    return badge


def _blank(fair: Fair, code: str) -> StockBadge | None:
    """The blank badge, locked: whoever binds it second finds it bound."""
    if not code:
        return None
    stock = lock_one(Rank.CREDENTIAL, StockBadge.objects.filter(fair=fair, code=code))
    if stock is None:
        raise NotInStock(pointer="/code")
    if stock.badge_id is not None:
        raise NotBlank(pointer="/code")
    return stock


def _visitor(who: Unannounced) -> Visitor:
    phone = normal_phone(who.phone) or who.phone
    return Visitor(full_name=who.full_name, email="", phone=phone, company_name=who.company_name, language=who.language)
