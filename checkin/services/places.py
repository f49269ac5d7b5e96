"""Gates and lists of the door: added, changed, and removed as long as nobody was scanned there."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, TypeVar

from checkin.errors import PlaceInUse, PlaceNotRead
from checkin.locks import lock_gate, lock_list
from checkin.models import CheckinList, Device, Gate, Scan
from checkin.models.gate import usual_early_roles
from fairs.models import Fair, Hall, Workshop
from kernel.history import record
from kernel.unit_of_work import unit_of_work

P = TypeVar("P", Gate, CheckinList)
_PLACES = frozenset({"hall", "workshop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GateGiven:
    code: str
    name_vi: str
    name_en: str = ""
    name_ja: str = ""
    hall: Hall | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGiven:
    """As `CheckinList` has it; hall and workshop are of the same fair."""

    name_vi: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    name_en: str = ""
    name_ja: str = ""
    re_entry: bool = False
    exits: bool = False
    roles: list[str] = field(default_factory=list)
    hall: Hall | None = None
    workshop: Workshop | None = None
    capacity: int | None = None
    public_from: dt.datetime | None = None
    public_until: dt.datetime | None = None
    early_roles: list[str] = field(default_factory=usual_early_roles)


@unit_of_work
def add_gate(fair: Fair, *, given: GateGiven, actor_id: int) -> Gate:
    """Raises GateCodeTaken."""
    return _add(Gate(fair=fair), given, actor_id)


@unit_of_work
def change_gate(gate: Gate, *, given: GateGiven, actor_id: int) -> Gate:
    """Raises NotFound when it is gone, GateCodeTaken."""
    return _change(lock_gate(gate.pk), given, actor_id)


@unit_of_work
def remove_gate(gate: Gate, *, actor_id: int) -> None:
    """Raises PlaceInUse when somebody was scanned there or a device stands there."""
    row = lock_gate(gate.pk)
    if Scan.objects.filter(gate=row).exists() or Device.objects.filter(gate=row).exists():
        raise PlaceInUse
    record(row, "removed", actor_id=actor_id)
    row.delete()


@unit_of_work
def add_list(fair: Fair, *, given: ListGiven, actor_id: int) -> CheckinList:
    """Raises ListNameTaken, PlaceNotRead with the field."""
    _check(given)
    return _add(CheckinList(fair=fair), given, actor_id)


@unit_of_work
def change_list(checkin_list: CheckinList, *, given: ListGiven, actor_id: int) -> CheckinList:
    """What was scanned stays as it was told; who is inside is counted from then on by the new capacity.

    Raises NotFound when it is gone, ListNameTaken, PlaceNotRead with the field.
    """
    _check(given)
    return _change(lock_list(checkin_list.pk), given, actor_id)


@unit_of_work
def remove_list(checkin_list: CheckinList, *, actor_id: int) -> None:
    """Raises PlaceInUse when somebody was scanned on it."""
    row = lock_list(checkin_list.pk)
    if Scan.objects.filter(fair=row.fair_id, checkin_list=row).exists():
        raise PlaceInUse
    record(row, "removed", actor_id=actor_id)
    row.delete()


def _check(given: ListGiven) -> None:
    """The constraints in words, at their fields."""
    if given.opens_at >= given.closes_at:
        raise PlaceNotRead(pointer="/closes_at")
    if given.public_from is not None and not given.opens_at <= given.public_from < given.closes_at:
        raise PlaceNotRead(pointer="/public_from")
    if (
        given.public_until is not None
        and not (given.public_from or given.opens_at) < given.public_until <= given.closes_at
    ):
        raise PlaceNotRead(pointer="/public_until")
    if given.capacity is not None and given.capacity < 1:
        raise PlaceNotRead(pointer="/capacity")


def _fields(given: GateGiven | ListGiven) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def _plain(row: Gate | CheckinList, names: list[str]) -> dict[str, Any]:
    values = {name: getattr(row, f"{name}_id" if name in _PLACES else name) for name in names}
    return {
        name: value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def _add(row: P, given: GateGiven | ListGiven, actor_id: int) -> P:
    fields = _fields(given)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    record(row, "added", actor_id=actor_id, **_plain(row, list(fields)))
    return row


def _change(row: P, given: GateGiven | ListGiven, actor_id: int) -> P:
    fields = _fields(given)
    before = _plain(row, list(fields))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    after = _plain(row, list(fields))
    changed: dict[str, Any] = {name: [before[name], after[name]] for name in fields if before[name] != after[name]}
    if changed:
        record(row, "changed", actor_id=actor_id, **changed)
    return row
