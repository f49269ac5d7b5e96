"""Builds the committed fonts from Fontsource's npm packages: `python -m badges.fonts.build` (`make vendor`).

Fontsource cuts each font into slices by script, as browsers want them; typst wants one file per weight. The
slices are fetched with `npm pack`, compared with the sums below, merged and written, with a sum for each. The
result is the same bytes for the same fontTools. With `--check` nothing is fetched: the committed files are
compared with SHA256SUMS.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
SUMS = HERE / "SHA256SUMS"
_MADE = 3_849_984_000  # seconds since 1904: one fixed time, so that equal input gives equal bytes


@dataclass(frozen=True)
class Source:
    """One npm package and what is taken from it. `slices` are glob patterns of Fontsource's file names."""

    package: str
    version: str
    sha256: str
    family: str
    weights: Sequence[tuple[int, str]]
    slices: Sequence[str]
    only: Callable[[], frozenset[int]] | None = None  # of a large script: the characters kept, without layout tables

    @property
    def short(self) -> str:
        return self.package.rpartition("/")[2]


@cache
def japanese_characters() -> frozenset[int]:
    """Kana, punctuation and the kanji of JIS X 0213 and of Windows' list (髙, 﨑), as names use them."""
    wanted = {ord("𠮷")}  # in no list, in many family names
    for point in range(0x2000, 0x30000):
        for codec in ("shift_jis_2004", "cp932"):
            try:
                chr(point).encode(codec)
            except UnicodeEncodeError:
                continue
            wanted.add(point)
    private_use, box_drawing = range(0xE000, 0xF900), range(0x2500, 0x2580)
    return frozenset(wanted - {*private_use, *box_drawing})


@cache
def korean_characters() -> frozenset[int]:
    """Every Hangul syllable, the single letters, and the signs of firms (㈜); hanja come from the Japanese font."""
    syllables, letters, enclosed = range(0xAC00, 0xD7A4), range(0x3131, 0x318F), range(0x3200, 0x3380)
    return frozenset({*syllables, *letters, *enclosed} - japanese_characters())


SOURCES = (
    Source(
        package="@fontsource/be-vietnam-pro",
        version="5.3.0",
        sha256="f9e048a263d92f46fbf417aeb41e18bc3c22b3d85365f9347b06eebd3fc1f3ac",
        family="Be Vietnam Pro",
        weights=((400, "Regular"), (600, "SemiBold")),
        slices=("latin", "latin-ext", "vietnamese"),
    ),
    Source(
        package="@fontsource/barlow-condensed",
        version="5.3.0",
        sha256="759fcdd25df64b4ef41653808d849cdb9ba0a520999032ceb137ce035a17e2ea",
        family="Barlow Condensed",
        weights=((500, "Medium"), (600, "SemiBold")),
        slices=("latin", "latin-ext", "vietnamese"),
    ),
    Source(
        package="@fontsource/noto-sans-jp",
        version="5.3.0",
        sha256="e4fac0fb8e03e21d10e1bdfd6f09e04c12a0f3bd61463bfa41c53a5603c39524",
        family="Noto Sans JP",
        weights=((400, "Regular"), (700, "Bold")),
        slices=("[0-9]", "[0-9][0-9]", "[0-9][0-9][0-9]"),
        only=japanese_characters,
    ),
    Source(
        package="@fontsource/noto-sans-kr",
        version="5.3.0",
        sha256="36277539698ccda64b110855eaa890d2a4737e403d225da1cbe3c90123fff602",
        family="Noto Sans KR",
        weights=((400, "Regular"), (700, "Bold")),
        slices=("[0-9]", "[0-9][0-9]", "[0-9][0-9][0-9]"),
        only=korean_characters,
    ),
)


