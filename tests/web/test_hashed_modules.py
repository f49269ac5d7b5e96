"""Modules are served under names with their hash, and ask for each other by those names."""

import gzip
import re

import pytest

from tests.pages.whole.hashed import collect_into
from web.hashed import HashedModules

ASKED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    collect_into(folder)
    return folder


def test_every_import_of_a_hashed_module_is_hashed_and_there(collected):
    asked = {
        (path.relative_to(collected).as_posix(), name)
        for place in ("js", "vendor")
        for path in (collected / place).rglob("*.js")
        if HASHED.search(path.name)
        for name in ASKED.findall(path.read_text())
    }
    assert {name for _, name in asked if not HASHED.search(name)} == set()
    assert {(path, name) for path, name in asked if not (collected / path).parent.joinpath(name).exists()} == set()
    assert {re.sub(r"\.[0-9a-f]{12}", "", name) for path, name in asked if path.startswith("js/door/store")} == {
        "../../vendor/idb/index.js"
    }


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ('import { a } from "./a.js";', "./a.js"),
        ("import a from './a.js'", "./a.js"),
        ('import{a as b,c}from"../v/a.js";', "../v/a.js"),
        ('import "./a.js";', "./a.js"),
        ('export * from "./a.js";', "./a.js"),
        ('const a = await import("./a.js");', "./a.js"),
        ('import { a } from "a";', None),
        ('const text = "./a.js";', None),
        ('// from the house\nfetch("./a.js");', None),
    ],
)
def test_what_counts_as_an_import(source, asked):
    ((pattern, _template),) = dict(HashedModules.patterns)["js/*.js"]
    found = re.search(pattern, source)
    assert (found and found["url"]) == asked


def test_files_are_pressed_by_gzip_alone(tmp_path):
    (tmp_path / "a.js").write_bytes(b"const a = 1;\n" * 400)
    HashedModules().create_compressor(quiet=True).compress(str(tmp_path / "a.js"))
    assert gzip.decompress((tmp_path / "a.js.gz").read_bytes()) == (tmp_path / "a.js").read_bytes()
    assert not (tmp_path / "a.js.br").exists()
