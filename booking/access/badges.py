"""The only way to a fair's badges in numbers: owners and managers design and print them; outside they do not exist."""

from accounts.access import AnyUser
from booking.errors.badges import NotReady
from booking.models import BadgeBatch, BadgeStack
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Fair
from kernel.errors import NotFound


def badge_desk(user: AnyUser, slug: str) -> Fair:
    """Forbidden for the other desks, NotFound outside."""
    return fair_to_run(user, slug, MANAGERS)


def batch_of(fair: Fair, public_id: str) -> BadgeBatch:
    batch = BadgeBatch.objects.select_related("fair", "created_by").filter(fair=fair, public_id=public_id).first()
    if batch is None:
        raise NotFound
    return batch


def stack_content(batch: BadgeBatch, number: int) -> bytes:
    """The file of a stack. Raises NotFound, NotReady."""
    stack = BadgeStack.objects.filter(batch=batch, number=number).first()
    if stack is None:
        raise NotFound
    if stack.content is None:
        raise NotReady
    return bytes(stack.content)
