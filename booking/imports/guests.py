"""Delegations with the people on their lists, and the codes by which exhibitors invite visitors."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from booking.imports.registrations import MIDNIGHT, VisitorRow, as_code
from booking.models import Delegation, DelegationPlace, InvitationCode, PassRules, Registration
from booking.models.delegation import FEWEST_PEOPLE, MOST_PEOPLE
from booking.rules.delegations import Guest, same_as
from booking.states import DelegationState, PlaceState, RegistrationState
from directory.imports.firms import Firms, as_tax_code
from directory.imports.people import LANGUAGES
from fairs.imports.fair import moment
from fairs.imports.participation import ExhibitorRow
from fairs.models import Exhibitor, Fair
from kernel.sheets import Known, Table, cell, cells
from kernel.upsert import Upserted, upsert

DELEGATION_STATES = (DelegationState.ASKED, DelegationState.OPEN, DelegationState.CLOSED)
PLACE_STATES = (PlaceState.WAITING, PlaceState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class PassRulesRow:
    at: int
    unit_m2: int = cell(cells.whole(1, 1000), default=9)
    staff_per_unit: int = cell(cells.whole(0, 100), default=2)
    staff_least: int = cell(cells.whole(0, 100), default=2)
    crew_per_unit: int = cell(cells.whole(0, 100), default=3)
    crew_least: int = cell(cells.whole(0, 100), default=4)
    invitations: int = cell(cells.whole(0, 1_000_000), default=200)


@dataclass(frozen=True, slots=True)
class DelegationRow:
    at: int
    name: str = cell(cells.text(200))
    contact_name: str = cell(cells.text(200))
    contact_email: str = cell(cells.email)
    places: int = cell(cells.whole(FEWEST_PEOPLE, MOST_PEOPLE))
    contact_phone: str = cell(cells.phone, default="")
    company: str = cell(cells.text(250), default="")
    language: str = cell(cells.one_of(LANGUAGES), default="vi")
    days: tuple[dt.date, ...] = cell(cells.many(cells.day), default=())
    state: str = cell(cells.one_of(DELEGATION_STATES), default=DelegationState.OPEN)


@dataclass(frozen=True, slots=True)
class DelegationPersonRow:
    at: int
    delegation: str = cell(cells.text(200))
    full_name: str = cell(cells.text(200))
    email: str = cell(cells.email)
    phone: str = cell(cells.phone, default="")
    state: str = cell(cells.one_of(PLACE_STATES), default=PlaceState.WAITING)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    at: int
    company: str = cell(as_tax_code)
    code: str = cell(as_code)
    most: int = cell(cells.whole(1, 10_000))
    label: str = cell(cells.text(80), default="")
    ends_on: dt.date | None = cell(cells.day, default=None)


def bring_pass_rules(table: Table[PassRulesRow], fair: Fair) -> Upserted[PassRules]:
    """How many passes and invitations go with a booth: one row."""
    table.keep(lambda row: row is table.rows[0] or _is_second(table, row))
    fields = ("unit_m2", "staff_per_unit", "staff_least", "crew_per_unit", "crew_least", "invitations")
    wanted = [PassRules(fair=fair, **{name: getattr(row, name) for name in fields}) for row in table.rows]
    return upsert(PassRules.objects.filter(fair=fair), wanted, key=("fair_id",), fields=fields)


def _is_second(table: Table[PassRulesRow], row: PassRulesRow) -> bool:
    table.bad(row, "unit_m2", "doubled_row", _("A fair has one row of this."))
    return False


def bring_invitations(
    table: Table[InvitationRow], exhibiting: Table[ExhibitorRow], fair: Fair, firms: Firms
) -> Upserted[InvitationCode]:
    """Codes by their letters. Only created: what firms and visitors did with them since is theirs."""
    table.refuse_doubles("code")
    rows = Exhibitor.objects.filter(fair=fair).select_related("company")
    exhibitors = Known({one.company.tax_code: one for one in rows})
    exhibitors.doubt(exhibiting, "company")
    hosts: dict[str, Exhibitor] = {}

    def is_of_an_exhibitor(row: InvitationRow) -> bool:
        if firms.of(table, row, "company", row.company) is None:
            return False
        reason = _("The firm with the tax code %(value)s is no exhibitor of the fair.")
        found = exhibitors.resolve(table, row, "company", row.company, reason)
        if found is not None:
            hosts[row.code] = found
        return found is not None

    table.keep(is_of_an_exhibitor)
    wanted = [
        InvitationCode(
            fair=fair, exhibitor=hosts[row.code], code=row.code, label=row.label, most=row.most,
            expires_at=moment(fair, row.ends_on, MIDNIGHT) if row.ends_on else None,
        )
        for row in table.rows
    ]  # fmt: skip
    return upsert(InvitationCode.objects.filter(fair=fair), wanted, key=("code",), fields=(), may_update=False)


def bring_delegations(
    table: Table[DelegationRow],
    people: Table[DelegationPersonRow],
    visitors: Table[VisitorRow],
    fair: Fair,
    *,
    now: dt.datetime,
) -> tuple[Upserted[Delegation], Upserted[DelegationPlace]]:
    """Delegations by name, people by address. Only created; somebody confirmed must be registered, and keeps that pass."""
    table.refuse_doubles("name")
    until = moment(fair, fair.ends_on, MIDNIGHT)
    wanted = [
        Delegation(
            fair=fair, state=row.state, name=row.name, company_name=row.company, contact_name=row.contact_name,
            contact_email=row.contact_email, contact_phone=row.contact_phone, language=row.language, days=list(row.days),
            places=row.places, join_until=until, consented_at=now,
        )
        for row in table.rows
    ]  # fmt: skip
    done = upsert(Delegation.objects.filter(fair=fair), wanted, key=("name",), fields=(), may_update=False)
    delegations = Known({row.name: row for row in done.rows.values()})
    delegations.doubt(table, "name")
    return done, _bring_people(people, delegations, visitors, fair, now=now)


def _bring_people(
    table: Table[DelegationPersonRow],
    delegations: Known[str, Delegation],
    visitors: Table[VisitorRow],
    fair: Fair,
    *,
    now: dt.datetime,
) -> Upserted[DelegationPlace]:
    table.refuse_doubles("delegation", "email")
    here = Registration.objects.filter(fair=fair).annotate(address=Lower("person__email"))
    registered = Known({one.address: one for one in here.filter(address__in=[row.email for row in table.rows])})
    registered.doubt(visitors, "email")
    there = DelegationPlace.objects.filter(delegation__in=list(delegations.found.values()))
    listed = set(there.values_list("delegation_id", "who"))
    left = {one.pk: one.places - one.places_taken for one in delegations.found.values()}
    wanted = []
    for row in table.rows:
        is_confirmed, pass_held = row.state == PlaceState.CONFIRMED, None
        delegation = delegations.resolve(
            table, row, "delegation", row.delegation, _("No delegation is called “%(value)s”.")
        )
        if is_confirmed:
            reason = _("Nobody is registered with the address %(value)s.")
            pass_held = registered.resolve(table, row, "email", row.email, reason)
        if delegation is None or (
            is_confirmed and (pass_held is None or pass_held.state != RegistrationState.COMPLETE)
        ):
            continue  # told, or gone since by his own will
        guest = Guest(full_name=row.full_name, email=row.email, phone=row.phone, consented_at=now)
        if (delegation.pk, same_as(guest)) not in listed:
            left[delegation.pk] -= 1
        if left[delegation.pk] < 0:
            table.bad(
                row,
                "delegation",
                "range",
                _("The delegation has no more places than %(n)s.") % {"n": delegation.places},
            )
            continue
        wanted.append(
            DelegationPlace(
                delegation=delegation, registration=pass_held, has_own_pass=is_confirmed, state=row.state,
                full_name=row.full_name, email=row.email, phone=row.phone, who=same_as(guest), consented_at=now,
                decided_at=now if is_confirmed else None,
            )
        )  # fmt: skip
    done = upsert(there, wanted, key=("delegation_id", "who"), fields=(), may_update=False)
    for delegation_id, number in Counter(delegation_id for delegation_id, _who in done.created).items():
        Delegation.objects.filter(pk=delegation_id).update(places_taken=F("places_taken") + number)
    return done
