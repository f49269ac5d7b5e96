"""What invitations brought: who registered by them, who came in by the gates' scans, and for whom the firm may know it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from booking.models import InvitationCode, Registration
from booking.states import RegistrationState
from checkin.models import Admission
from fairs.models import Exhibitor, Fair
from kernel.folding import Folded

_LIVE = (RegistrationState.PENDING, RegistrationState.COMPLETE)
_CAME = Exists(Admission.objects.filter(registration=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class Brought:
    """Live registrations, and those of them that a gate let in at least once."""

    registered: int = 0
    came: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.registered) if self.registered else 0


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who lets the firm know."""

    full_name: str
    company: str
    code: str
    came: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """A firm in the league: how many it may bring by its codes, and what they brought."""

    exhibitor: Exhibitor
    codes: int
    most: int
    brought: Brought


def brought_by(codes: Collection[InvitationCode]) -> dict[int, Brought]:
    """By code; one query."""
    rows = Registration.objects.filter(invitation__in=codes, state__in=_LIVE).annotate(came=_CAME)
    counted = rows.values_list("invitation_id").annotate(n=Count("pk"), m=Count("pk", filter=Q(came=True))).order_by()
    return {code: Brought(registered, came) for code, registered, came in counted}


def guests_of(exhibitor: Exhibitor) -> list[Guest]:
    """Those who registered by the firm's codes and said that it may know, by name; one query."""
    rows = Registration.objects.filter(invitation__exhibitor=exhibitor, inviter_told=True, state__in=_LIVE).annotate(
        came=_CAME
    )
    return [
        Guest(one.person.full_name, one.person.company_name, one.invitation.code if one.invitation else "", one.came)
        for one in rows.select_related("person", "invitation").order_by(Folded("person__full_name"), "pk")
    ]


def league_of(fair: Fair) -> list[Owner]:
    """Firms with codes: who brought the most people in, then who registered the most; two queries."""
    codes = list(InvitationCode.objects.filter(fair=fair).select_related("exhibitor__company"))
    brought = brought_by(codes)
    owners = {}
    for firm in {code.exhibitor_id: code.exhibitor for code in codes}.values():
        own = [code for code in codes if code.exhibitor_id == firm.pk]
        sums = [brought.get(code.pk, Brought()) for code in own]
        total = Brought(sum(one.registered for one in sums), sum(one.came for one in sums))
        owners[firm.pk] = Owner(firm, len(own), sum(code.most for code in own), total)
    return sorted(
        owners.values(), key=lambda one: (-one.brought.came, -one.brought.registered, one.exhibitor.fascia_name)
    )