def fetch(source: Source, into: Path) -> Path:
    """The unpacked package. Stops when npm delivers other bytes than the pinned ones."""
    name = f"{source.package}@{source.version}"
    command = ["npm", "pack", "--silent", name]
    subprocess.run(command, cwd=into, check=True, stdout=subprocess.PIPE)
    archive = into / f"fontsource-{source.short}-{source.version}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        sys.exit(f"{name}: expected sha256 {source.sha256}, got {found}")
    folder = into / source.short
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def merged(source: Source, weight: int, package: Path) -> TTFont:
    """One font of all slices at one weight, without hints."""
    files = [
        path
        for pattern in source.slices
        for path in sorted((package / "files").glob(f"{source.short}-{pattern}-{weight}-normal.woff2"))
    ]
    with tempfile.TemporaryDirectory() as scratch:
        plain = [_trimmed(path, Path(scratch), source) for path in files]
        return Merger(MergeOptions(drop_tables=["prep", "fpgm", "cvt ", "gasp"])).merge([p for p in plain if p])


def _trimmed(path: Path, scratch: Path, source: Source) -> str | None:
    """One slice as a plain TTF; one of a large script keeps only the wanted characters and no layout tables."""
    font = TTFont(path, recalcTimestamp=False)
    options = SubsetOptions(hinting=False, notdef_outline=True, name_IDs=["*"], layout_features=["*"])
    points = set(font.getBestCmap())
    if source.only:
        points &= source.only()
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx"]
    if not points:
        return None
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.flavor = None
    target = scratch / f"{path.stem}.ttf"
    font.save(target)
    return str(target)


def named(font: TTFont, source: Source, weight: int, style: str) -> TTFont:
    """The font with the plain family and weight that templates ask for; copyright and licence stay."""
    names, table = font["name"], font["OS/2"]
    for identity in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        names.removeNames(nameID=identity)
    postscript = f"{source.family.replace(' ', '')}-{style}"
    for identity, text in (
        (1, f"{source.family} {style}".removesuffix(" Regular")),
        (2, "Regular"),
        (3, f"{source.version};{postscript}"),
        (4, f"{source.family} {style}"),
        (6, postscript),
        (16, source.family),
        (17, style),
    ):
        names.setName(text, identity, 3, 1, 0x409)
    table.usWeightClass = weight
    font["head"].created = font["head"].modified = _MADE
    font.recalcTimestamp = False
    return font


def advances(font: TTFont, family: str, weight: int) -> str:
    """A heading, then ranges of characters of equal advance, in thousandths of an em: `41-5a 640`."""
    characters, widths = font.getBestCmap(), font["hmtx"]
    per_em = font["head"].unitsPerEm
    known = [(point, round(widths[name][0] * 1000 / per_em)) for point, name in sorted(characters.items())]
    lines = [f"# {family} {weight}"]
    for _, run in groupby(enumerate(known), key=lambda item: (item[1][0] - item[0], item[1][1])):
        members = [entry for _, entry in run]
        first, last, width = members[0][0], members[-1][0], members[0][1]
        lines.append(f"{first:x} {width}" if first == last else f"{first:x}-{last:x} {width}")
    return "\n".join(lines) + "\n"


def build() -> None:
    """Fetches, merges and writes everything; old results are replaced."""
    measured: list[str] = []
    written: list[Path] = []
    with tempfile.TemporaryDirectory() as scratch:
        for source in SOURCES:
            package = fetch(source, Path(scratch))
            licence = HERE / f"OFL-{source.family.replace(' ', '')}.txt"
            licence.write_bytes((package / "LICENSE").read_bytes())
            written.append(licence)
            for weight, style in source.weights:
                font = named(merged(source, weight, package), source, weight, style)
                measured.append(advances(font, source.family, weight))
                target = HERE / f"{source.family.replace(' ', '')}-{style}.ttf"
                font.save(target)
                written.append(target)
    table = HERE / "advances.txt"
    table.write_text("".join(measured), "ascii")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in [*written, table]]
    SUMS.write_text("".join(sorted(lines, key=lambda line: line.split()[1])), "ascii")


def differing() -> list[str]:
    """Names of committed files that are missing or not what SHA256SUMS says."""
    wrong = []
    for line in SUMS.read_text("ascii").splitlines():
        expected, name = line.split()
        path = HERE / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            wrong.append(name)
    return wrong


if __name__ == "__main__":
    if "--check" not in sys.argv:
        build()
    if bad := differing():
        sys.exit(f"not as SHA256SUMS says: {', '.join(bad)}")
