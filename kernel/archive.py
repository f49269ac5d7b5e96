"""Files as one ZIP, written while it is read: in memory is one file at a time, whatever the whole weighs."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator


class _Pipe(io.RawIOBase):
    """What was written since it was last emptied."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        body = bytes(part)  # type: ignore[call-overload]  # a buffer
        self._parts.append(body)
        return len(body)

    def taken(self) -> bytes:
        body, self._parts = b"".join(self._parts), []
        return body


def zipped(files: Iterable[tuple[str, bytes]], *, at: dt.datetime) -> Iterator[bytes]:
    """`(name, content)` in their order, not packed again: PDFs are. `at` stands on each of them."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
            yield pipe.taken()
    yield pipe.taken()
