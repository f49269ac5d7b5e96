"""`make coverage` fails where one floor's tests take too few branches, however well the others do."""

import json

from tests.branches import main


def report(tmp_path, **files):
    counts = {
        f"{floor}/services/one.py": {"summary": {"num_branches": there, "covered_branches": taken}}
        for floor, (there, taken) in files.items()
    }
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": counts}))
    return path


def test_one_low_floor_fails_and_is_named(tmp_path, capsys):
    assert main(95, report(tmp_path, booking=(1000, 1000), checkin=(20, 18), papers=(0, 0))) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "Below 95 % of its branches: checkin."
    assert told[0].split() == ["booking", "1000", "of", "1000", "branches", "100.0", "%"]


def test_floors_that_keep_it_pass(tmp_path, capsys):
    assert main(95, report(tmp_path, booking=(1000, 950), papers=(0, 0))) == 0
    assert "Below" not in capsys.readouterr().out
