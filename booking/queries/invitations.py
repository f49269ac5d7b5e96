"""Invitation codes read: whose a code is and whether it counts, how many a firm may still give out."""

import datetime as dt
from dataclasses import dataclass

from booking.models import InvitationCode, InvitationExtra
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


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many visitors a firm may invite: `by_rule` as any, `extra` the organiser gave besides."""

    by_rule: int
    extra: int
    reason: str = ""

    @property
    def total(self) -> int:
        return self.by_rule + self.extra


def allowance_of(exhibitor: Exhibitor) -> Allowance:
    """Two queries."""
    more = InvitationExtra.objects.filter(exhibitor=exhibitor).first()
    by_rule = rules_of(exhibitor.fair).invitations
    return Allowance(by_rule, more.extra, more.reason) if more else Allowance(by_rule, 0)


def extra_invitations(fair: Fair) -> dict[int, int]:
    """By exhibitor, of those that have any; one query."""
    return dict(InvitationExtra.objects.filter(exhibitor__fair=fair).values_list("exhibitor_id", "extra"))


def invitations_left(exhibitor: Exhibitor, *, now: dt.datetime) -> int:
    """An open code counts with all it may bring, an ended one with what it brought; three queries."""
    given = sum(
        one.code.uses if one.standing is Standing.OVER else one.code.most for one in invitations_of(exhibitor, now=now)
    )
    return max(0, allowance_of(exhibitor).total - given)


def as_it_stands(code: InvitationCode, *, now: dt.datetime) -> Invitation:
    standing = standing_of(
        uses=code.uses, most=code.most, expires_at=code.expires_at, closed_at=code.closed_at, now=now
    )
    return Invitation(code, standing)
