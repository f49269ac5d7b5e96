"""How many wishes are too many. Pure: counts and times in, a verdict out."""

import datetime as dt
from collections.abc import Sequence

OPEN_PER_PERSON = 30
OPEN_PER_COMPANY = 100
WISHES_PER_HOUR = 40
HOUR = dt.timedelta(hours=1)
DECLINES_BEFORE_PAUSE = 2
PAUSE = dt.timedelta(hours=24)


def ask_again_at(declined_at: Sequence[dt.datetime], *, now: dt.datetime) -> dt.datetime | None:
    """When a firm that declined at these times may be asked again; None when it may be asked now."""
    if len(declined_at) < DECLINES_BEFORE_PAUSE:
        return None
    again = max(declined_at) + PAUSE
    return again if again > now else None


def next_wish_at(made_at: Sequence[dt.datetime], *, now: dt.datetime) -> dt.datetime | None:
    """When the next wish may be sent by somebody who made wishes at these times; None when it may be sent now."""
    within = sorted(at for at in made_at if at > now - HOUR)
    return within[-WISHES_PER_HOUR] + HOUR if len(within) >= WISHES_PER_HOUR else None
