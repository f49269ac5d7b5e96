"""Invitation codes read: whose a code is and whether it counts, how many a firm may still give out."""

import datetime as dt
from dataclasses import dataclass

from booking.models import InvitationCode
from booking.queries.passes import rules_of
from booking.rules.invitations import Standing, grouped, read_code, standing_of
from fairs.models import Exhibitor, Fair


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code as it stands at a moment."""

    code: InvitationCode
    standing: Standing

    @property
    def written(self) -> str:
        return grouped(self.code.code)

    @property
    def inviter(self) -> str:
        return self.code.exhibitor.fascia_name


def invitation_named(fair: Fair, typed: str, *, now: dt.datetime) -> Invitation | None:
    """None for what is no code of this fair; one query."""
    rows = InvitationCode.objects.select_related("exhibitor__company")
    found = rows.filter(fair=fair, code=read_code(typed)).first() if typed else None
    return as_it_stands(found, now=now) if found else None


def invitations_of(exhibitor: Exhibitor, *, now: dt.datetime) -> list[Invitation]:
    """The firm's codes, newest first; one query."""
    rows = InvitationCode.objects.select_related("exhibitor__company").filter(exhibitor=exhibitor).order_by("-pk")
    return [as_it_stands(one, now=now) for one in rows]


def invitations_left(exhibitor: Exhibitor, *, now: dt.datetime) -> int:
    """An open code counts with all it may bring, an ended one with what it brought; two queries."""
    given = sum(
        one.code.uses if one.standing is Standing.OVER else one.code.most for one in invitations_of(exhibitor, now=now)
    )
    return max(0, rules_of(exhibitor.fair).invitations - given)


def as_it_stands(code: InvitationCode, *, now: dt.datetime) -> Invitation:
    standing = standing_of(
        uses=code.uses, most=code.most, expires_at=code.expires_at, closed_at=code.closed_at, now=now
    )
    return Invitation(code, standing)
