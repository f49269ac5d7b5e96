"""The committed sample folders: sizes, geometry, tax codes, references, and that the seed still writes them."""

import csv
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANOI, DA_NANG = ROOT / "samples" / "hanoi-2026", ROOT / "samples" / "danang-small"
SOLID = {"stage", "seats", "reception", "cafe", "meeting_area", "room", "office"}


def table(folder, subject):
    with (folder / f"{subject}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rect(row):
    """(left, top, right, bottom) in cm, exact."""
    x, y, width, depth = (round(float(row[key]) * 100) for key in ("x_m", "y_m", "width_m", "depth_m"))
    return x, y, x + width, y + depth


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(box, size):
    return min(box) >= 0 and box[2] <= size[0] and box[3] <= size[1]


def is_clear(strip, size, others):
    return within(strip, size) and not any(overlap(strip, other) for other in others)


def strips(box, reach):
    """What lies in front of each of the four sides, `reach` cm deep."""
    left, top, right, bottom = box
    return {
        "north": (left, top - reach, right, top),
        "south": (left, bottom, right, bottom + reach),
        "west": (left - reach, top, left, bottom),
        "east": (right, top, right + reach, bottom),
    }


def halls_of(folder):
    for hall in table(folder, "halls"):
        size = (round(float(hall["width_m"]) * 100), round(float(hall["depth_m"]) * 100))
        booths = {r["code"]: r for r in table(folder, "booths") if r["hall"] == hall["code"]}
        features = [r for r in table(folder, "hall_features") if r["hall"] == hall["code"]]
        yield size, booths, features


def test_the_hanoi_sample_has_the_promised_sizes():
    sizes = {path.stem: len(table(HANOI, path.stem)) for path in HANOI.glob("*.csv")}
    assert sizes["days"] == 2
    assert sizes["halls"] == 3
    assert sizes["booths"] == 320
    assert sizes["companies"] == 920 + 40
    assert sizes["exhibitors"] == 240
    assert sizes["buyers"] == 40
    assert sizes["needs"] == 220
    assert sizes["workshops"] == 12
    assert sizes["meeting_slots"] == 48
    assert sizes["visitors"] == 3000
    assert sizes["interpreters"] == 8
    assert sizes["wishes"] == 472
    assert {row["kind"] for row in table(HANOI, "booths")} == {"shell", "raw"}
    [support] = table(HANOI, "support_schemes")
    assert (support["percent"], support["provinces"]) == ("50", "Hà Nội")


def test_the_plan_looks_alive_and_b12_waits_for_its_buyer():
    booths = {row["code"]: row for row in table(HANOI, "booths")}
    taken = {row["booth"]: row["booking"] for row in table(HANOI, "exhibitors") if row["booth"]}
    b12 = booths["B12"]
    assert (b12["hall"], b12["status"], b12["kind"], b12["approval"]) == ("N1", "available", "shell", "instant")
    assert "B12" not in taken
    blocked = {code for code, row in booths.items() if row["status"] == "blocked"}
    assert len(blocked) == 15
    assert not blocked & set(taken)
    assert len(booths) - len(taken) - len(blocked) == 90
    states = Counter(taken.values())
    assert states["paid"] + states["confirmed"] == 190
    assert set(states) == {"paid", "confirmed", "awaiting_deposit", "submitted", "held"}


@pytest.mark.parametrize("folder", [HANOI, DA_NANG], ids=lambda folder: folder.name)
def test_nothing_overlaps_and_all_stands_inside_its_hall(folder):
    for (width, depth), booths, features in halls_of(folder):
        things = [(code, rect(row)) for code, row in booths.items()]
        things += [(row["kind"], rect(row)) for row in features if row["kind"] in SOLID]
        for name, box in things + [(row["kind"], rect(row)) for row in features]:
            assert within(box, (width, depth)), name
        for (name, box), (other, its) in combinations(things, 2):
            assert not overlap(box, its), (name, other)


@pytest.mark.parametrize("folder", [HANOI, DA_NANG], ids=lambda folder: folder.name)
def test_open_sides_follow_from_the_neighbours_and_look_on_three_metres_of_aisle(folder):
    for size, booths, features in halls_of(folder):
        solid = {code: rect(row) for code, row in booths.items()}
        solid |= {f"{at} {row['kind']}": rect(row) for at, row in enumerate(features) if row["kind"] in SOLID}
        for code, row in booths.items():
            others = [box for name, box in solid.items() if name != code]
            touching = {side for side, strip in strips(rect(row), 1).items() if is_clear(strip, size, others)}
            aisle = {side for side, strip in strips(rect(row), 300).items() if is_clear(strip, size, others)}
            assert touching == aisle, (code, touching - aisle)
            assert int(row["open_sides"]) == len(touching), code


@pytest.mark.parametrize("folder", [HANOI, DA_NANG], ids=lambda folder: folder.name)
def test_no_pillar_and_no_fixture_stands_in_an_aisle_before_a_door(folder):
    for _size, booths, features in halls_of(folder):
        covered = [rect(row) for row in booths.values()]
        covered += [rect(row) for row in features if row["kind"] in SOLID]
        for pillar in (rect(row) for row in features if row["kind"] == "pillar"):
            middle = ((pillar[0] + pillar[2]) / 2, (pillar[1] + pillar[3]) / 2)
            assert any(b[0] <= middle[0] <= b[2] and b[1] <= middle[1] <= b[3] for b in covered), pillar
        for door in (row for row in features if row["kind"] in {"gate", "door", "emergency_exit"}):
            left, top, right, bottom = rect(door)
            assert right == left or bottom == top
            before = (left - 200, top, right + 200, bottom) if right == left else (left, top - 200, right, bottom + 200)
            assert not any(overlap(before, box) for box in covered), door


def check_digit(nine):
    rest = sum(w * int(d) for w, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), nine, strict=True)) % 11
    return 10 - rest


