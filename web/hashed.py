"""How static files are kept in production: under names with their hash, the imports inside modules too."""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any

from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

_IMPORT = (
    r"""(?P<matched>(?P<head>\b(?:import\s*\(?\s*|(?:import|export)\s*[\w$*{][^;'"]*?\bfrom\s*))"""
    r"""["'](?P<url>\.{1,2}/[^"']*)["'])"""
)
_HASHED_IMPORT = '%(head)s"%(url)s"'


class PressedOnce(Compressor):  # type: ignore[misc]  # WhiteNoise has no types
    """A file and its copy under the hashed name are mostly the same bytes, and pressing them takes half a minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pressed: dict[tuple[str, bytes], Future[bytes]] = {}
        self._lock = Lock()

    def compress_brotli(self, data: bytes) -> bytes:
        return self._once("br", data, Compressor.compress_brotli)

    def compress_gzip(self, data: bytes) -> bytes:
        return self._once("gz", data, Compressor.compress_gzip)

    def _once(self, how: str, data: bytes, press: Callable[[bytes], bytes]) -> bytes:
        """WhiteNoise presses in several threads: who comes second waits for the first."""
        key = how, hashlib.sha256(data).digest()
        with self._lock:
            is_first = key not in self._pressed
            pressed = self._pressed.setdefault(key, Future())
        if is_first:
            try:
                pressed.set_result(press(data))
            except BaseException as exc:
                pressed.set_exception(exc)
                raise
        return pressed.result()


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """A module imported by another carries its hash as well: kept for ever, and never loaded twice under two names.

    Our own modules and the vendored ones; Django's own support for it stumbles over comments in packages.
    """

    patterns: Any = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((_IMPORT, _HASHED_IMPORT),)),
        ("vendor/*.js", ((_IMPORT, _HASHED_IMPORT),)),
    )

    def create_compressor(self, **kwargs: Any) -> PressedOnce:
        return PressedOnce(**kwargs)
