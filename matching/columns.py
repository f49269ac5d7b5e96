"""Objects by the thousand, read column by column: a short cut for lists in which nothing can be refused."""

from collections.abc import Callable, Collection, Mapping
from itertools import chain, repeat
from types import NoneType
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])
Column = tuple[Any, ...]
Check = Callable[[Column], Column | None]  # the column as it is kept; None where something in it could be refused


class Rows(Generic[T]):
    """Reads a list of objects into named tuples of one kind."""

    def __init__(self, kind: type[T], checks: Mapping[str, Check], *, absent: Mapping[str, Any]) -> None:
        """`checks` in the order of the kind's fields; `absent`: what stands for the keys that may be left out."""
        self._kind, self._checks, self._absent = kind, checks, absent
        self._needed = checks.keys() - absent.keys()

    def read(self, value: object) -> tuple[T, ...] | None:
        """None says nothing: whoever reads on, field by field, will find out what is wrong."""
        if type(value) is not list or not set(map(type, value)) <= {dict}:
            return None
        forms: dict[tuple[str, ...], list[int]] = {}
        for i, row in enumerate(value):
            forms.setdefault(tuple(row), []).append(i)
        found: list[Any] = [None] * len(value)
        for keys, places in forms.items():
            if not self._needed <= set(keys) <= self._checks.keys():
                return None
            made = self._made(keys, [value[i].values() for i in places])
            if made is None:
                return None
            if len(forms) == 1:
                return tuple(made)
            for i, one in zip(places, made, strict=True):
                found[i] = one
        return tuple(found)

    def _made(self, keys: tuple[str, ...], rows: list[Collection[Any]]) -> list[T] | None:
        given = dict(zip(keys, zip(*rows, strict=True), strict=True))
        kept: list[Any] = []
        for key, check in self._checks.items():
            if key not in given:
                kept.append(repeat(self._absent[key], len(rows)))
                continue
            column = check(given[key])
            if column is None:
                return None
            kept.append(column)
        # As the kind's own `_make` does, but not in Python: there are thirty thousand.
        return list(map(tuple.__new__, repeat(self._kind), zip(*kept, strict=False)))


def names(column: Column) -> Column | None:
    return column if set(map(type, column)) <= {int, str} and "" not in column else None


def numbers(column: Column) -> Column | None:
    return column if set(map(type, column)) == {int} and min(column) >= 0 else None


def numbers_or_none(column: Column) -> Column | None:
    said = tuple([item for item in column if item is not None])
    return column if not said or numbers(said) else None


def flags(column: Column) -> Column | None:
    return column if set(map(type, column)) == {bool} else None


def texts(column: Column) -> Column | None:
    return column if set(map(type, column)) == {str} and "" not in column else None


def texts_or_none(column: Column) -> Column | None:
    return column if set(map(type, column)) <= {str, NoneType} and "" not in column else None


def lists_of_names(column: Column) -> Column | None:
    """Each a list of different names; kept as tuples."""
    if set(map(type, column)) != {list} or names(tuple(chain.from_iterable(column))) is None:
        return None
    if sum(map(len, map(set, column))) < sum(map(len, column)):
        return None
    return tuple(map(tuple, column))


def lists_of_names_or_none(column: Column) -> Column | None:
    said = [item for item in column if item is not None]
    if not said:
        return column
    lists = lists_of_names(tuple(said))
    if lists is None:
        return None
    left = iter(lists)
    return tuple([None if item is None else next(left) for item in column])
