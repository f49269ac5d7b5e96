"""Modules are served under names with their hash, and ask for each other by those names."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from whitenoise.compress import Compressor

from tests.pages.whole.hashed import collect_into
from web.hashed import HashedModules, PressedOnce

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


@pytest.mark.parametrize(("form", "opened"), [(".br", brotli.decompress), (".gz", gzip.decompress)])
def test_equal_files_are_pressed_once_and_open_to_what_they_were(tmp_path, monkeypatch, form, opened):
    one, other = b"const a = 1;\n" * 400, b"const b = 2;\n" * 400
    contents = {"a.js": one, "a.0123456789ab.js": one, "b.js": other}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    done = []
    for method in ("compress_brotli", "compress_gzip"):
        press = getattr(Compressor, method)

        def counted(data, press=press, method=method):
            done.append((method, data))
            return press(data)

        monkeypatch.setattr(Compressor, method, staticmethod(counted))
    compressor = PressedOnce(quiet=True)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda name: compressor.compress(str(tmp_path / name)), contents))
    assert {name: opened((tmp_path / f"{name}{form}").read_bytes()) for name in contents} == contents
    assert len(done) == len(set(done)) == 4
