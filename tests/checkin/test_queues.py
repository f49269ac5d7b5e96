"""When a gate will not keep up, by hand-made numbers."""

import datetime as dt

import pytest

from checkin.rules.queues import Advice, GateLoad, needs_help_at, queue_advice

NOW = dt.datetime(2026, 9, 24, 8, 22, 30, tzinfo=dt.UTC)


def gate(code="A", *arrivals, hall=1, devices=1, best_minute=0):
    return GateLoad(code, hall, devices, arrivals, best_minute)


def test_a_gate_at_its_pace_needs_help_now():
    assert needs_help_at(gate("A", 50, 50, 50, 51), now=NOW) == NOW  # 10.2 a minute is 85 % of 12
    assert needs_help_at(gate("A", 50, 50, 50, 50), now=NOW) is None
    assert needs_help_at(gate("A", 50, 50, 50, 51, devices=2), now=NOW) is None
    assert needs_help_at(gate("A", 50, 50, 50, 51, best_minute=15), now=NOW) is None


def test_a_growing_gate_says_when():
    """20, 25, 30, 35 looks: 7 a minute, one more each five minutes. 10.2 is reached 16 minutes on, at 08:38:30."""
    growing = gate("A", 20, 25, 30, 35)
    assert (growing.rate, growing.slope) == (7.0, pytest.approx(0.2))
    assert needs_help_at(growing, now=NOW) == NOW.replace(minute=35, second=0)
    assert needs_help_at(gate("A", 35, 30, 25, 20), now=NOW) is None  # it empties
    assert needs_help_at(gate("A", 10, 11, 12, 13), now=NOW) is None  # not within the half hour
    assert needs_help_at(gate("A", 60, 60, 60, 60, devices=0), now=NOW) is None
    assert needs_help_at(gate("A"), now=NOW) is None


def test_the_idle_gate_of_the_same_hall_is_opened_first_and_only_once():
    gates = [
        gate("A", 50, 55, 58, 60),
        gate("B", 51, 51, 51, 52),
        gate("C", 0, 0, 0, 0, hall=2, devices=0),
        gate("D", 5, 5, 5, 5),
        gate("E", 40, 40, 40, 40),
    ]
    assert queue_advice(gates, now=NOW) == [
        Advice("A", NOW, is_now=True, load=100, open="D"),
        Advice("B", NOW, is_now=True, load=87, open="C"),
    ]


def test_with_no_gate_to_open_more_scanners_are_wanted():
    (advice,) = queue_advice([gate("A", 50, 55, 60, 65, devices=1), gate("B", 40, 40, 40, 40)], now=NOW)
    assert (advice.gate, advice.open, advice.is_now) == ("A", None, True)
    assert advice.scanners == 1  # 13 a minute and 6 more in half an hour: 19 want two scanners of 10.2 each
    assert queue_advice([], now=NOW) == []
