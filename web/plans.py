"""From the booths of the queries to the drawing of the plan, and the words of each booth."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from fairs.models import Hall
from web import wording
from web.plan import Drawing, Spot, draw, features_of
from web.plates import BOOTH_STATES, STATE_LOOKS


def look_of(state: str) -> str:
    """`mine` stays; the states of the database become the six looks."""
    return BOOTH_STATES.get(state, state)


def hall_drawing(hall: Hall, rows: Iterable[Mapping[str, Any]], *, selected: str = "", around: str = "") -> Drawing:
    """A hall with its booths as `booking.queries.booths.plan_booths` gives them."""
    language = (get_language() or "vi")[:2]
    features = features_of(hall.geometry, language)
    spots = [spot_of(row) for row in rows]
    return draw(hall.width_cm, hall.depth_cm, features, spots, selected=selected, around=around)


def spot_of(row: Mapping[str, Any]) -> Spot:
    look = "mine" if row["mine"] else look_of(str(row["state"]))
    return Spot(
        code=row["code"],
        x=row["x_cm"],
        y=row["y_cm"],
        width=row["width_cm"],
        depth=row["depth_cm"],
        look=look,
        label=booth_words(row, look),
        name=row["exhibitor"] or "",
    )


def area_words(width_cm: int, depth_cm: int) -> str:
    """`9 m²`."""
    language = (get_language() or "vi")[:2]
    return f"{wording.plain_decimal(width_cm * depth_cm / 10_000, language, 1)} m²"


def size_words(width_cm: int, depth_cm: int) -> str:
    """`4 × 3 m`."""
    language = (get_language() or "vi")[:2]
    width, depth = (wording.plain_decimal(side / 100, language, 2) for side in (width_cm, depth_cm))
    return f"{width} × {depth} m"


def sides_words(open_sides: int) -> str:
    """`one open side`: inline, corner, peninsula, island."""
    return {
        1: pgettext("booth", "one open side"),
        2: pgettext("booth", "two open sides"),
        3: pgettext("booth", "three open sides"),
        4: pgettext("booth", "four open sides"),
    }[open_sides]


def booth_words(row: Mapping[str, Any], look: str) -> str:
    """What a reader hears on a booth: code, size, sides, state, who stands there."""
    words = [
        str(row["code"]),
        area_words(row["width_cm"], row["depth_cm"]),
        sides_words(row["open_sides"]),
        _(STATE_LOOKS[look][1]),
    ]
    if row["exhibitor"]:
        words.append(str(row["exhibitor"]))
    return ", ".join(words)


def free_words(number: int) -> str:
    return ngettext("%(n)s booth free", "%(n)s booths free", number) % {"n": number}
