"""When companies can still be met: the slots in which at least one of a firm's registered people is free."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from booking.queries.free_times import hindrances
from booking.queries.participants import complete_registrations
from fairs.models import Fair, MeetingSlot


def open_slots(fair: Fair, company_ids: Collection[int], *, now: dt.datetime) -> dict[int, list[MeetingSlot]]:
    """Company -> its open slots in the order of time; a company nobody of whom is registered is missing. Six queries."""
    people: dict[int, list[int]] = defaultdict(list)
    registered = complete_registrations(fair).filter(person__company__in=company_ids)
    for person_id, company_id in registered.values_list("person_id", "person__company_id"):
        people[company_id].append(person_id)
    if not people:
        return {}
    slots = list(MeetingSlot.objects.filter(fair=fair).order_by("index"))
    in_the_way = hindrances(fair, [person for group in people.values() for person in group], slots, now=now)
    return {
        company: [slot for slot in slots if any((person, slot.pk) not in in_the_way for person in group)]
        for company, group in people.items()
    }
