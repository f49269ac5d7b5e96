"""Who may add, let in and shut out devices of the door: a device is a way in, so only who runs the fair."""

from collections.abc import Collection

from accounts.access import AnyUser
from checkin.models import CheckinList, Device, Gate
from fairs.access import MANAGERS, fair_to_run
from fairs.models import Fair
from kernel.errors import NotFound, Rejected


def fair_with_devices(user: AnyUser, slug: str) -> Fair:
    """For owner and manager: a device is a way in. Raises NotFound for anybody outside, Forbidden for their colleagues."""
    return fair_to_run(user, slug, MANAGERS)


def device_for(user: AnyUser, public_id: str) -> Device:
    """A device by its id alone. Raises NotFound for anybody outside, Forbidden for a colleague who does not manage."""
    device = Device.objects.select_related("fair", "gate").filter(public_id=public_id).first()
    if device is None:
        raise NotFound
    fair_to_run(user, device.fair.slug, MANAGERS)
    return device


def place_of(fair: Fair, *, gate: str, checkin_lists: Collection[str]) -> tuple[Gate, list[CheckinList]]:
    """A gate and lists of that fair by their outside ids. Raises Rejected, naming the field."""
    the_gate = Gate.objects.filter(fair=fair, public_id=gate).first()
    if the_gate is None:
        raise Rejected(pointer="/gate")
    lists = list(CheckinList.objects.filter(fair=fair, public_id__in=checkin_lists))
    if not lists or len(lists) != len(set(checkin_lists)):
        raise Rejected(pointer="/checkin_lists")
    return the_gate, lists
