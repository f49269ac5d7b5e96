"""What `make vendor` laid down is what its manifest says, and names no place to load from."""

import json
from pathlib import Path

import pytest

from web import vendor


def test_every_vendored_file_has_the_sum_of_the_manifest():
    listed = {}
    for entry in json.loads(vendor.MANIFEST.read_text()):
        for name, digest in entry["files"].items():
            listed[f"{entry['folder']}/{name}"] = digest
    found = {
        path.relative_to(vendor.VENDOR).as_posix(): vendor.sha256(path.read_bytes())
        for package in vendor.PACKAGES
        for path in (vendor.VENDOR / package.folder).iterdir()
    }
    assert found == {name: digest for name, digest in listed.items() if name in found}
    assert {p.folder for p in vendor.PACKAGES} <= {name.split("/")[0] for name in listed}


def test_each_package_brings_its_licence():
    for package in vendor.PACKAGES:
        assert (vendor.VENDOR / package.folder / "LICENSE").stat().st_size > 500, package.name


def test_the_code_reader_looks_for_its_wasm_beside_itself():
    script = (vendor.VENDOR / "barcode-detector" / "zxing-exported.js").read_text()
    assert "jsdelivr" not in script
    assert script.count('new URL("../zxing-wasm/"') == 1
    assert (vendor.VENDOR / "zxing-wasm" / "zxing_reader.wasm").exists()


def test_a_package_of_another_sum_is_refused(tmp_path, monkeypatch):
    (tmp_path / "x.tgz").write_bytes(b"something else")

    class Done:
        stdout = "x.tgz\n"

    monkeypatch.setattr(vendor.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(vendor.subprocess, "run", lambda *_args, **_kwargs: Done)
    with pytest.raises(vendor.WrongPackageError, match="sha256"):
        vendor.fetch(vendor.PACKAGES[0], tmp_path)


@pytest.mark.parametrize("sheet", ["tokens", "base", "parts", "plan", "screens"])
def test_style_sheets_load_nothing_from_elsewhere(sheet):
    css = Path(vendor.VENDOR.parent / "css" / f"{sheet}.css").read_text()
    assert "http" not in css
    assert "@import" not in css
