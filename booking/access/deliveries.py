"""The only way to a delivery: its fair's organiser; for everybody else it does not exist."""

from accounts.access import AnyUser
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Fair
from kernel.errors import NotFound
from kernel.models import Message


def deliveries_fair(user: AnyUser, slug: str) -> Fair:
    """The fair whose letters the user may see: owners and managers; Forbidden for the other desks, NotFound outside."""
    return fair_to_run(user, slug, MANAGERS)


def delivery_of(fair: Fair, public_id: str) -> Message:
    message = Message.objects.filter(scope=fair.public_id, public_id=public_id).first()
    if message is None:
        raise NotFound
    return message
