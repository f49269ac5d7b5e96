"""How static files are kept in production: under names with their hash, the imports inside modules too."""

from typing import Any

from whitenoise.compress import Compressor  # type: ignore[import-untyped]
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

_IMPORT = (
    r"""(?P<matched>(?P<head>\b(?:import\s*\(?\s*|(?:import|export)\s*[\w$*{][^;'"]*?\bfrom\s*))"""
    r"""["'](?P<url>\.{1,2}/[^"']*)["'])"""
)
_HASHED_IMPORT = '%(head)s"%(url)s"'


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """A module imported by another carries its hash as well: kept for ever, and never loaded twice under two names.

    Our own modules and the vendored ones; Django's own support for it stumbles over comments in packages.
    """

    patterns: Any = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((_IMPORT, _HASHED_IMPORT),)),
        ("vendor/*.js", ((_IMPORT, _HASHED_IMPORT),)),
    )

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Gzip alone: Brotli takes fifty times as long for a fifth less, and a house installed from base.txt has none."""
        return Compressor(use_brotli=False, **kwargs)
