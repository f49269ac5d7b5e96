"""A server at the venue holds the rows of its fair: whole, in pieces, twice, late; and tells what happened there."""

import datetime as dt

import pytest
from django.db import connection

from checkin.models import Upstream
from checkin.queries.replica import page
from checkin.replica import PARTS
from checkin.services.joining import Joined, join
from checkin.services.replica import take_page
from checkin.services.sync import Kept, Undo, take
from directory.models import Person
from fairs.models import Fair
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)


def contents() -> dict[str, list]:
    """All that travels, as it stands."""
    found = {}
    with connection.cursor() as cursor:
        for part in PARTS:
            columns = ", ".join(f'"{one.column}"' for one in part.fields if one.name != "id" or part.changed == "")
            cursor.execute(f'SELECT {columns} FROM "{part.table}" ORDER BY 1, 2')
            found[part.table] = cursor.fetchall()
        cursor.execute(
            "SELECT checkin_list_id, registration_id, gate_id, nonce, at FROM checkin_admission ORDER BY 1, 2"
        )
        found["admissions"] = cursor.fetchall()
    return found


def pages(fair, since=None, most=7):
    made, place = [], None
    while True:
        one = page(fair.pk, since=since, place=place, most=most)
        made.append(one)
        place = one.following
        if place is None:
            return made


def become_a_hall(fair) -> Upstream:
    """This database is emptied and is the hall server's from now on."""
    tables = {part.table for part in PARTS} | {"checkin_admission"}
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    return join("http://upstream.example", Joined("phh_key", "Laptop", fair.pk, fair.name_vi, []))


@pytest.fixture
def fair():
    fair = make_fair()
    day = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=3))
    devices = [make_device(make_gate(fair, code), day) for code in ("A", "B")]
    badges = [make_badge(make_registration(fair, make_person(full_name=f"Nguyễn \n {n}"))) for n in range(9)]
    for number, badge in enumerate(badges[:5]):
        scan = kept(devices[number % 2], number + 1, badge.code, now() - dt.timedelta(minutes=30 - number))
        take(post_of(devices[number % 2]), Kept([scan]), now=now())
    take(
        post_of(devices[1]),
        Kept(undone=[Undo(f"{devices[1].pk}-offline-00002", now() - dt.timedelta(minutes=29), 0)]),
        now=now(),
    )
    return fair


def test_the_rows_of_a_fair_travel_in_pieces_and_twice(fair):
    other = make_fair()
    make_badge(make_registration(other))
    before = None
    made = pages(fair)
    assert len(made) > 5
    Fair.objects.filter(pk=fair.pk).update(bank_bin="", bank_name="", bank_account="", bank_account_name="")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(token_bits, 'hex'), code, registration_id FROM booking_badge WHERE fair_id = %s ORDER BY 1",
            [fair.pk],
        )
        badges = cursor.fetchall()
        cursor.execute("SELECT nonce, verdict, scanned_at, annulled_at, device_id FROM checkin_scan ORDER BY 1")
        scans = cursor.fetchall()
        cursor.execute("SELECT registration_id, nonce, at FROM checkin_admission ORDER BY 1")
        admissions = cursor.fetchall()
    upstream = become_a_hall(fair)
    for one in made:
        take_page(upstream, one, now=now())
    before = contents()
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(token_bits, 'hex'), code, registration_id FROM booking_badge ORDER BY 1")
        assert cursor.fetchall() == badges
        cursor.execute("SELECT nonce, verdict, scanned_at, annulled_at, device_id FROM checkin_scan ORDER BY 1")
        assert cursor.fetchall() == scans
        cursor.execute("SELECT registration_id, nonce, at FROM checkin_admission ORDER BY 1")
        assert cursor.fetchall() == admissions
    assert len(admissions) == 4
    assert Person.objects.exclude(email="", phone="").count() == 0
    for one in [*reversed(made), *made]:
        take_page(upstream, one, now=now())
    assert contents() == before
    upstream.refresh_from_db()
    assert (upstream.pulling, upstream.pulled_cursor) == (None, made[0].upto)
