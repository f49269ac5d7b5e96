"""The only way to a fair's badges in numbers: owners and managers design and print them; outside they do not exist."""

from collections.abc import Iterator

from accounts.access import AnyUser
from booking.errors.badges import NotReady
from booking.models import BadgeBatch, BadgeLogo, BadgeStack
from booking.states import BatchState
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


def logo_of(fair: Fair, public_id: str) -> BadgeLogo:
    logo = BadgeLogo.objects.filter(fair=fair, public_id=public_id).first()
    if logo is None:
        raise NotFound
    return logo


def stacks_in_order(batch: BadgeBatch) -> Iterator[tuple[int, bytes]]:
    """Number and file of every stack that has one, read one at a time. Raises NotReady now, not when it is read."""
    held = BadgeStack.objects.filter(batch=batch, content__isnull=False).order_by("number")
    numbers = list(held.values_list("number", flat=True))
    if batch.state != BatchState.READY or not numbers:
        raise NotReady
    return ((number, stack_content(batch, number)) for number in numbers)


def stack_content(batch: BadgeBatch, number: int) -> bytes:
    """The file of a stack. Raises NotFound, NotReady."""
    stack = BadgeStack.objects.filter(batch=batch, number=number).first()
    if stack is None:
        raise NotFound
    if stack.content is None:
        raise NotReady
    return bytes(stack.content)
