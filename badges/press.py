"""The typst compiler as the house uses it: warm, one per thread, only our fonts, templates named from the house's root.

A compiler keeps its inputs between calls and is no business of two threads at once, so each thread has its
own; they share the loaded fonts.
"""

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from badges.fonts import FOLDER as FONTS

Data = dict[str, Any]  # what JSON holds
Format = Literal["pdf", "png", "svg"]
ROOT = Path(__file__).parent.parent
_own = threading.local()


def run(template: str, data: Data, kind: Format, *, ppi: int | None = None) -> list[bytes]:
    """The pages (PNG, SVG) or the one file (PDF) that `template` ("badges/typst/pass.typ") makes of `data`.

    PDFs are tagged and checked against PDF/UA-1 by typst itself; a document that breaks it is not written.
    """
    made = _compiler().compile(
        str(ROOT / template),
        format=kind,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))},
        pdf_standards="ua-1" if kind == "pdf" else [],
    )
    pages = made if isinstance(made, list) else [made]
    return [page for page in pages if page is not None]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _compiler() -> typst.Compiler:
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=str(ROOT), font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _own.compiler
    return compiler
