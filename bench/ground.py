"""What a workload stands on, as rows; run as a process of its own (`python -m bench.ground KIND …`), prints facts as JSON."""

import argparse
import datetime as dt
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from django.db import connection  # noqa: E402 -- app ready

from accounts.roles import Role  # noqa: E402 -- app ready
from badges.codes import new_code  # noqa: E402 -- app ready
from badges.tokens import new_badge_id  # noqa: E402 -- app ready
from bench.costs import parent_of  # noqa: E402 -- app ready
from booking.keys import token_of  # noqa: E402 -- app ready
from booking.models import Badge, Booking, Meeting, MeetingParticipant, Registration  # noqa: E402 -- app ready
from booking.states import LIVE_MEETING_STATES  # noqa: E402 -- app ready
from checkin.models import Admission, Scan  # noqa: E402 -- app ready
from checkin.services.devices import add_device  # noqa: E402 -- app ready
from directory.models import Person  # noqa: E402 -- app ready
from fairs.models import Booth, Hall  # noqa: E402 -- app ready
from kernel.clock import now  # noqa: E402 -- app ready
from tests.factories.crowd import make_crowd  # noqa: E402 -- app ready
from tests.factories.door import make_device  # noqa: E402 -- app ready
from tests.factories.fair import (  # noqa: E402 -- app ready
    make_checkin_list,
    make_fair,
    make_gate,
    make_hall,
    make_slots,
    make_tables,
)
from tests.factories.meetings import make_maker, make_sourcer  # noqa: E402 -- app ready
from tests.factories.people import bearer, make_member  # noqa: E402 -- app ready
from tests.factories.visits import make_badges  # noqa: E402 -- app ready
from tests.factories.wishes import make_many_wishes  # noqa: E402 -- app ready

BATCH = 2000
GEOMETRY = {
    "features": [
        {
            "kind": "column",
            "x": x,
            "y": y,
            "width": 60,
            "depth": 60,
            "label_vi": "",
            "label_en": "",
            "label_ja": "",
            "gate": "",
        }
        for x in range(1200, 12000, 1200)
        for y in range(1200, 5000, 1200)
    ]
}


def door(badges: int, lists: int) -> dict[str, Any]:
    """`badges` visitors, every second with a phone (signed text), the others with paper (code); `lists` of the door."""
    fair = make_fair(starts_on=now().date())
    make_hall(fair)
    people = Person.objects.bulk_create(
        (
            Person(full_name=f"Nguyễn Văn {n}", email=f"v{n}@mail.example", company_name="Cơ khí Đông Anh")
            for n in range(badges)
        ),
        batch_size=BATCH,
    )
    registrations = Registration.objects.bulk_create(
        (Registration(fair=fair, person=person, state="complete", consented_at=now()) for person in people),
        batch_size=BATCH,
    )
    made = Badge.objects.bulk_create(
        (
            Badge(
                fair=fair, registration=one, token_bits=new_badge_id(), code=new_code(),
                not_after=now() + dt.timedelta(days=3),
            )
            for one in registrations
        ),
        batch_size=BATCH,
    )  # fmt: skip
    staff = make_member(fair.organisation, Role.DOOR)
    doors = [make_checkin_list(fair, name=f"List {n}") for n in range(lists)]
    return {
        "fair": fair.slug,
        "gate": make_gate(fair).public_id,
        "lists": [one.public_id for one in doors],
        "texts": [token_of(badge) if place % 2 else badge.code for place, badge in enumerate(made)],
        "headers": bearer(staff, "scan"),
    }


def devices(badges: int, texts: int) -> dict[str, Any]:
    """`badges` visitors, four devices of one list, the texts of `texts` badges: every second signed, the others codes."""
    fair = make_fair(starts_on=now().date())
    checkin_list = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=6))
    made = [make_device(make_gate(fair, f"G{number}"), checkin_list) for number in range(4)]
    people = make_badges(fair, badges)
    return {
        "list": checkin_list.public_id,
        "keys": [device.key for device in made],
        "at": (now() - dt.timedelta(hours=1)).isoformat(),
        "texts": [token_of(badge) if place % 2 else badge.code for place, badge in enumerate(people[:texts])],
    }


def camera(badges: int) -> dict[str, Any]:
    """A device's code, a list that opens a badge's way in once and again, and what `badges` visitors hold up."""
    fair = make_fair(starts_on=now().date())
    day = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=6))
    staff = make_member(fair.organisation, Role.MANAGER)
    _device, code = add_device(
        fair, name="Camera", gate=make_gate(fair), checkin_lists=[day], actor_id=staff.pk, now=now()
    )
    people = make_badges(fair, badges)
    texts = [token_of(badge) if place % 2 else badge.code for place, badge in enumerate(people)]
    return {"code": code, "texts": texts}


def door_after() -> dict[str, Any]:
    verdicts = Counter(Scan.objects.values_list("verdict", flat=True))
    return {"admissions": Admission.objects.count(), "verdicts": dict(verdicts)}


