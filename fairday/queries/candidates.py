"""Whom a lost slot may be offered to: pairs of an open wish whose two sides are inside the fair and free at that time."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from booking.models import Meeting, MeetingRequest, RequestedSlot
from booking.queries.free_times import hindrances
from booking.queries.participants import complete_registrations
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES
from checkin.queries.presence import people_inside
from fairday.models import LostSlot, Mark, OfferSeat, RefillOffer, RunSeat
from fairs.models import Fair, MeetingSlot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wish and who would sit there. `standing` is the company whose wish lists this very time, which is its yes."""

    request_id: int
    seats: tuple[tuple[int, int], ...]
    """(person, company), in person order."""
    standing: int | None
    merit: tuple[int, bool, bool, int]


def candidates(lost: LostSlot, *, now: dt.datetime) -> list[Candidate]:
    """The best first: strongest wish, then one of the side that was left waiting, then one that lists this time, then
    the oldest. A wish that had this slot offered is left out; who gave this one up is not asked. Eleven queries."""
    fair, slot = lost.fair, lost.slot
    inside = people_inside(fair, now=now)
    if len(inside) < 2:
        return []
    wishes = _wishes(lost, inside, now=now)
    colleagues = _colleagues(fair, {wish.to_company_id for wish in wishes if wish.to_person_id is None}, inside)
    people = {wish.from_person_id for wish in wishes} | {wish.to_person_id for wish in wishes if wish.to_person_id}
    people |= {person for each in colleagues.values() for person in each}
    free = people & inside
    free -= taken_people(fair, slot, free, now=now)
    free -= set(OfferSeat.objects.filter(slot=slot, live=True).values_list("person_id", flat=True))
    seats = lost.meeting.participants.values_list("person_id", "company_id")
    given_up = _who_gave_it_up(lost)
    free -= {person for person, company in seats if company in given_up}
    stranded = {person for person, company in seats if company not in given_up}
    found = []
    for wish in wishes:
        others = [wish.to_person_id] if wish.to_person_id else colleagues.get(wish.to_company_id, [])
        other = next((person for person in others if person in free), None)
        if other is None or wish.from_person_id not in free or other == wish.from_person_id:
            continue
        pair = sorted([(wish.from_person_id, wish.from_company_id), (other, wish.to_company_id)])
        asked_last = wish.to_company_id if wish.awaiting_company_id == wish.from_company_id else wish.from_company_id
        lists_it = bool(getattr(wish, "lists_slot", False))
        waits = wish.from_person_id in stranded or other in stranded
        found.append(
            Candidate(
                request_id=wish.pk,
                seats=tuple(pair),
                standing=asked_last if lists_it else None,
                merit=(wish.priority, not waits, not lists_it, wish.pk),
            )
        )
    return sorted(found, key=lambda each: each.merit)


def taken_people(fair: Fair, slot: MeetingSlot, person_ids: Collection[int], *, now: dt.datetime) -> set[int]:
    """Who of them has something else in this slot; five queries at the most.

    The slot may have begun: a refill uses what is left of it, and whoever still sits in an earlier meeting is not free.
    """
    before = min(now, slot.starts_at - dt.timedelta(seconds=1))
    taken = {person for person, _slot in hindrances(fair, person_ids, [slot], now=before)}
    if slot.starts_at > now:
        return taken
    return taken | set(RunSeat.objects.filter(person__in=person_ids, live=True).values_list("person_id", flat=True))


def _who_gave_it_up(lost: LostSlot) -> set[int]:
    """The companies that did not come or cancelled: not to be asked for the same time; one query."""
    absent = lost.meeting.side_marks.filter(mark=Mark.ABSENT).values_list("company_id", flat=True)
    return set(absent) | {company for company in (lost.meeting.cancelled_by_id,) if company}


def _wishes(lost: LostSlot, inside: set[int], *, now: dt.datetime) -> list[MeetingRequest]:
    offered = RefillOffer.objects.filter(lost=lost).values("request")
    met = Meeting.objects.annotate(about=Coalesce("need_id", 0)).filter(
        about=Coalesce(OuterRef("need_id"), 0),
        fair=lost.fair,
        company_low=OuterRef("company_low"),
        company_high=OuterRef("company_high"),
        state__in=LIVE_MEETING_STATES,
    )
    return list(
        MeetingRequest.objects.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            Q(to_person__isnull=True) | Q(to_person__in=inside),
            ~Exists(met),
            fair=lost.fair,
            state__in=OPEN_REQUEST_STATES,
            from_person__in=inside,
        )
        .exclude(pk__in=offered)
        .annotate(lists_slot=Exists(RequestedSlot.objects.filter(request=OuterRef("pk"), slot=lost.slot)))
    )


def _colleagues(fair: Fair, company_ids: Collection[int], inside: set[int]) -> dict[int, list[int]]:
    """company -> its registered people who are inside, in primary key order; one query."""
    rows = complete_registrations(fair).filter(company__in=company_ids, person__in=inside)
    found: dict[int, list[int]] = {}
    for company_id, person_id in rows.order_by("person_id").values_list("company_id", "person_id"):
        found.setdefault(company_id, []).append(person_id)
    return found
