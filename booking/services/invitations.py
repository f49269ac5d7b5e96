"""Exhibitors invite visitors by codes; whoever registers with one is credited to the firm, once for each use it has."""

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from booking.errors.invitations import EndsInThePast, InvitationsSpent
from booking.locks.exhibitors import lock_exhibitor
from booking.models import InvitationCode, InvitationExtra
from booking.queries.invitations import invitations_left
from booking.rules.invitations import ALPHABET, LENGTH, read_code
from booking.services._places import ask_whom
from fairs.models import Exhibitor, Fair
from kernel.clock import database_now
from kernel.history import record
from kernel.unit_of_work import constraint_name, unit_of_work

_TRIES = 5


@unit_of_work
def make_invitation(
    exhibitor: Exhibitor, *, label: str, most: int, expires_at: dt.datetime | None, actor_id: int
) -> InvitationCode:
    """A new code for at most so many visitors, out of what the fair lets the firm give. Refuses InvitationsSpent, EndsInThePast."""
    locked = lock_exhibitor(exhibitor.pk)
    moment = database_now()
    if expires_at is not None and expires_at <= moment:
        raise EndsInThePast(pointer="/expires_at")
    left = invitations_left(locked, now=moment)
    if most > left:
        raise InvitationsSpent(pointer="/most", left=left, ask=ask_whom(locked.fair))
    made = _insert(locked, label=label, most=most, expires_at=expires_at, actor_id=actor_id)
    record(made, "made", actor_id=actor_id, most=most)
    return made


@unit_of_work
def end_invitation(code: InvitationCode, *, actor_id: int) -> InvitationCode:
    """Nobody is credited by it from now on; what it had left may be given out by another code."""
    if InvitationCode.objects.filter(pk=code.pk, closed_at__isnull=True).update(closed_at=database_now()):
        record(code, "ended", actor_id=actor_id)
    code.refresh_from_db()
    return code


@unit_of_work
def allow_invitations(exhibitor: Exhibitor, *, extra: int, reason: str, actor_id: int) -> InvitationExtra:
    """So many beyond the rule, from now on; with fewer than before no code ends, but the firm makes no new one."""
    locked = lock_exhibitor(exhibitor.pk)
    before = InvitationExtra.objects.filter(exhibitor=locked).values_list("extra", flat=True).first() or 0
    given, _ = InvitationExtra.objects.update_or_create(
        exhibitor=locked,
        defaults={"extra": extra, "reason": reason, "given_by_id": actor_id, "given_at": database_now()},
    )
    record(locked, "invitations_given", actor_id=actor_id, before=str(before), after=str(extra))
    return given


def use_invitation(fair: Fair, typed: str) -> InvitationCode | None:
    """Inside the caller's transaction: the code, counted once more; None where it is no code, over or used up."""
    code = read_code(typed)
    return InvitationCode.objects.filter(fair=fair, code=code).first() if code and _count_one(fair, code) else None


def _count_one(fair: Fair, code: str) -> bool:
    """The guard: the counter moves only while the code counts."""
    rows = InvitationCode.objects.filter(fair=fair, code=code, closed_at__isnull=True, uses__lt=F("most"))
    still = Q(expires_at__isnull=True) | Q(expires_at__gt=database_now())
    return rows.filter(still).update(uses=F("uses") + 1) == 1


def _insert(
    exhibitor: Exhibitor, *, label: str, most: int, expires_at: dt.datetime | None, actor_id: int
) -> InvitationCode:
    """A code taken at this fair is drawn again."""
    made = InvitationCode(
        fair=exhibitor.fair, exhibitor=exhibitor, label=label, most=most, expires_at=expires_at, made_by_id=actor_id
    )
    for _ in range(_TRIES - 1):
        made.code = _new_code()
        try:
            with transaction.atomic():
                made.save(force_insert=True)
                return made
        except IntegrityError as exc:
            if constraint_name(exc) != "invitation_code_once":
                raise
    made.code = _new_code()
    made.save(force_insert=True)
    return made


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