def floor(booths: int, bookers: int, sold: int) -> dict[str, Any]:
    """One hall with `booths` booths, `sold` of them contracted; `bookers` firms with a token each."""
    fair = make_fair(holds_per_company=1000)
    hall = make_hall(fair)
    Hall.objects.filter(pk=hall.pk).update(geometry=GEOMETRY)
    made = Booth.objects.bulk_create(
        Booth(
            fair=fair, hall=hall, code=f"{chr(65 + n // 40)}{n % 40 + 1:02}", row=chr(65 + n // 40), number=n % 40 + 1,
            x_cm=n % 40 * 300, y_cm=n // 40 * 600, width_cm=300, depth_cm=300, zone_vi="Cơ khí chính xác",
            zone_en="Precision machining", zone_ja="精密加工",
        )
        for n in range(booths)
    )  # fmt: skip
    crowd = make_crowd(max(bookers, sold))
    Booking.objects.bulk_create(
        Booking(
            fair=fair, booth=booth, company=one.company, booked_by=one.user, state="confirmed",
            fascia_name=f"CƠ KHÍ CHÍNH XÁC {booth.code}", submitted_at=now(),
        )
        for booth, one in zip(made[:sold], crowd, strict=False)
    )  # fmt: skip
    return {
        "fair": fair.slug,
        "hall": hall.public_id,
        "booths": [booth.public_id for booth in made[sold:]],
        "tokens": [one.secret for one in crowd[:bookers]],
    }


def floor_after() -> dict[str, Any]:
    live = Booking.objects.filter(state="draft").values_list("booth_id", flat=True)
    return {"holds": len(live), "booths_held": len(set(live))}


def meetings(people: int, wishes: int) -> dict[str, Any]:
    """`people` buyers and as many makers, and `wishes` between them over four times each; who accepts has a token."""
    fair = make_fair(starts_on=now().date() + dt.timedelta(days=30))
    slots = make_slots(fair, 96, minutes=5)
    make_tables(fair, max(4, people))
    buyers = [make_sourcer(fair) for _ in range(people)]
    makers = [make_maker(fair) for _ in range(people)]
    made = make_many_wishes(fair, buyers, makers, slots, wishes, slots_each=4)
    places = {maker.user.pk: place for place, maker in enumerate(makers)}
    return {
        "fair": fair.slug,
        "wishes": [(wish.public_id, places[accepter.user.pk]) for wish, accepter in made],
        "headers": [bearer(maker.user, "meet") for maker in makers],
        "deadlocks": _deadlocks(),
    }


def _deadlocks() -> int:
    """As PostgreSQL counts them since this database was made; the tests' own has seen some, made on purpose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        counted: int = cursor.fetchone()[0]
    return counted


def meetings_after() -> dict[str, Any]:
    live = Meeting.objects.filter(state__in=LIVE_MEETING_STATES)
    seats = MeetingParticipant.objects.filter(live=True)
    places = Counter(live.values_list("table_id", "slot_id")), Counter(seats.values_list("person_id", "slot_id"))
    sides = Counter(seats.values_list("meeting_id", flat=True))
    return {
        "meetings": live.count(),
        "seats": seats.count(),
        "overlaps": sum(count - 1 for counts in places for count in counts.values()),
        "half": sum(count != 2 for count in sides.values()),
        "deadlocks": _deadlocks(),
    }


def bare(badges: int) -> dict[str, Any]:
    """What the bare view of `bench.bare` looks at and writes: tables of its own, as small as they can be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TABLE bench_person (id bigint PRIMARY KEY, full_name text NOT NULL);
            CREATE TABLE bench_badge (
                id bigint PRIMARY KEY, code text NOT NULL UNIQUE, person_id bigint NOT NULL REFERENCES bench_person
            );
            CREATE TABLE bench_look (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, badge_id bigint NOT NULL REFERENCES bench_badge,
                nonce text NOT NULL UNIQUE, at timestamptz NOT NULL
            );
            INSERT INTO bench_person SELECT n, 'Nguyễn Văn ' || n FROM generate_series(0, %(last)s) n;
            INSERT INTO bench_badge SELECT n, 'B' || n, n FROM generate_series(0, %(last)s) n;
            """,
            {"last": badges - 1},
        )
    return {}


def bare_after() -> dict[str, Any]:
    """The looks it counted; its tables go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_look")
        looks: int = cursor.fetchone()[0]
        cursor.execute("DROP TABLE bench_look, bench_badge, bench_person")
    return {"looks": looks}


def answer(arguments: Sequence[str]) -> dict[str, Any]:
    """The facts of one kind, laid or looked at: `["door", "20000", "2"]`."""
    kinds = {"door": door, "door-after": door_after, "floor": floor, "floor-after": floor_after}
    kinds |= {
        "bare": bare,
        "bare-after": bare_after,
        "camera": camera,
        "devices": devices,
        "meetings": meetings,
        "meetings-after": meetings_after,
    }
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("numbers", type=int, nargs="*")
    chosen = parser.parse_args(arguments)
    facts = kinds[chosen.kind](*chosen.numbers)
    if not chosen.kind.endswith("-after"):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # or the database's own housekeeping would fall into the run
            cursor.execute("SELECT pg_backend_pid()")
            facts["database_process"] = parent_of(cursor.fetchone()[0])
    return facts


if __name__ == "__main__":
    json.dump(answer(sys.argv[1:]), sys.stdout)
