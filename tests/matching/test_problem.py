"""Bad problems: one sentence that names the field, never a stack trace, never a plan."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from matching import problem as problem_module
from matching.columns import Rows
from matching.consistency import check_consistency
from matching.model import compile_model
from matching.problem import parse_problem
from matching.reader import BadInput, load_object
from tests.matching.test_judge import a_problem

Change = Callable[[dict[str, Any]], Any]


def check(problem: dict[str, Any]) -> None:
    check_consistency(compile_model(parse_problem(problem)))


def test_a_good_problem_is_taken() -> None:
    check(a_problem())


def test_what_may_be_absent_may_be_absent() -> None:
    check({"slots": [], "tables": 1, "participants": [], "requests": []})


def at(*path: Any, **changes: Any) -> Change:
    def change(problem: dict[str, Any]) -> None:
        spot: Any = problem
        for step in path:
            spot = spot[step]
        spot.update(changes)

    return change


def two_firms(problem: dict[str, Any], count: int, **changes: Any) -> None:
    problem["requests"] += [{"id": 10 + i, "a": "E2", "b": "B2", "weight": 1, "must": True} for i in range(count)]
    problem.update(changes)


BAD: list[tuple[str, Change]] = [
    ("version", at(version=2)),
    ("version", at(version="1")),
    ("tabels", at(tabels=3)),
    ("tables", lambda problem: problem.pop("tables")),
    ("tables", at(tables=0)),
    ("tables", at(tables=2.0)),
    ("tables", at(tables=True)),
    ("slots", at(slots={})),
    ("slots[0].idx", at("slots", 0, idx=3)),
    ("slots[0].index", at("slots", 0, index=-1)),
    ("slots[1].id", at("slots", 1, id=0)),
    ("slots[1]", at("slots", 1, day=0, index=0)),
    ("slots[2].id", at("slots", 2, id=None)),
    ("participants[0].max_meetings", lambda problem: problem["participants"][0].pop("max_meetings")),
    ("participants[0].max_meeting", at("participants", 0, max_meeting=3)),
    ("participants[1].id", at("participants", 1, id="E1")),
    ("participants[1].kind", at("participants", 1, kind="")),
    ("participants[1].availability[4]", at("participants", 1, availability=[0, 1, 2, 3, 9])),
    ("participants[1].availability[1]", at("participants", 1, availability=[0, 0])),
    ("participants[2].min_meetings", at("participants", 2, min_meetings=5)),
    ("participants[2].zone", at("participants", 2, zone=3)),
    ("requests[0].wieght", at("requests", 0, wieght=3)),
    ("requests[0].weight", at("requests", 0, weight=-1)),
    ("requests[0].weight", at("requests", 0, weight=1.5)),
    ("requests[0].b", at("requests", 0, b="E1")),
    ("requests[0].b", at("requests", 0, b="B9")),
    ("requests[0].a", at("requests", 0, a=1)),
    ("requests[0].must", at("requests", 0, must="yes")),
    ("requests[1].id", at("requests", 1, id=1)),
    ("requests[1].slots[0]", at("requests", 1, slots=[9])),
    ("requests[1].language", at("requests", 1, language=["vi"])),
    ("requests[1].rank_a", at("requests", 1, rank_a=-1)),
    ("requests[3]", lambda problem: problem["requests"].__setitem__(3, "x")),
    ("pinned[0].request", at("pinned", 0, request=9)),
    ("pinned[0].slot", at("pinned", 0, slot=9)),
    ("pinned[0].slot", at("pinned", 0, slot=1)),
    ("pinned[0].table", at("pinned", 0, table=2)),
    ("pinned[1].request", lambda problem: problem["pinned"].append({"request": 1, "slot": 0})),
    ("pinned[1].slot", lambda problem: problem["pinned"].append({"request": 2, "slot": 0})),
    ("before[0][1]", at(before=[[1, 9]])),
    ("before[0]", at(before=[[1, 1]])),
    ("before[0]", at(before=[[1, 2, 3]])),
    ("before[1]", at(before=[[1, 2], [1, 2]])),
    ("interpreters[1].id", at("interpreters", 1, id="I1")),
    ("interpreters[0].languages[1]", at("interpreters", 0, languages=["vi-ja", "vi-ja"])),
    ("interpreters[0].availability[0]", at("interpreters", 0, availability=[9])),
    ("walking[0][2]", at(walking=[["hall-a", "hall-c", -1]])),
    ("walking[0]", at(walking=[["hall-a", "hall-c"]])),
    ("walking[1]", at(walking=[["hall-a", "hall-c", 1], ["hall-c", "hall-a", 2]])),
    ("objective.idle", at(objective={"idle": "gaps"})),
    ("objective.fairness", at(objective={"fairness": -1})),
    ("objective.fair", at(objective={"fair": 1})),
    ("requests[0].must", at("participants", 0, availability=[])),
    ("requests[3].must", lambda p: (p["participants"][4].update(availability=[]), p["requests"][3].update(must=True))),
    ("participants[4].max_meetings", at("requests", 3, must=True)),
    ("participants[1].max_meetings", lambda problem: two_firms(problem, 5)),
    ("requests[1].must", lambda p: (p["requests"][1].update(must=True), p.update(interpreters=[]))),
]


@pytest.mark.parametrize(("field", "change"), BAD, ids=[f"{i}-{field}" for i, (field, _) in enumerate(BAD)])
def test_a_bad_problem_is_refused_by_the_field(field: str, change: Change) -> None:
    problem = a_problem()
    if field.startswith(("requests[0].must", "requests[3].must", "before[0]")):
        problem["pinned"] = []
    change(problem)
    with pytest.raises(BadInput) as refusal:
        check(problem)
    sentence = str(refusal.value)
    assert sentence.startswith(f"{field}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def firms(count: int, slots: int, tables: int = 9) -> dict[str, Any]:
    names = [f"F{i}" for i in range(count)]
    return {
        "slots": [{"id": t, "day": 0, "index": t} for t in range(slots)],
        "tables": tables,
        "participants": [
            {"id": name, "kind": "firm", "availability": list(range(slots)), "max_meetings": 9} for name in names
        ],
        "requests": [],
    }


def must(r: int, a: str, b: str, **more: Any) -> dict[str, Any]:
    return {"id": r, "a": a, "b": b, "weight": 1, "must": True} | more


def refused(problem: dict[str, Any]) -> str:
    with pytest.raises(BadInput) as refusal:
        check(problem)
    return refusal.value.field


def test_a_cycle_is_named() -> None:
    problem = firms(6, 3)
    problem["requests"] = [must(r, f"F{2 * r}", f"F{2 * r + 1}") | {"must": False} for r in range(3)]
    problem["before"] = [[0, 1], [1, 2], [2, 0]]
    with pytest.raises(BadInput, match=r"^before\[\d\]: closes a cycle, \d before \d before \d before \d\.$"):
        check(problem)


def test_pins_may_not_share_a_table_nor_outnumber_them() -> None:
    problem = firms(6, 2, tables=2)
    problem["requests"] = [must(r, f"F{2 * r}", f"F{2 * r + 1}") | {"must": False} for r in range(3)]
    problem["pinned"] = [{"request": 0, "slot": 0, "table": 1}, {"request": 1, "slot": 0, "table": 1}]
    assert refused(problem) == "pinned[1].table"
    problem["pinned"] = [{"request": r, "slot": 0} for r in range(3)]
    assert refused(problem) == "pinned[2].slot"


def test_pins_must_keep_their_order_and_leave_time_to_walk() -> None:
    problem = firms(3, 3)
    problem["requests"] = [must(0, "F0", "F1"), must(1, "F0", "F2")]
    problem["pinned"] = [{"request": 0, "slot": 1}, {"request": 1, "slot": 2}]
    check(problem)
    assert refused(problem | {"before": [[1, 0]]}) == "pinned[0].slot"
    problem["walking"] = [["a", "b", 1]]
    problem["requests"][0]["a"], problem["requests"][0]["b"] = "F1", "F0"
    problem["requests"][1]["a"], problem["requests"][1]["b"] = "F2", "F0"
    problem["participants"][1]["zone"], problem["participants"][2]["zone"] = "a", "b"
    assert refused(problem) == "pinned[1].slot"


def test_three_that_must_be_do_not_fit_two_slots() -> None:
    problem = firms(4, 3)
    problem["requests"] = [must(r, "F0", f"F{r + 1}", slots=[0, 1]) for r in range(3)]
    assert refused(problem) == "participants[0].availability"


def test_more_that_must_be_than_places_at_tables() -> None:
    problem = firms(6, 1, tables=2)
    problem["requests"] = [must(r, f"F{2 * r}", f"F{2 * r + 1}") for r in range(3)]
    assert refused(problem) == "tables"


def test_a_chain_that_must_be_does_not_fit() -> None:
    problem = firms(6, 2)
    problem["requests"] = [must(r, f"F{2 * r}", f"F{2 * r + 1}") for r in range(3)]
    problem["before"] = [[0, 1], [1, 2]]
    assert refused(problem) == "requests[2].must"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "problem: not JSON, line 1 column 1"),
        ("[]", "problem: must be an object, not a list."),
        ('{"a": 1, "a": 2}', 'problem: the key "a" is given twice in one object.'),
        ('{"a": NaN}', "problem: NaN is not JSON."),
        ('{"a": ' + "9" * 5000 + "}", "problem: holds a number with too many digits."),
        ("[" * 100_000, "problem: nested too deeply."),
    ],
)
def test_broken_json_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load_object(text, "problem")
    assert str(refusal.value).startswith(says)


def test_a_misspelt_key_is_named_with_what_was_meant() -> None:
    problem = json.loads(json.dumps(a_problem()))
    problem["requests"][0]["wieght"] = problem["requests"][0].pop("weight")
    with pytest.raises(BadInput, match=r'^requests\[0\]\.wieght: unknown key \(did you mean "weight"\?\)\.$'):
        parse_problem(problem)


ODD = [None, True, False, 0, 1, -1, 2.0, "", "x", [], ["x"], [1, "x"], [1, 1], [""], [True], {}]
WHOLE: dict[str, dict[str, Any]] = {
    "participants": {
        "id": 1,
        "kind": "buyer",
        "availability": [0, 1],
        "max_meetings": 1,
        "min_meetings": 0,
        "zone": "x",
    },
    "requests": {
        "id": 1,
        "a": "E",
        "b": "B",
        "weight": 3,
        "must": False,
        "slots": [0],
        "language": "vi-ja",
        "rank_a": 1,
        "rank_b": 0,
    },
    "pinned": {"request": 1, "slot": 0, "table": None},
}
SHORT_CUTS: dict[str, Rows[Any]] = {
    "participants": problem_module._PARTICIPANTS,
    "requests": problem_module._REQUESTS,
    "pinned": problem_module._PINS,
}
READS = {
    "participants": problem_module._participants,
    "requests": problem_module._requests,
    "pinned": problem_module._pins,
}


@pytest.mark.parametrize("name", WHOLE)
def test_the_short_cut_takes_what_reading_field_by_field_takes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every value of every key, in turn, beside objects of other keys: the same values or the same sentence either way."""
    whole, taken = WHOLE[name], 0
    cases = [{**whole, key: odd} for key in (*whole, "typo") for odd in ODD]
    cases += [{key: value for key, value in whole.items() if key != left} for left in whole]
    for case in cases:
        rows = [whole, case, dict(reversed(case.items())), whole]
        quick = outcome(READS[name], rows)
        with monkeypatch.context() as patch:
            patch.setattr(Rows, "read", lambda *_: None)
            assert quick == outcome(READS[name], rows), case
        if isinstance(quick, tuple):
            taken += 1
            assert SHORT_CUTS[name].read(rows) == quick  # all that is good goes the short way
    assert taken > 8


def outcome(read: Any, rows: Any) -> Any:
    try:
        return read(rows)
    except BadInput as exc:
        return str(exc)
