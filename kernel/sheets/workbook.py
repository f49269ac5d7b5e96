"""What a workbook shall hold. Its writer is loaded when one is asked for: it costs a start half a second and 25 MB."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
