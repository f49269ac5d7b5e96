"""From a fair's facts to the scheduler's problem: who is asked for, who sits there, what stands and what may move."""

import datetime as dt

import pytest

from booking.queries.schedule_problem import Excluded, Impossible, language_needed, schedule_problem
from booking.rules.schedule import Options, options_of
from booking.services.booths import hold_booth
from fairs.models import Fair, MeetingTable
from matching.problem import parse_problem
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.meetings import make_maker
from tests.factories.scheduling import (
    BUYER,
    HOA,
    LAN,
    MAKER,
    MINH,
    NOW,
    TANAKA,
    TOKYO,
    a_meeting,
    a_wish,
    an_interpreter,
    facts,
)  # fmt: skip


def problem_of(given, **options):
    built = schedule_problem(given, Options(**options))
    if built.impossible is None:
        parse_problem(built.problem)  # the solver takes it
    return built


def participant(built, person):
    return next(line for line in built.problem["participants"] if line["id"] == person)


def request(built, key):
    return next(line for line in built.problem["requests"] if line["id"] == key)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tables": []}, Impossible.NO_TABLES),
        ({"slots": []}, Impossible.NO_SLOTS),
        ({"wishes": []}, Impossible.NO_WISHES),
        ({"wishes": [a_wish(1, to=99)]}, Impossible.NO_WISHES),
    ],
)
def test_where_there_is_nothing_to_compute_it_says_why(changes, why):
    assert problem_of(facts(**({"wishes": [a_wish(1)]} | changes))).impossible is why


def test_a_wish_that_is_not_given_to_the_solver_has_its_reason():
    wishes = [
        a_wish(1, priority=3),
        a_wish(2, priority=3, is_must=True),
        a_wish(3, to=TOKYO),
        a_wish(4, need_id=901),
        a_wish(5, to=99),
        a_wish(6, from_person=555),
    ]
    built = problem_of(
        facts(wishes=wishes, blocked=frozenset({(BUYER, TOKYO)}), meetings=[a_meeting(1)]), priorities=(1, 2)
    )
    assert built.excluded == {
        1: Excluded.NOT_ASKED,
        3: Excluded.BLOCKED_PAIR,
        4: Excluded.ALREADY_MET,
        5: Excluded.NOBODY_REGISTERED,
        6: Excluded.NOBODY_REGISTERED,
    }
    assert request(built, "w2")["must"] is True  # what must be met is asked for whatever its priority


def test_where_nobody_is_named_the_colleague_with_the_fewest_wishes_sits_there():
    built = problem_of(facts(wishes=[a_wish(1, to_person=MINH), a_wish(2), a_wish(3)]))
    assert built.seats == {"w1": (LAN, MINH), "w2": (LAN, HOA), "w3": (LAN, MINH)}


def test_a_meeting_that_is_over_takes_no_time_but_counts_for_the_most_one_may_have():
    over = a_meeting(1, slot=1)
    given = facts(wishes=[a_wish(1)], meetings=[over], now=NOW + dt.timedelta(hours=1))
    built = problem_of(given, meetings_per_buyer=3)
    assert built.problem["pinned"] == []
    assert participant(built, LAN)["max_meetings"] == 2


def test_a_run_of_an_older_version_is_read_with_what_it_did_not_know_left_as_usual():
    assert options_of({"seed": 4}) == Options(seed=4)
    assert options_of({"priorities": [1], "unknown": True}) == Options(priorities=(1,))


def test_a_must_without_a_common_time_does_not_stop_the_others():
    hindered = dict.fromkeys([(LAN, 1), (MINH, 2)], "duty")
    built = problem_of(
        facts(wishes=[a_wish(1, is_must=True, to_person=MINH, slots=frozenset({1, 2}))], hindered=hindered)
    )
    assert "must" not in request(built, "w1")
    assert participant(built, LAN)["availability"] == [2, 3, 4]


def test_what_stands_is_pinned_unless_it_may_move_and_three_at_a_table_only_take_their_time():
    three = a_meeting(2, slot=2, table=2, people={LAN: BUYER, MINH: MAKER, HOA: MAKER})
    standing = [a_meeting(1), three, a_meeting(3, slot=3, is_locked=True)]
    given = facts(wishes=[a_wish(1)], meetings=standing)
    still = problem_of(given)
    assert {pin["request"]: (pin["slot"], pin["table"]) for pin in still.problem["pinned"]} == {
        "m1": (1, 0),
        "m3": (3, 0),
    }
    assert request(still, "m1")["slots"] == [1]
    assert still.previous == {}
    assert participant(still, LAN)["availability"] == [1, 3, 4]
    assert participant(still, LAN)["max_meetings"] == 3  # of four times one is another meeting's
    moving = problem_of(given, move_unlocked=True)
    assert moving.movable == {"m1"}
    assert request(moving, "m1")["slots"] == [1, 2]
    assert [pin["request"] for pin in moving.problem["pinned"]] == ["m3"]
    assert [each["request"] for each in moving.previous["meetings"]] == ["m1", "m3"]
    assert "slots" not in request(problem_of(given, move_unlocked=True, only_wished_times=False), "m1")


