"""When something of the meeting day may happen. Pure: times in, verdict out."""

import datetime as dt

EARLY_START = dt.timedelta(minutes=30)
LOOK_AHEAD = dt.timedelta(minutes=15)
LATE = dt.timedelta(minutes=10)
REFILL_AHEAD = dt.timedelta(minutes=60)
OFFER_RUNS = dt.timedelta(minutes=5)
SHORTEST_OFFER = dt.timedelta(minutes=2)
SHORTEST_MEETING = dt.timedelta(minutes=8)
TAKE_BACK = dt.timedelta(minutes=10)
FORGOTTEN_AFTER = dt.timedelta(minutes=60)


def start_window(starts_at: dt.datetime, ends_at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """A meeting may start half an hour before its time (both are there) and until its time is over: `[from, until)`."""
    return starts_at - EARLY_START, ends_at


def take_back_until(ends_at: dt.datetime, *, noted_at: dt.datetime) -> dt.datetime:
    """A no-show may be taken back until its time is over, and at least ten minutes from the tap."""
    return max(ends_at, noted_at + TAKE_BACK)


def is_refill_time(starts_at: dt.datetime, ends_at: dt.datetime, *, now: dt.datetime) -> bool:
    """A lost slot is worth an offer from an hour before it begins, as long as offer and meeting fit into what is left."""
    return starts_at - REFILL_AHEAD <= now <= ends_at - SHORTEST_MEETING - SHORTEST_OFFER


def offer_until(ends_at: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """Five minutes, or as long as a meeting of eight minutes still fits behind it."""
    return min(now + OFFER_RUNS, ends_at - SHORTEST_MEETING)
