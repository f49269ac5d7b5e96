"""Bringing rows to a wanted state by natural key: create what is missing, change what differs, leave the rest untouched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Manager, Model, QuerySet

from kernel.clock import now

M = TypeVar("M", bound=Model)
Key = tuple[Any, ...]
BATCH = 1000


@dataclass(slots=True)
class Upserted(Generic[M]):
    """`rows` by key, in the database; three sets of keys say what became of each."""

    rows: dict[Key, M] = field(default_factory=dict)
    created: set[Key] = field(default_factory=set)
    updated: set[Key] = field(default_factory=set)
    unchanged: set[Key] = field(default_factory=set)

    def touch(self, keys: Collection[Key]) -> None:
        """Count these as updated, unless they are new: something that belongs to the row changed."""
        changed = self.unchanged & set(keys)
        self.unchanged -= changed
        self.updated |= changed


def upsert(
    existing: QuerySet[M], wanted: Sequence[M], *, key: Sequence[str], fields: Sequence[str], may_update: bool = True
) -> Upserted[M]:
    """Compare unsaved `wanted` with `existing` by the attributes `key`; write in bulk what differs in `fields`.

    With `may_update=False` what exists is left as it is. Runs in the caller's transaction; one read, two kinds of write.
    """
    done: Upserted[M] = Upserted()
    present = {_key(row, key): row for row in existing}
    creating, changing = [], []
    for row in wanted:
        its = _key(row, key)
        old = present.get(its)
        if old is None:
            creating.append(row)
            done.rows[its] = row
            done.created.add(its)
            continue
        done.rows[its] = old
        different = [name for name in fields if getattr(old, name) != getattr(row, name)] if may_update else []
        for name in different:
            setattr(old, name, getattr(row, name))
        (done.updated if different else done.unchanged).add(its)
        if different:
            changing.append(old)
    model = existing.model
    model._default_manager.bulk_create(creating, batch_size=BATCH)
    if changing:
        stamps = [f.name for f in model._meta.concrete_fields if getattr(f, "auto_now", False)]
        for row in changing:
            for name in stamps:
                setattr(row, name, now())
        names = [model._meta.get_field(name).name for name in fields]
        model._default_manager.bulk_update(changing, [*names, *stamps], batch_size=BATCH)
    return done


def link(through: type[Model], left: str, right: str, wanted: Mapping[int, Collection[int]]) -> set[int]:
    """Make the many-to-many rows of each left id exactly its wanted right ids; returns the left ids that changed."""
    rows: Manager[Any] = through._default_manager
    present: dict[int, dict[int, int]] = {left_id: {} for left_id in wanted}
    for pk, left_id, right_id in rows.filter(**{f"{left}__in": list(wanted)}).values_list("pk", left, right):
        present[left_id][right_id] = pk
    adding = [
        through(**{left: left_id, right: right_id})
        for left_id, right_ids in wanted.items()
        for right_id in dict.fromkeys(right_ids)
        if right_id not in present[left_id]
    ]
    dropping = [
        (left_id, pk)
        for left_id, right_ids in wanted.items()
        for right_id, pk in present[left_id].items()
        if right_id not in set(right_ids)
    ]
    rows.bulk_create(adding, batch_size=BATCH)
    if dropping:
        rows.filter(pk__in=[pk for _, pk in dropping]).delete()
    return {getattr(row, left) for row in adding} | {left_id for left_id, _ in dropping}


def _key(row: Model, names: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in names)
