"""What a workbook shall hold. Its writer is loaded when one is asked for: a quarter of a second, 5 MB, 11 where numpy is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
