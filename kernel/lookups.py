"""Rows as instances, on the paths that every request takes: the statement is built once, not at every call.

Django compiles a query anew at each use; for a wide row with a joined one that took longer than all else the API does
(docs/adr/0013). What comes back are ordinary instances.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model

from kernel.statements import rows

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]


class Instances:
    """The models whose columns stand side by side in one statement, each under its alias.

    `Instances(m=Meeting, s=MeetingSlot)` makes the text after SELECT (`columns`) and, of each row, the instances in the
    same order (`of`); what a left join did not find is None. `only={"s": {"index"}}` takes some fields (and the key) of
    a wide model; the others load themselves when somebody reads them after all.
    """

    def __init__(self, only: dict[str, set[str]] | None = None, **models: type[Model]) -> None:
        self._models = models
        self._only = only or {}

    @cached_property
    def columns(self) -> str:
        return ", ".join(f'{alias}."{name}"' for alias, part in self._parts.items() for name in part.columns)

    @cached_property
    def select(self) -> str:
        """`SELECT … FROM …` of the only model."""
        ((alias, model),) = self._models.items()
        return f'SELECT {self.columns} FROM "{model._meta.db_table}" {alias}'  # noqa: S608 -- names of our models

    @cached_property
    def width(self) -> int:
        return sum(len(part.columns) for part in self._parts.values())

    def of(self, row: tuple[Any, ...]) -> Iterator[Any]:
        """One instance or None for each model; columns after the last one are the caller's."""
        start = 0
        for part in self._parts.values():
            end = start + len(part.columns)
            yield part.instance(row[start:end])
            start = end

    @cached_property
    def _parts(self) -> dict[str, "_Columns"]:
        return {alias: _Columns(model, self._only.get(alias)) for alias, model in self._models.items()}


class Lookup(Generic[M]):
    """`Lookup(Fair, "slug", join="organisation").get("hanoi")` is that fair with its organisation loaded, or None.

    `by` must be a unique field, `join` a foreign key that is never null. One query.
    """

    def __init__(self, model: type[M], by: str, *, join: str | None = None) -> None:
        self._model = model
        self._by = by
        self._join = join

    def get(self, value: str | int) -> M | None:
        answer = rows(self._statement, [value])
        if not answer:
            return None
        found: M
        found, *joined = self._instances.of(answer[0])
        if self._join:
            setattr(found, self._join, joined[0])
        return found

    @cached_property
    def _joined_model(self) -> type[Model]:
        key = self._model._meta.get_field(str(self._join))
        assert isinstance(key, ForeignKey)
        assert not key.null
        related = key.related_model
        assert isinstance(related, type)
        return related

    @cached_property
    def _instances(self) -> Instances:
        return Instances(t=self._model, j=self._joined_model) if self._join else Instances(t=self._model)

    @cached_property
    def _statement(self) -> str:
        field = self._model._meta.get_field(self._by)
        assert getattr(field, "unique", False), f"{self._by} is not unique"
        statement = f'SELECT {self._instances.columns} FROM "{self._model._meta.db_table}" t'  # noqa: S608 -- names of our models
        if self._join:
            key = self._model._meta.get_field(self._join)
            other = self._joined_model._meta
            assert isinstance(key, ForeignKey)
            assert other.pk is not None
            statement += f' JOIN "{other.db_table}" j ON j."{other.pk.column}" = t."{key.column}"'
        return f'{statement} WHERE t."{getattr(field, "column", "")}" = %s'


class _Columns:
    """The columns of a model in order, and what turns a row of them into an instance."""

    def __init__(self, model: type[Model], only: set[str] | None) -> None:
        known = model._meta.concrete_fields
        assert only is None or only <= {field.name for field in known}, f"{model} has not all of {only}"
        fields = [field for field in known if only is None or field.primary_key or field.name in only]
        self._model = model
        self.columns = [field.column for field in fields]
        self._names = [field.attname for field in fields]
        self._key = next(place for place, field in enumerate(fields) if field.primary_key)
        self._converters: list[tuple[int, Convert]] = [
            (place, convert) for place, field in enumerate(fields) for convert in field.get_db_converters(connection)
        ]

    def instance(self, row: tuple[Any, ...]) -> Any:
        """None when the row's key is null."""
        if row[self._key] is None:
            return None
        values = list(row)
        for place, convert in self._converters:
            values[place] = convert(values[place], None, connection)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, values)
