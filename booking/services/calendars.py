"""The calendar feed of a person: its address is a secret that its owner can change."""

from django.db.models import F

from booking.models import Registration
from booking.states import RegistrationState
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def renew_calendar(registration: Registration, *, actor_id: int | None) -> Registration:
    """From now on another address; the old one names nothing. Raises IllegalMove for a registration that has ended."""
    rows = Registration.objects.filter(pk=registration.pk, state=RegistrationState.COMPLETE)
    if rows.update(calendar_renewals=F("calendar_renewals") + 1) != 1:
        raise IllegalMove(state=registration.state)
    registration.refresh_from_db(fields=["calendar_renewals"])
    record(registration, "registration.calendar_renewed", actor_id=actor_id, renewals=registration.calendar_renewals)
    return registration
