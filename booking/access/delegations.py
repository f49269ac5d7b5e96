"""The only way from an outside name to a delegation and its list: its contact by his key, its host, the organiser; else 404."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.access import AnyUser
from accounts.roles import ORGANISER_ROLES
from booking.delegation_links import SEPARATOR, Purpose, read_key
from booking.errors.delegations import DelegationClosed, LinkEnded
from booking.models import Delegation, DelegationPlace
from booking.queries.exhibitors import shown_companies
from booking.rules.delegations import DESK_OPEN_AFTER
from booking.states import DelegationState
from directory.access import companies_of
from directory.models import Company
from fairs.access import SELLERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.clock import now as clock_now
from kernel.errors import Forbidden, NotFound


class By(StrEnum):
    """Who looks at a list. Only the organiser accepts, declines, closes and gives more places."""

    CONTACT = "contact"
    HOST = "host"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Seen:
    delegation: Delegation
    by: By


def delegation_for(user: AnyUser, word: str) -> Seen:
    """By the contact's key, or by public id for its host and the organiser's owner, manager and sales.

    Raises NotFound, Forbidden for the organiser's other people, LinkEnded for a key that is over.
    """
    if SEPARATOR in word:
        return Seen(_of_key(Purpose.DESK, word), By.CONTACT)
    delegation = _with_all().filter(public_id=word).first()
    if delegation is None:
        raise NotFound
    if is_organiser(user, delegation.fair, SELLERS):
        return Seen(delegation, By.ORGANISER)
    if delegation.host is not None and delegation.host in companies_of(user):
        return Seen(delegation, By.HOST)
    if is_organiser(user, delegation.fair, ORGANISER_ROLES):
        raise Forbidden
    raise NotFound


def delegation_to_run(user: AnyUser, public_id: str) -> Delegation:
    """For the organiser's own moves. Raises NotFound outside, Forbidden for its contact, its host and other desks."""
    seen = delegation_for(user, public_id)
    if seen.by != By.ORGANISER:
        raise Forbidden
    return seen.delegation


def fair_with_delegations(user: AnyUser, slug: str) -> Fair:
    """For owner, manager and sales. Raises NotFound for anybody outside, Forbidden for their colleagues."""
    return fair_to_run(user, slug, SELLERS)


def host_of(user: AnyUser, fair: Fair) -> Company | None:
    """The firm of the user that exhibits there, whose guests he may bring; the oldest of several. Two queries at most."""
    companies = companies_of(user)
    if not companies:
        return None
    return shown_companies(fair).filter(pk__in=[company.pk for company in companies]).order_by("pk").first()


def delegation_to_join(key: str) -> Delegation:
    """What the QR opens. Raises NotFound, LinkEnded (a newer link, or too late), DelegationClosed."""
    delegation = _of_key(Purpose.JOIN, key)
    if delegation.state != DelegationState.OPEN:
        raise DelegationClosed
    if delegation.join_until <= clock_now():
        raise LinkEnded
    return delegation


def place_by_key(manage_key: str) -> DelegationPlace:
    """For the person's own page: the key alone is the credential. Raises NotFound."""
    rows = DelegationPlace.objects.select_related("delegation__fair", "registration")
    place = rows.filter(manage_key=manage_key).first() if manage_key else None
    if place is None:
        raise NotFound
    return place


def _of_key(purpose: Purpose, key: str) -> Delegation:
    public_id, number = read_key(purpose, key)
    delegation = _with_all().filter(public_id=public_id).first()
    if delegation is None:
        raise NotFound
    newest = delegation.link_number if purpose == Purpose.JOIN else delegation.desk_number
    last_day = dt.datetime.combine(delegation.fair.ends_on, dt.time(23, 59), ZoneInfo(delegation.fair.timezone))
    if number != newest or clock_now() > last_day + DESK_OPEN_AFTER:
        raise LinkEnded
    return delegation


def _with_all() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("fair__organisation", "host")
