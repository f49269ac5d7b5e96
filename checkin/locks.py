"""Row locks of the door, in house order. A look at a badge takes none: its one statement is held by a unique index."""

from collections.abc import Collection

from checkin.models import CheckinList, Device, Gate, HallServer, Rehearsal
from kernel.errors import NotFound
from kernel.locks import Rank, lock_ids, lock_one, step_to
from kernel.statements import post


def lock_lists(ids: Collection[int]) -> None:
    """Whoever brings in what devices kept: one at a time for each list, so that no two wait for each other's people.

    With them how many are inside, before anybody is admitted: a look at the door takes these in this order too.
    """
    lock_ids(Rank.PLACE, CheckinList, ids)
    step_to(Rank.CLAIM)
    post(
        "SELECT 1 FROM checkin_room WHERE checkin_list_id = ANY (%s) ORDER BY checkin_list_id FOR NO KEY UPDATE",
        [sorted(ids)],
    )


def lock_gate(gate_id: int) -> Gate:
    """The gate as it is now. Raises NotFound when it is gone."""
    gate = lock_one(Rank.PLACE, Gate.objects.filter(pk=gate_id))
    if gate is None:
        raise NotFound
    return gate


def lock_list(list_id: int) -> CheckinList:
    """The list as it is now. Raises NotFound when it is gone."""
    found = lock_one(Rank.PLACE, CheckinList.objects.filter(pk=list_id))
    if found is None:
        raise NotFound
    return found


def lock_device(device_id: int) -> Device:
    """The device as it is now. Raises NotFound when it is gone."""
    device = lock_one(Rank.CREDENTIAL, Device.objects.filter(pk=device_id))
    if device is None:
        raise NotFound
    return device


def lock_hall_server(hall_id: int) -> HallServer:
    """The hall server as it is now. Raises NotFound when it is gone."""
    hall = lock_one(Rank.CREDENTIAL, HallServer.objects.filter(pk=hall_id))
    if hall is None:
        raise NotFound
    return hall


def one_at_a_time(device_id: int, nonce: str) -> None:
    """The same word of a device twice at once waits for itself; the lock ends with the transaction."""
    post("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [nonce, device_id])


def lock_rehearsal(rehearsal_id: int) -> Rehearsal:
    """The rehearsal as it is now. Raises NotFound when it is gone."""
    found = lock_one(Rank.EVENT, Rehearsal.objects.filter(pk=rehearsal_id))
    if found is None:
        raise NotFound
    return found
