"""One row by one unique value, on the paths that every request takes: the statement is built once, not at every call.

Django compiles a query anew at each use; for a wide row with a joined one that took longer than all else the API does
(docs/adr/0013). What comes back are ordinary instances.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model

M = TypeVar("M", bound=Model)
Convert = Callable[[Any, Any, Any], Any]


class Lookup(Generic[M]):
    """`Lookup(Fair, "slug", join="organisation").get("hanoi")` is that fair with its organisation loaded, or None.

    `by` must be a unique field, `join` a foreign key that is never null. One query.
    """

    def __init__(self, model: type[M], by: str, *, join: str | None = None) -> None:
        self._model = model
        self._by = by
        self._join = join

    def get(self, value: str | int) -> M | None:
        own, joined = self._columns
        with connection.cursor() as cursor:
            cursor.execute(self._statement, [value])
            row = cursor.fetchone()
        if row is None:
            return None
        found: M = _instance(self._model, own, row[: len(own)])
        if self._join:
            setattr(found, self._join, _instance(self._joined_model, joined, row[len(own) :]))
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
    def _columns(self) -> tuple["_Columns", "_Columns"]:
        return _Columns(self._model), _Columns(self._joined_model) if self._join else _Columns(None)

    @cached_property
    def _statement(self) -> str:
        field = self._model._meta.get_field(self._by)
        assert getattr(field, "unique", False), f"{self._by} is not unique"
        own, joined = self._columns
        words = [f't."{name}"' for name in own.columns] + [f'j."{name}"' for name in joined.columns]
        statement = f'SELECT {", ".join(words)} FROM "{self._model._meta.db_table}" t'  # noqa: S608 -- names of our models
        if self._join:
            key = self._model._meta.get_field(self._join)
            other = self._joined_model._meta
            assert isinstance(key, ForeignKey)
            assert other.pk is not None
            statement += f' JOIN "{other.db_table}" j ON j."{other.pk.column}" = t."{key.column}"'
        return f'{statement} WHERE t."{getattr(field, "column", "")}" = %s'


class _Columns:
    """The columns of a model in order, and what turns a database value into a field's own."""

    def __init__(self, model: type[Model] | None) -> None:
        fields = model._meta.concrete_fields if model else ()
        self.columns = [field.column for field in fields]
        self.names = [field.attname for field in fields]
        self.converters: list[tuple[int, Convert]] = [
            (place, convert) for place, field in enumerate(fields) for convert in field.get_db_converters(connection)
        ]

    def __len__(self) -> int:
        return len(self.columns)


def _instance(model: type[Any], columns: _Columns, row: tuple[Any, ...]) -> Any:
    values = list(row)
    for place, convert in columns.converters:
        values[place] = convert(values[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, columns.names, values)
