"""Limits that keep wishes from becoming advertising. Inner step of asking, the asker's company and person locked."""

import datetime as dt

from booking.access.meetings import Party
from booking.errors.meetings import AskedTooOften, TooManyOpenRequests, WishesTooFast
from booking.models import MeetingRequest, RequestTurn
from booking.rules.wishes import HOUR, OPEN_PER_COMPANY, OPEN_PER_PERSON, WISHES_PER_HOUR, ask_again_at, next_wish_at
from booking.states import OPEN_REQUEST_STATES, TurnKind
from directory.models import Company
from fairs.models import Fair


def check_limits(fair: Fair, party: Party, to_company: Company, *, now: dt.datetime) -> None:
    """Raises TooManyOpenRequests, WishesTooFast, AskedTooOften. Three queries."""
    mine = MeetingRequest.objects.filter(fair=fair, from_company=party.company)
    askers = list(mine.filter(state__in=OPEN_REQUEST_STATES).values_list("from_person_id", flat=True))
    if askers.count(party.person.pk) >= OPEN_PER_PERSON:
        raise TooManyOpenRequests(limit=OPEN_PER_PERSON, whose="person")
    if len(askers) >= OPEN_PER_COMPANY:
        raise TooManyOpenRequests(limit=OPEN_PER_COMPANY, whose="company")
    made = mine.filter(from_person=party.person, created_at__gt=now - HOUR).values_list("created_at", flat=True)
    if again := next_wish_at(list(made), now=now):
        raise WishesTooFast(limit=WISHES_PER_HOUR, again_at=again.isoformat())
    declined = RequestTurn.objects.filter(
        kind=TurnKind.DECLINED, company=to_company, request__fair=fair, request__from_company=party.company
    )
    if again := ask_again_at(list(declined.values_list("created_at", flat=True)), now=now):
        raise AskedTooOften(again_at=again.isoformat())
