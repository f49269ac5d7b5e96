"""People who come unannounced, as a device tells of them: at once with a network, from its queue without one.

Letting them in is a scan of its own. Kept walk-ins come before kept scans, so that a badge out of the stock is known when
its first scan comes in. The first binding of a badge wins, in the order in which bindings arrive.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from booking.models import Badge
from booking.services.walk_ins import Unannounced, take_in
from booking.states import BadgeState
from checkin.access.posts import DevicePost
from checkin.errors import NotAtTheHallServer
from checkin.locks import one_at_a_time
from checkin.models import WalkIn
from checkin.rules.merging import corrected
from checkin.services.sync import Outcome
from fairs.models import Fair
from kernel.errors import Busy, DomainError
from kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the form at the desk says. `code` is that of a blank badge, normalised, or empty for one that is printed now."""

    nonce: str
    full_name: str
    phone: str
    company_name: str = ""
    language: str = "vi"
    has_consented: bool
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWalkIn(Told):
    """As `Told`, with the device's clock when it was kept."""

    at: dt.datetime
    clock_offset_ms: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """`registration` and the printed `code` of the person's badge; nothing where there is a `problem`."""

    nonce: str
    outcome: Outcome
    registration: str = ""
    code: str = ""
    problem: str = ""


@unit_of_work
def register_walk_in(post: DevicePost, told: Told, *, now: dt.datetime) -> TakenIn:
    """The person, registered and with a badge. The same nonce again answers the first answer.

    Refuses ConsentMissing, RegistrationClosed, NotAdmitted, NotInStock, NotBlank, NotAtTheHallServer.
    """
    return _register(post, told, at=now)


def take_walk_ins(post: DevicePost, kept: Sequence[KeptWalkIn], *, now: dt.datetime) -> list[TakenIn]:
    """Each on its own, in the order given; what is refused is written down with the reason and stops no other."""
    taken = []
    if settings.HALL_SERVER:
        raise NotAtTheHallServer
    for told in kept:
        at = corrected(told.at, told.clock_offset_ms, enrolled_at=post.enrolled_at, now=now).at
        try:
            taken.append(_take(post, told, at=at))
        except Busy:
            raise
        except DomainError as refusal:
            taken.append(_refuse(post, told, refusal.code, at=at))
    return taken


@unit_of_work
def _take(post: DevicePost, told: KeptWalkIn, *, at: dt.datetime) -> TakenIn:
    return _register(post, told, at=at, is_in=True)


@unit_of_work
def _refuse(post: DevicePost, told: KeptWalkIn, problem: str, *, at: dt.datetime) -> TakenIn:
    WalkIn.objects.get_or_create(
        device_id=post.device_id,
        nonce=told.nonce,
        defaults={
            "fair_id": post.fair_id,
            "code": told.code,
            "at": at,
            "problem": problem,
            "full_name": told.full_name,
            "phone": told.phone,
            "company_name": told.company_name,
        },
    )
    return TakenIn(told.nonce, Outcome.REFUSED, problem=problem)


def _register(post: DevicePost, told: Told, *, at: dt.datetime, is_in: bool = False) -> TakenIn:
    if settings.HALL_SERVER:
        raise NotAtTheHallServer
    one_at_a_time(post.device_id, told.nonce)
    before = WalkIn.objects.filter(device_id=post.device_id, nonce=told.nonce).first()
    if before is not None:
        return _repeated(before)
    who = Unannounced(
        full_name=told.full_name,
        phone=told.phone,
        company_name=told.company_name,
        language=told.language,
        consented_at=at if told.has_consented else None,
        is_in=is_in,
    )
    fair = Fair.objects.get(pk=post.fair_id)
    badge = take_in(fair, who, stock_code=told.code, actor_id=post.user_id)
    WalkIn.objects.create(
        fair=fair,
        device_id=post.device_id,
        nonce=told.nonce,
        code=told.code,
        at=at,
        registration_id=badge.registration_id,
    )
    return TakenIn(told.nonce, Outcome.COUNTED, badge.registration.public_id, badge.code)


def _repeated(walk_in: WalkIn) -> TakenIn:
    if walk_in.registration is None:
        return TakenIn(walk_in.nonce, Outcome.REFUSED, problem=walk_in.problem)
    badge = Badge.objects.filter(registration=walk_in.registration, state=BadgeState.LIVE).first()
    code = walk_in.code or (badge.code if badge else "")
    return TakenIn(walk_in.nonce, Outcome.REPEATED, walk_in.registration.public_id, code)
