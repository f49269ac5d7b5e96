"""Delegations: one registration, one badge, many people. The gate counts them; nobody knows their names."""

from dataclasses import dataclass

from booking.errors.registrations import ConsentMissing, RegistrationClosed
from booking.models import Registration
from booking.services.registrations import Visitor, _complete, _new_person
from fairs.models import Fair, FairState
from kernel.clock import now as clock_now
from kernel.unit_of_work import unit_of_work

MOST_PEOPLE = 500
SOURCE = "delegation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`email` and `phone` are those of who brings it; the pass is mailed there."""

    name: str
    head_count: int
    email: str
    phone: str = ""
    company_name: str = ""
    language: str = "vi"
    has_consented: bool


@unit_of_work
def register_group(fair: Fair, delegation: Delegation, *, actor_id: int | None) -> Registration:
    """A complete registration for all days, with a badge. The same contact may bring several, and come on his own too.

    Refuses ConsentMissing, RegistrationClosed.
    """
    if not delegation.has_consented:
        raise ConsentMissing(pointer="/consent")
    if fair.state not in {FairState.OPEN, FairState.RUNNING}:
        raise RegistrationClosed
    contact = Visitor(
        full_name=delegation.name,
        email=delegation.email,
        phone=delegation.phone,
        company_name=delegation.company_name,
        language=delegation.language,
    )
    registration = Registration.objects.create(
        fair=fair,
        person=_new_person(contact, None),
        head_count=delegation.head_count,
        source=SOURCE,
        consented_at=clock_now(),
    )
    _complete(registration, actor_id)
    return registration
