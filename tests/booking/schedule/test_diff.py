"""A preview against what stands now: every way in which something came between, and what is done with it."""

import datetime as dt

import pytest

from booking.queries.schedule_diff import Clash, Kind, diff_of
from fairs.models import MeetingTable
from tests.factories.scheduling import BUYER, HOA, LAN, MAKER, MINH, NOW, a_meeting, a_wish, an_interpreter, facts

PLACE = {"a": LAN, "b": MINH, "slot": 1, "table": 1, "interpreter": None}
STOOD = {"from": [1, 1, None, 0]}


def line_of(key, place, **changes):
    return next(line for line in diff_of({key: place}, facts(**changes)).lines if line.key == key)


@pytest.mark.parametrize(
    ("changes", "place", "clash"),
    [
        ({}, {}, Clash.WISH_CLOSED),
        ({"meetings": [a_meeting(1, slot=2, request_id=1)]}, {}, Clash.MET_MEANWHILE),
        ({"wishes": [a_wish(1, to_person=HOA)]}, {}, Clash.WISH_CHANGED),
        ({"wishes": [a_wish(1)], "blocked": frozenset({(BUYER, MAKER)})}, {}, Clash.BLOCKED_PAIR),
        ({"wishes": [a_wish(1, need_id=901)], "meetings": [a_meeting(1, slot=2)]}, {}, Clash.ALREADY_MET),
        ({"wishes": [a_wish(1)], "now": NOW + dt.timedelta(hours=1)}, {}, Clash.TIME_PAST),
        ({"wishes": [a_wish(1)]}, {"table": 77}, Clash.TABLE_TAKEN),
        ({"wishes": [a_wish(1)]}, {"interpreter": 77}, Clash.INTERPRETER_TAKEN),
        ({"wishes": [a_wish(1)], "hindered": {(MINH, 1): "duty"}}, {}, Clash.PERSON_AWAY),
        ({"wishes": [a_wish(1)], "meetings": [a_meeting(1, table=2)]}, {}, Clash.PERSON_BUSY),
    ],
)
def test_a_wish_that_cannot_be_met_as_planned_says_what_came_between(changes, place, clash):
    line = line_of("w1", PLACE | place, **changes)
    assert (line.kind, line.clash) == (Kind.CLASH, clash)


@pytest.mark.parametrize(
    ("meeting", "changes", "clash"),
    [
        ({"sequence": 3}, {}, Clash.MEETING_CHANGED),
        ({"state": "held"}, {}, Clash.MEETING_CHANGED),
        ({"is_locked": True}, {}, Clash.MEETING_LOCKED),
        ({}, {"hindered": {(LAN, 2): "duty"}}, Clash.PERSON_AWAY),
    ],
)
def test_a_meeting_that_cannot_move_stays_where_it_stands(meeting, changes, clash):
    line = line_of("m1", PLACE | STOOD | {"slot": 2}, meetings=[a_meeting(1, **meeting)], **changes)
    assert (line.kind, line.clash, line.slot, line.table) == (Kind.CLASH, clash, 1, 1)


def test_a_meeting_called_off_since_leaves_no_line_and_one_left_alone_is_kept():
    assert diff_of({"m1": PLACE | STOOD | {"slot": 2}}, facts()).lines == []
    assert line_of("m1", PLACE | STOOD, meetings=[a_meeting(1)]).kind is Kind.KEPT
    assert (
        line_of("m1", PLACE | STOOD | {"slot": 2}, meetings=[a_meeting(1, slot=2)]).kind is Kind.KEPT
    )  # moved there by hand


def test_a_move_says_when_it_is_outside_what_was_wished_and_by_whose_hand():
    line = line_of("m1", PLACE | STOOD | {"slot": 3, "hand": True}, meetings=[a_meeting(1)])
    assert (line.kind, line.is_outside_wish, line.is_by_hand, line.from_slot) == (Kind.MOVED, True, True, 1)


def test_a_taken_table_is_exchanged_for_a_free_one_and_only_then_a_clash():
    other = a_meeting(1, slot=1, table=1, people={HOA: MAKER, 555: 55}, pair=(MAKER, 55))
    moved = line_of("w1", PLACE, wishes=[a_wish(1)], meetings=[other])
    assert (moved.kind, moved.table) == (Kind.NEW, 2)
    one_table = [MeetingTable(pk=1, number=1)]
    assert line_of("w1", PLACE, wishes=[a_wish(1)], meetings=[other], tables=one_table).clash is Clash.TABLE_TAKEN


def test_an_interpreter_at_two_tables_is_a_clash():
    other = a_meeting(1, slot=1, table=2, people={HOA: MAKER, 555: 55}, interpreter_id=1)
    line = line_of(
        "w1", PLACE | {"interpreter": 1}, wishes=[a_wish(1)], meetings=[other], interpreters=[an_interpreter(1)]
    )
    assert line.clash is Clash.INTERPRETER_TAKEN


def test_a_move_taken_back_takes_its_old_place_again_from_who_was_to_have_it():
    """Meeting 1 was to leave its table to the wish; it cannot, so the wish clashes with who stands there again."""
    given = facts(wishes=[a_wish(1)], meetings=[a_meeting(1), a_meeting(2, slot=2, table=2, is_locked=True)])
    found = diff_of({"w1": PLACE, "m1": PLACE | STOOD | {"slot": 2}}, given)
    clashes = {line.key: (line.clash, line.slot) for line in found.of(Kind.CLASH)}
    assert clashes == {"m1": (Clash.PERSON_BUSY, 1), "w1": (Clash.PERSON_BUSY, 1)}
    assert found.counts() == {"new": 0, "moved": 0, "kept": 1, "clash": 2}
