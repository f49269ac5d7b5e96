"""What a schedule is made of, in memory alone: small facts, changed by whoever tests the pure parts."""

import datetime as dt

from booking.queries.schedule_facts import Facts, Standing, Wish
from fairs.models import Fair, Interpreter, MeetingSlot, MeetingTable

NOW = dt.datetime(2027, 3, 18, 1, 0, tzinfo=dt.UTC)  # 8 o'clock in Hanoi
LAN, MINH, HOA, TANAKA = 100, 200, 201, 300
BUYER, MAKER, TOKYO = 10, 20, 30
"""Lan buys for BUYER; Minh and Hoa are of MAKER, Tanaka of TOKYO, a maker too."""


def facts(**changes) -> Facts:
    """Four times a day apart in two days, two tables, nobody hindered, nothing wished and nothing standing."""
    fair = Fair(pk=1, timezone="Asia/Ho_Chi_Minh", walking_slots=0)
    slots = [
        MeetingSlot(pk=n + 1, fair=fair, index=n, starts_at=NOW + dt.timedelta(days=n // 2, hours=1 + n % 2))
        for n in range(4)
    ]
    given = {
        "fair": fair,
        "now": NOW,
        "slots": slots,
        "tables": [MeetingTable(pk=n, fair=fair, number=n) for n in (1, 2)],
        "interpreters": [],
        "meetings": {},
        "wishes": {},
        "people_of": {BUYER: [LAN], MAKER: [MINH, HOA], TOKYO: [TANAKA]},
        "language_of": {LAN: "vi", MINH: "vi", HOA: "vi", TANAKA: "ja"},
        "hindered": {},
        "blocked": frozenset(),
        "exhibitors": frozenset({MAKER, TOKYO}),
        "buyers": frozenset({BUYER}),
        "slot_of": {slot.pk: slot for slot in slots},
    } | changes
    for name in ("wishes", "meetings"):
        if not isinstance(given[name], dict):
            given[name] = {each.id: each for each in given[name]}
    return Facts(**given)


def a_wish(number: int, *, to: int = MAKER, **changes) -> Wish:
    """Of Lan to a firm, naming nobody, at every time."""
    given = {
        "id": number,
        "public_id": f"wish-{number}",
        "pair": (BUYER, to),
        "need_id": number,
        "from_person": LAN,
        "from_company": BUYER,
        "to_person": None,
        "to_company": to,
        "priority": 2,
        "is_must": False,
        "language": "vi",
        "slots": frozenset({1, 2, 3, 4}),
    } | changes
    return Wish(**given)


def a_meeting(number: int, *, slot: int = 1, table: int = 1, **changes) -> Standing:
    """Of Lan and Minh, confirmed, free to move."""
    given = {
        "id": number,
        "public_id": f"meeting-{number}",
        "request_id": 900 + number,
        "state": "confirmed",
        "pair": (BUYER, MAKER),
        "need_id": 900 + number,
        "slot_id": slot,
        "table_id": table,
        "interpreter_id": None,
        "is_locked": False,
        "sequence": 0,
        "people": {LAN: BUYER, MINH: MAKER},
        "wished_slots": frozenset({1, 2}),
        "priority": 1,
    } | changes
    return Standing(**given)


def an_interpreter(number: int = 1, *languages: str, days=()) -> Interpreter:
    return Interpreter(pk=number, code=f"PD{number}", languages=list(languages or ("vi-ja",)), days=list(days))