def test_spare_tables_are_kept_free_but_never_one_in_which_something_stands():
    tables = [MeetingTable(pk=n, number=n) for n in (1, 2, 3)]
    built = problem_of(facts(tables=tables, wishes=[a_wish(1)], meetings=[a_meeting(1, table=3)]), spare_tables=2)
    assert (built.problem["tables"], built.tables[0]) == (1, 3)
    assert built.problem["pinned"] == [{"request": "m1", "slot": 1, "table": 0}]


def test_the_most_meetings_of_who_shows_and_buys_is_the_larger_of_both():
    fair = Fair(pk=1, timezone="Asia/Ho_Chi_Minh", walking_slots=0, meetings_per_exhibitor=2, meetings_per_buyer=3)
    both = facts(fair=fair, wishes=[a_wish(1), a_wish(2, to=TOKYO)], buyers=frozenset({BUYER, TOKYO}))
    built = problem_of(both)
    most = {line["id"]: line["max_meetings"] for line in built.problem["participants"]}
    assert most == {LAN: 3, MINH: 2, TANAKA: 3}
    assert participant(problem_of(both, meetings_per_exhibitor=1), MINH)["max_meetings"] == 1
    neither = facts(fair=fair, wishes=[a_wish(1)], exhibitors=frozenset(), buyers=frozenset())
    assert participant(problem_of(neither), LAN)["max_meetings"] == 4


def test_interpreters_come_on_their_days_and_not_while_they_stand_elsewhere():
    first_day = dt.date(2027, 3, 18)
    given = facts(
        wishes=[a_wish(1, to=TOKYO)],
        interpreters=[an_interpreter(1, "vi-ja", days=[first_day]), an_interpreter(2, "vi-ja", "en-ja")],
        meetings=[a_meeting(1, slot=3, interpreter_id=2)],
    )
    built = problem_of(given)
    assert {each["id"]: each["availability"] for each in built.problem["interpreters"]} == {1: [1, 2], 2: [1, 2, 4]}
    assert request(built, "w1")["language"] == "vi-ja"
    assert problem_of(given, with_interpreters=False).problem["interpreters"] == []


@pytest.mark.parametrize(("spoken", "kept"), [("ja", "vi-ja"), ("vi", "en-ja")])
def test_a_meeting_that_may_move_takes_its_interpreter_along_in_a_language_he_speaks(spoken, kept):
    given = facts(
        language_of={LAN: "vi", TANAKA: spoken},
        interpreters=[an_interpreter(1, "en-ja", "vi-ja")],
        meetings=[a_meeting(1, people={LAN: BUYER, TANAKA: TOKYO}, interpreter_id=1)],
    )
    assert request(problem_of(given, move_unlocked=True), "m1")["language"] == kept


@pytest.mark.parametrize(
    ("own", "theirs", "spoken", "pair"),
    [
        ("vi", "vi", "vi", None),
        ("vi", "ja", "ja", None),  # the wish is written in their language
        ("vi", "ja", "vi", "vi-ja"),
        ("vi", "en", "en", None),
        ("ja", "vi", "en", "vi-en"),
    ],
)
def test_an_interpreter_is_needed_where_no_language_is_shared(own, theirs, spoken, pair):
    given = facts(language_of={LAN: own, TANAKA: theirs}, interpreters=[an_interpreter()])
    assert language_needed(given, Options(), LAN, TANAKA, spoken) == pair
    assert language_needed(given, Options(with_interpreters=False), LAN, TANAKA, spoken) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("second", "is_kept"), [(2, False), (4, True)])
def test_walks_between_halls_are_kept_unless_what_stands_breaks_them_already(second, is_kept):
    """Lan meets firms of two halls, one slot after the other: then the rule cannot be kept at all, and the run says so."""
    fair = make_fair(walking_slots=1)
    halls = [make_hall(fair, code) for code in ("H1", "H2")]
    makers = [make_maker(fair) for _ in halls]
    for hall, maker in zip(halls, makers, strict=True):
        hold_booth(make_booths(hall, 1, row=hall.code)[0], company=maker.company, actor_id=maker.user.pk)
    firms = [maker.company.pk for maker in makers]
    tables = [MeetingTable(pk=n, number=n, hall=hall) for n, hall in enumerate(halls, 1)]
    meetings = [
        a_meeting(1, slot=1, people={LAN: BUYER, MINH: firms[0]}),
        a_meeting(2, slot=second, table=2, people={LAN: BUYER, TANAKA: firms[1]}),
    ]
    people_of = {BUYER: [LAN], firms[0]: [MINH], firms[1]: [TANAKA]}
    given = facts(
        fair=fair,
        tables=tables,
        meetings=meetings,
        wishes=[a_wish(1, to=firms[0], to_person=MINH)],
        people_of=people_of,
    )
    built = problem_of(given)
    assert built.notes == ([] if is_kept else ["walking_not_kept"])
    assert built.problem["walking"] == ([["H1", "H2", 1]] if is_kept else [])
    assert participant(built, MINH).get("zone") == ("H1" if is_kept else None)
    assert problem_of(given, walking_slots=0).problem["walking"] == []
