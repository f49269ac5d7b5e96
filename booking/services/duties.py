"""Duties: time at the fair that is spoken for, at the booth or on a stage. No meeting is placed in it."""

import datetime as dt

from accounts.models import User
from booking.access.meetings import party_at
from booking.errors.meetings import MeetingInTheWay, NotAtFair
from booking.locks.meetings import lock_people
from booking.models import Duty
from booking.queries.free_times import meetings_between
from booking.queries.participants import people_to_meet
from directory.models import Person
from fairs.models import Fair
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def add_duty(
    fair: Fair, *, user: User, person: Person, label: str, starts_at: dt.datetime, ends_at: dt.datetime
) -> Duty:
    """For oneself or a registered colleague; `[starts_at, ends_at)`.

    Raises NotAParticipant, NotAtFair, MeetingInTheWay (with the meetings to move first), DutyKnown.
    """
    party = party_at(user, fair)
    if person != party.person and not people_to_meet(fair, party.company).filter(pk=person.pk).exists():
        raise NotAtFair(pointer="/person")
    lock_people([person.pk])
    if meetings := meetings_between(person.pk, starts_at, ends_at):
        raise MeetingInTheWay(meetings=meetings)
    duty = Duty.objects.create(fair=fair, person=person, label=label, starts_at=starts_at, ends_at=ends_at)
    record(duty, "duty.added", actor_id=user.pk, person_id=person.pk)
    return duty


@unit_of_work
def drop_duty(duty: Duty, *, user: User) -> None:
    record(duty, "duty.dropped", actor_id=user.pk, person_id=duty.person_id)
    duty.delete()
