"""Strict reading of JSON:

every refusal is one sentence that begins with the path of the field. No meaning lives here.
"""

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Id = int | str
T = TypeVar("T")


class BadInput(ValueError):
    """The file cannot be used.

    `field` is a path such as `requests[3].weight`; `str()` is the whole sentence.
    """

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        super().__init__(f"{field}: {what}.")


def load_object(text: str, name: str) -> dict[str, Any]:
    """The JSON object in `text`.

    Refuses broken JSON, keys given twice, NaN and infinity, and anything but an object.
    """

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise BadInput(name, f"the key {show(twice)} is given twice in one object")
        return found

    def constant(word: str) -> float:
        raise BadInput(name, f"{word} is not JSON")

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except BadInput:
        raise
    except json.JSONDecodeError as exc:
        raise BadInput(name, f"not JSON, line {exc.lineno} column {exc.colno}: {exc.msg}") from exc
    except RecursionError as exc:
        raise BadInput(name, "nested too deeply") from exc
    except ValueError as exc:
        raise BadInput(name, "holds a number with too many digits") from exc
    if not isinstance(value, dict):
        raise BadInput(name, f"must be an object, not {kind_of(value)}")
    return value


def show(value: object) -> str:
    """A value as it stands in the file, shortened to stay within one sentence."""
    if isinstance(value, frozenset):
        value = sorted(value, key=str)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def kind_of(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number with a fraction", str: "a text"}
    if value is None:
        return "null"
    return names.get(type(value), "a list" if isinstance(value, list) else "an object")


def keys(where: str, value: object, *, needed: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
    """`value` as an object with all the `needed` keys and no key outside needed and optional."""
    if not isinstance(value, dict):
        raise BadInput(where, f"must be an object, not {kind_of(value)}")
    for key in value:
        if key not in needed and key not in optional:
            near = difflib.get_close_matches(key, [*needed, *optional], n=1)
            hint = f" (did you mean {show(near[0])}?)" if near else ""
            raise BadInput(join(where, key), f"unknown key{hint}")
    for key in needed:
        if key not in value:
            raise BadInput(join(where, key), "is missing")
    return value


def join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def an_id(where: str, value: object) -> Id:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise BadInput(where, f"must be an integer or a text, not {kind_of(value)}")
    if value == "":
        raise BadInput(where, "must not be empty")
    return value


def integer(where: str, value: object, *, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(where, f"must be an integer, not {kind_of(value)}")
    if value < least:
        raise BadInput(where, f"must be at least {least}, not {value}")
    return value


def number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadInput(where, f"must be a number, not {kind_of(value)}")
    return float(value)


def text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(where, f"must be a text, not {kind_of(value)}")
    if not value:
        raise BadInput(where, "must not be empty")
    return value


def boolean(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(where, f"must be true or false, not {kind_of(value)}")
    return value


def a_list(where: str, value: object, each: Callable[[str, object], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise BadInput(where, f"must be a list, not {kind_of(value)}")
    return tuple(each(f"{where}[{i}]", item) for i, item in enumerate(value))


def distinct(where: str, values: Sequence[object], what: str, *, key: str = "") -> None:
    """Refuses the first value that came before."""
    if len(set(values)) == len(values):
        return
    seen = set()
    for i, value in enumerate(values):
        if value in seen:
            raise BadInput(f"{where}[{i}]{key}", f"{what} {show(value)} is given twice")
        seen.add(value)


def known(where: str, value: Id, among: Mapping[Id, Any] | set[Id], what: str) -> Id:
    if value not in among:
        raise BadInput(where, f"there is no {what} {show(value)}")
    return value
