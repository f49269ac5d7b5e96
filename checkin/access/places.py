"""Who may set the door up: owner and manager. The only way from an outside id to a gate or a list to change."""

from accounts.access import AnyUser
from checkin.models import CheckinList, Gate
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Fair, Hall, Workshop
from kernel.errors import NotFound, Rejected


def fair_with_door(user: AnyUser, slug: str) -> Fair:
    """Raises NotFound for anybody outside, Forbidden for a colleague who does not manage."""
    return fair_to_run(user, slug, MANAGERS)


def gate_for(user: AnyUser, public_id: str) -> Gate:
    """As above, by the gate's id alone."""
    gate = Gate.objects.select_related("fair", "hall").filter(public_id=public_id).first()
    if gate is None:
        raise NotFound
    fair_to_run(user, gate.fair.slug, MANAGERS)
    return gate


def list_for(user: AnyUser, public_id: str) -> CheckinList:
    """As above, by the list's id alone."""
    rows = CheckinList.objects.select_related("fair", "hall", "workshop")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    fair_to_run(user, found.fair.slug, MANAGERS)
    return found


def hall_named(fair: Fair, code: str | None) -> Hall | None:
    """Raises Rejected, naming the field, for a code that no hall of the fair has."""
    if not code:
        return None
    hall = Hall.objects.filter(fair=fair, code=code).first()
    if hall is None:
        raise Rejected(pointer="/hall")
    return hall


def workshop_named(fair: Fair, code: str | None) -> Workshop | None:
    """Raises Rejected, naming the field, for a code that no workshop of the fair has."""
    if not code:
        return None
    workshop = Workshop.objects.filter(fair=fair, code=code).first()
    if workshop is None:
        raise Rejected(pointer="/workshop")
    return workshop