def test_every_tax_code_passes_the_check_digit_and_no_two_are_equal():
    codes = [row["tax_code"] for folder in (HANOI, DA_NANG) for row in table(folder, "companies")]
    assert len(codes) == len(set(codes)) == 990
    assert all(len(code) == 10 and check_digit(code[:9]) == int(code[9]) for code in codes)


@pytest.mark.parametrize("folder", [HANOI, DA_NANG], ids=lambda folder: folder.name)
def test_every_reference_of_the_folder_is_there(folder):
    companies = {row["tax_code"] for row in table(folder, "companies")}
    terms = {(row["kind"], row["code"]) for row in table(folder, "terms")}
    booths = {row["code"] for row in table(folder, "booths")}
    for subject, column in (("capabilities", "tax_code"), ("machines", "tax_code"), ("certificates", "tax_code"),
                            ("products", "tax_code"), ("exhibitors", "company"), ("people", "company")):  # fmt: skip
        assert {row[column] for row in table(folder, subject)} <= companies, subject
    skills = table(folder, "capabilities")
    assert {("process", row["process"]) for row in skills} <= terms
    assert {("material", code) for row in skills for code in row["materials"].split(";")} <= terms
    assert {row["booth"] for row in table(folder, "exhibitors") if row["booth"]} <= booths


def test_about_three_hundred_firms_hold_an_international_standard():
    beyond_basic = {"iatf-16949", "as9100", "iso-13485", "jis-q-9100", "iso-22163", "iso-17025"}
    held = {
        r["tax_code"]
        for r in table(HANOI, "certificates")
        if r["standard"] in beyond_basic and r["state"] == "verified"
    }
    assert 270 <= len(held) <= 330


def test_addresses_and_numbers_are_nobodys():
    for folder in (HANOI, DA_NANG):
        for subject in ("companies", "people", "visitors", "users"):
            rows = table(folder, subject)
            assert all(row["email"].endswith(".example") for row in rows), subject
            assert all(
                row["phone"] == "" or "3555" in row["phone"] or row["phone"].startswith("+849900") for row in rows
            )


@pytest.mark.parametrize(("folder", "fair"), [(HANOI, "hanoi"), (DA_NANG, "da-nang")], ids=["hanoi", "da-nang"])
def test_the_seed_writes_the_committed_bytes(tmp_path, folder, fair):
    command = [sys.executable, ROOT / "samples" / "generate.py", "--seed", "2026", "--fair", fair, "--out", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in folder.iterdir()}
