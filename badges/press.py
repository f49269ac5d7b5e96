"""The typst compiler as the house uses it: warm, never two threads' at once, only our fonts, templates named from the
house's root.

A compiler keeps its inputs between calls, some megabytes of them. One is kept for whoever comes next; who comes while it
is at work has one of his own for that time. They share the loaded fonts and what was typeset already.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from badges.fonts import FOLDER as FONTS

Data = dict[str, Any]  # what JSON holds
Format = Literal["pdf", "png", "svg"]
ROOT = Path(__file__).parent.parent
_kept: list[typst.Compiler] = []


def run(template: str, data: Data, kind: Format, *, ppi: int | None = None) -> list[bytes]:
    """The pages (PNG, SVG) or the one file (PDF) that `template` ("badges/typst/pass.typ") makes of `data`.

    PDFs are tagged and checked against PDF/UA-1 by typst itself; a document that breaks it is not written.
    """
    try:
        compiler = _kept.pop()
    except IndexError:
        compiler = typst.Compiler(root=str(ROOT), font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        str(ROOT / template),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))},
        pdf_standards="ua-1" if kind == "pdf" else [],
    )
    _kept[:] = [compiler]
    pages = made if isinstance(made, list) else [made]
    return [page for page in pages if page is not None]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
