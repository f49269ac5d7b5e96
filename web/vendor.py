"""Fetch the browser's third-party files at pinned versions into web/static/vendor/ (`make vendor`).

Each package is taken with `npm pack`, its sha256 must equal the pin, only the files named here are unpacked,
beside the licence and a manifest (name, version, licence, sha256 of package and files). Fonts keep letters
that Vietnamese and English pages need and lose their hinting: half the weight. The code reader looks for its
WebAssembly beside itself instead of at a foreign host.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"

LATIN = "U+20-7E,U+A0-FF,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+20AC,U+2192,U+2212,U+2215"
FOREIGN_WASM = re.compile(rb"`https://[^`]*/zxing-wasm@[^`]*/\$\{(?P<file>\w+)\}`")
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=[^\n]*")


@dataclass(frozen=True)
class Package:
    """One npm package: `files` maps a path inside it to the name it gets in our folder."""

    name: str
    version: str
    sha256: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[2]


def _font(name: str, version: str, sha256: str, weights: tuple[int, ...]) -> Package:
    folder = name.rpartition("/")[2]
    files = {
        f"files/{folder}-{subset}-{weight}-normal.woff2": f"{subset}-{weight}.woff2"
        for subset in ("latin", "vietnamese")
        for weight in weights
    }
    return Package(name, version, sha256, "OFL-1.1", files)


PACKAGES = (
    _font(
        "@fontsource/be-vietnam-pro",
        "5.3.0",
        "f9e048a263d92f46fbf417aeb41e18bc3c22b3d85365f9347b06eebd3fc1f3ac",
        (400, 600),
    ),
    _font(
        "@fontsource/barlow-condensed",
        "5.3.0",
        "759fcdd25df64b4ef41653808d849cdb9ba0a520999032ceb137ce035a17e2ea",
        (500, 600),
    ),
    Package(
        "barcode-detector",
        "3.2.2",
        "8e400ba6967b92731dddde7063e10c31e11a0e113e37a55899bf2234d4855940",
        "MIT",
        {"dist/es/ponyfill.js": "ponyfill.js", "dist/es/zxing-exported.js": "zxing-exported.js"},
    ),
    # the reader that barcode-detector 3.2.2 itself depends on: another version refuses to start
    Package(
        "zxing-wasm",
        "3.1.3",
        "f315f7e48929ce37986d741e06aa6b7d273c242e226c1d646a53eb697fe9876c",
        "MIT",
        {"dist/reader/zxing_reader.wasm": "zxing_reader.wasm"},
    ),
    Package(
        "idb",
        "8.0.4",
        "569a715333d656d77792476083647eaefeb27b23d18bff226ad42776efb8f08a",
        "ISC",
        {"build/index.js": "index.js"},
    ),
    Package(
        "@noble/ed25519",
        "3.2.0",
        "aaae5d6bc1aa92b798dc2017f2ff1f834f6d8a1e339fdc3e08915ec336006bd8",
        "MIT",
        {"index.js": "index.js"},
    ),
)


class WrongPackageError(RuntimeError):
    """What came is not what was pinned."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _subset(data: bytes, *, latin: bool) -> bytes:
    """The letters we print, kerning, marks and tabular figures; no hinting."""
    from fontTools import subset  # noqa: PLC0415 -- a development tool, absent where the product runs

    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum"],
        hinting=False,
        flavor="woff2",
        recalc_timestamp=False,
    )
    font = subset.load_font(io.BytesIO(data), options)
    subsetter = subset.Subsetter(options)
    unicodes = subset.parse_unicodes(LATIN) if latin else sorted(font.getBestCmap())
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def _prepare(path: str, data: bytes) -> bytes:
    if path.endswith(".woff2"):
        return _subset(data, latin="-latin-" in path)
    if path.endswith("zxing-exported.js"):
        data, found = FOREIGN_WASM.subn(rb'new URL("../zxing-wasm/"+\g<file>,import.meta.url).href', data)
        if found != 1:
            raise WrongPackageError(f"{path}: the place of the WebAssembly was named {found} times, not once")
    if path.endswith(".js"):
        return SOURCE_MAP.sub(b"", data)
    return data


def fetch(package: Package, into: Path) -> bytes:
    """The package's tarball. Raises WrongPackageError when its sha256 is not the pin."""
    npm = shutil.which("npm")
    if npm is None:
        raise WrongPackageError("npm is needed to fetch the vendored files; install Node.js and run again")
    done = subprocess.run(
        [npm, "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    data = (into / done.stdout.strip().splitlines()[-1]).read_bytes()
    if sha256(data) != package.sha256:
        raise WrongPackageError(f"{package.name} {package.version}: sha256 {sha256(data)}, pinned {package.sha256}")
    return data


def unpack(package: Package, tarball: bytes, target: Path) -> dict[str, str]:
    """Write the wanted files and the licence to `target`; name and sha256 of each."""
    target.mkdir(parents=True)
    wanted = {f"package/{source}": name for source, name in package.files.items()}
    wanted["package/LICENSE"] = "LICENSE"
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for source, name in wanted.items():
            member = archive.extractfile(source)
            if member is None:
                raise WrongPackageError(f"{package.name} has no {source}")
            data = _prepare(source, member.read())
            (target / name).write_bytes(data)
            sums[name] = sha256(data)
    return sums


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        fresh = work / "vendor"
        entries = []
        for package in PACKAGES:
            sums = unpack(package, fetch(package, work), fresh / package.folder)
            entries.append(
                {
                    "name": package.name,
                    "version": package.version,
                    "licence": package.licence,
                    "sha256": package.sha256,
                    "folder": package.folder,
                    "files": sums,
                },
            )
            sys.stdout.write(f"{package.name} {package.version}: {len(sums)} files\n")
        (fresh / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)
    return 0


if __name__ == "__main__":
    sys.exit(main())
