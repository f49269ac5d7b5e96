"""The floors hold: the contracts pass as the house stands, and each breaks when the wrong import is planted."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = [
    "kernel",
    "accounts",
    "directory",
    "fairs",
    "billing",
    "booking",
    "checkin",
    "fairday",
    "matching",
    "badges",
    "papers",
    "backend",
    "web",
    "worker",
    "embedded",
]
LINT = str(Path(sys.executable).with_name("lint-imports"))


def run_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def copy_of_house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("static", "templates", "locale", "__pycache__", "fonts", "vendor")
    for package in PACKAGES:
        shutil.copytree(HOUSE / package, folder / package, ignore=ignored)
    shutil.copy(HOUSE / "pyproject.toml", folder)
    return folder


def test_floors_hold():
    result = run_contracts(HOUSE)
    assert result.returncode == 0, result.stdout[-3000:]
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("room", "planted", "contract"),
    [
        ("kernel", "import fairs.models", "floors: doors over domain over ground"),
        ("directory", "import booking.states", "floors: doors over domain over ground"),
        ("booking", "import web.urls", "floors: doors over domain over ground"),
        ("worker", "import backend.problems", "doors never import each other"),
        ("fairs", "from rest_framework import serializers", "the domain knows no HTTP framework, no queue, no broker"),
        ("booking", "import celery", "the domain knows no HTTP framework, no queue, no broker"),
        ("matching", "import django", "matching, badges and papers are pure"),
        ("badges", "import kernel.ids", "matching, badges and papers are pure"),
        ("papers", "import booking.models", "matching, badges and papers are pure"),
        ("badges", "import papers.faces", "papers stand on badges"),
        ("embedded", "import django", "the embedded servers know nothing of the house"),
    ],
)
def test_floors_break_when_the_import_is_planted(copy_of_house, room, planted, contract):
    file = copy_of_house / room / "planted_fault.py"
    file.write_text(f'"""Planted."""\n\n{planted}\n')
    try:
        result = run_contracts(copy_of_house)
    finally:
        file.unlink()
    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())
