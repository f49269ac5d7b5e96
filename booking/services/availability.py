"""Times a person keeps free of meetings."""

from collections.abc import Sequence

from accounts.models import User
from booking.access.meetings import Party, party_at
from booking.errors.meetings import MeetingInTheWay, SlotNotUsable
from booking.locks.meetings import lock_people
from booking.models import MeetingParticipant, UnavailableSlot
from fairs.models import Fair, MeetingSlot
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def set_unavailable(fair: Fair, *, user: User, slots: Sequence[MeetingSlot]) -> Party:
    """Exactly these slots of the fair are kept free; all others are open again. Idempotent.

    Raises MeetingInTheWay when a meeting stands in one of them, SlotNotUsable for another fair's slot.
    """
    party = party_at(user, fair)
    foreign = {slot.public_id: "unknown" for slot in slots if slot.fair_id != fair.pk}
    if foreign:
        raise SlotNotUsable(pointer="/unavailable", slots=foreign)
    lock_people([party.person.pk])
    wanted = {slot.pk for slot in slots}
    in_the_way = MeetingParticipant.objects.filter(person=party.person, slot__in=wanted, live=True)
    if meetings := sorted(in_the_way.values_list("meeting__public_id", flat=True)):
        raise MeetingInTheWay(meetings=meetings)
    kept = UnavailableSlot.objects.filter(person=party.person, slot__fair=fair)
    before = set(kept.values_list("slot_id", flat=True))
    if wanted != before:
        kept.exclude(slot__in=wanted).delete()
        UnavailableSlot.objects.bulk_create(
            [UnavailableSlot(person=party.person, slot_id=slot_id) for slot_id in sorted(wanted - before)]
        )
        record(party.person, "availability.set", actor_id=user.pk, fair_id=fair.pk, slots=sorted(wanted))
    return party
