"""Delegations read: the organiser's list with its counts, the people of one, how many passes have left by mail."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from booking.models import Badge, Delegation, DelegationPlace
from booking.states import LIVE_PLACES, BadgeState, PlaceState, RegistrationState
from directory.models import Company
from fairs.models import Fair
from kernel.models import Message, MessageState

PASS_SUBJECT, PASS_KIND = "booking.registration", "registration.pass"


@dataclass(slots=True)
class People:
    """The list, by name. Who was removed or has left stands nowhere."""

    waiting: list[DelegationPlace] = field(default_factory=list)
    confirmed: list[DelegationPlace] = field(default_factory=list)
    declined: list[DelegationPlace] = field(default_factory=list)


def delegations_of(fair: Fair, *, host: Company | None = None) -> QuerySet[Delegation]:
    """What was asked for first, then the newest; each with `waiting` and `confirmed`. One query."""
    rows = Delegation.objects.filter(fair=fair).select_related("host")
    if host is not None:
        rows = rows.filter(host=host)
    is_asked = Q(state="asked")
    return with_counts(rows).annotate(is_asked=Count("pk", filter=is_asked)).order_by("-is_asked", "-pk")


def with_counts(rows: QuerySet[Delegation]) -> QuerySet[Delegation]:
    """`waiting` and `confirmed` of each."""
    return rows.annotate(
        waiting=Count("people", filter=Q(people__state=PlaceState.WAITING)),
        confirmed=Count("people", filter=Q(people__state=PlaceState.CONFIRMED)),
    )


def people_of(delegation: Delegation) -> People:
    """One query."""
    found = People()
    shown = [*LIVE_PLACES, PlaceState.DECLINED]
    rows = delegation.people.filter(state__in=shown).select_related("registration__person")
    for place in rows.order_by("full_name", "pk"):
        getattr(found, place.state).append(place)
    return found


def badges_to_hand_out(delegation: Delegation) -> list[Badge]:
    """The live badges made for its people, by name: never the pass of somebody who had one before. One query."""
    return list(
        Badge.objects.filter(
            state=BadgeState.LIVE,
            registration__state=RegistrationState.COMPLETE,
            registration__delegation_places__delegation=delegation,
            registration__delegation_places__state=PlaceState.CONFIRMED,
            registration__delegation_places__has_own_pass=False,
        )
        .select_related("fair", "registration__person__company")
        .order_by("registration__person__full_name", "pk")
    )


def passes_mailed(delegations: list[Delegation]) -> dict[int, int]:
    """Delegation -> to how many of its people the mail with the pass has left; one query."""
    rows = DelegationPlace.objects.filter(
        delegation__in=delegations,
        state=PlaceState.CONFIRMED,
        registration_id__in=Message.objects.filter(
            subject_type=PASS_SUBJECT, kind=PASS_KIND, state=MessageState.SENT
        ).values("subject_id"),
    )
    return dict(rows.values_list("delegation").annotate(Count("pk")))
