"""A server at the venue holds the rows of its fair: whole, in pieces, twice, late; and tells what happened there."""

import datetime as dt
import json
import random
from dataclasses import replace
from itertools import count

import pytest
from django.db import connection
from django.db.models import ForeignKey

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.keys import key_ring, token_of
from booking.models import Badge, Registration, StockBadge, StockBatch
from booking.services.exhibitor_passes import PassGiven, add_places, give_pass
from booking.services.registrations import withdraw_registration
from booking.states import PassKind
from checkin.access.hall_servers import HallPost
from checkin.access.posts import device_of_key
from checkin.keys import digest_of
from checkin.models import Admission, CheckinList, Device, Gate, HallEnrolment, Scan, Upstream
from checkin.queries.merges import merge_report
from checkin.queries.replica import page
from checkin.queries.unsent import next_bundle, unsent
from checkin.replica import FIRST_OWN_ID, PARTS
from checkin.rules import merging
from checkin.services.devices import add_device, enrol
from checkin.services.hall_servers import add_hall_server
from checkin.services.hall_words import HallAnnulment, HallCode, HallWords, take_from_hall
from checkin.services.joining import Joined, join
from checkin.services.replica import note_told, take_page
from checkin.services.scans import ScanRequest, scan_badge
from checkin.services.sync import Kept, Undo, take
from directory.models import Person
from fairs.models import Exhibitor, Fair
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.hall import hall_scan
from tests.factories.people import make_company, make_person, make_user
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
def _low_numbers():
    """What these tests make of the database, a hall server, the next test must not find: ids begin anew."""
    yield
    with connection.cursor() as cursor:
        for table in (*(part.table for part in PARTS), HallEnrolment._meta.db_table):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1, false)", [table])


@pytest.fixture
def fair(_low_numbers):
    fair = make_fair()
    day = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=3))
    devices = [make_device(make_gate(fair, code), day) for code in ("A", "B")]
    badges = [
        make_badge(make_registration(fair, make_person(full_name=f"Nguyễn \n {n}", company=make_company())))
        for n in range(9)
    ]
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
    assert Person.objects.exclude(email="").count() == 0
    assert all(len(phone) <= 6 for phone in Person.objects.values_list("phone", flat=True))
    assert not Person.objects.filter(search_text__contains="@").exists()
    for one in [*reversed(made), *made]:
        take_page(upstream, one, now=now())
    assert contents() == before
    upstream.refresh_from_db()
    assert (upstream.pulling, upstream.pulled_cursor) == (None, made[0].upto)


def test_a_row_before_the_one_it_speaks_of_waits_for_the_next_pull(fair):
    made = pages(fair, most=10_000)
    upstream = become_a_hall(fair)
    (whole,) = made
    people = [piece for piece in whole.pieces if piece.table == "directory_person"]
    others = [piece for piece in whole.pieces if piece.table != "directory_person"]
    take_page(upstream, replace(whole, pieces=others), now=now())
    assert (Registration.objects.count(), Badge.objects.count(), Gate.objects.count()) == (0, 0, 2)
    take_page(upstream, replace(whole, pieces=people), now=now())
    take_page(upstream, whole, now=now())
    assert (Registration.objects.count(), Badge.objects.count(), Admission.objects.count()) == (9, 9, 4)


def test_what_changed_comes_and_what_is_gone_goes(fair):
    first = pages(fair, most=10_000)[0]
    device = Device.objects.order_by("pk")[0]
    extra = make_checkin_list(fair, name="Danh sách khác", opens_at=now() - dt.timedelta(hours=1))
    device.checkin_lists.set([extra])
    Badge.objects.filter(pk=Badge.objects.order_by("pk")[0].pk).update(state="revoked", ended_at=now())
    Gate.objects.create(fair=fair, code="C", name_vi="Cổng C").delete()
    newcomer = make_badge(make_registration(fair))
    second = pages(fair, since=first.upto, most=10_000)[0]
    badges = next(piece for piece in second.pieces if piece.table == "booking_badge")
    assert badges.rows.count('"id"') <= 2 + 9  # what was written in one transaction with the first page may come again
    upstream = become_a_hall(fair)
    take_page(upstream, first, now=now())
    take_page(upstream, second, now=now())
    assert list(Device.objects.get(pk=device.pk).checkin_lists.values_list("name_vi", flat=True)) == ["Danh sách khác"]
    assert Badge.objects.filter(state="revoked").count() == 1
    assert Badge.objects.get(pk=newcomer.pk).code == newcomer.code


def test_a_true_token_nobody_knows_yet_opens_and_becomes_the_true_persons(fair, settings):
    day, device = CheckinList.objects.get(), Device.objects.order_by("pk")[0]
    device.key = "phd_stranger"
    Device.objects.filter(pk=device.pk).update(key_digest=digest_of(device.key))
    first = pages(fair, most=10_000)[0]
    late = make_badge(make_registration(fair, make_person(full_name="Đến Sau")))
    token = token_of(late)
    second = pages(fair, since=first.upto, most=10_000)[0]
    upstream = become_a_hall(fair)
    settings.HALL_SERVER = True
    Upstream.objects.update(badge_keys=[{"id": key.key_id, "public": key.public.hex()} for key in key_ring()])
    take_page(upstream, first, now=now())
    place = post_of(device).at(day.public_id)
    told = [scan_badge(place, ScanRequest(token, f"stranger-{n}", seq=50 + n), now=now()).verdict for n in range(2)]
    assert told == ["ok", "already_in"]
    assert Scan.objects.get(nonce="stranger-0").badge_id >= FIRST_OWN_ID
    bundle = next_bundle(upstream)
    assert [scan["badge"] for scan in bundle.words["scans"]] == [bytes(late.token_bits).hex()] * 2
    take_page(upstream, second, now=now())
    assert Scan.objects.get(nonce="stranger-0").badge_id == late.pk
    assert Admission.objects.get(nonce="stranger-0").registration_id == late.registration_id
    assert not Badge.objects.filter(pk__gte=FIRST_OWN_ID).exists()
    assert not Person.objects.filter(pk__gte=FIRST_OWN_ID).exists()
    forged = token[:-1] + ("1" if token.endswith("0") else "0")
    refused = scan_badge(place, ScanRequest(forged, "forged-01", seq=60), now=now())
    assert refused.verdict == "unknown"


def test_contractors_and_staff_are_let_in_by_a_hall_that_is_cut_off_and_those_given_a_pass_meanwhile_after_the_next_pull(
    fair, settings
):
    day, device = CheckinList.objects.get(), Device.objects.order_by("pk")[0]
    hour = dt.timedelta(hours=1)
    building = make_checkin_list(
        fair, name="Dựng gian", opens_at=now() - hour, closes_at=now() + hour, roles=["crew", "exhibitor"]
    )
    device.checkin_lists.set([day, building])
    device.key = "phd_cut"
    Device.objects.filter(pk=device.pk).update(key_digest=digest_of(device.key))
    firm, user = make_company(), make_user()
    exhibitor = Exhibitor.objects.create(fair=fair, company=firm, fascia_name="Cơ khí Đông Anh")
    for kind in PassKind:
        add_places(exhibitor, kind=kind, extra=2, reason="Gian lớn", actor_id=user.pk)

    def given(name, kind, plate=""):
        who = PassGiven(full_name=name, vehicle_plate=plate, has_consented=True)
        return give_pass(exhibitor, who, kind=kind, actor_id=user.pk)

    def code_of(registration):
        return Badge.objects.get(registration=registration).code

    driver, seller = given("Lê Văn Tám", PassKind.CREW, "29C-123.45"), given("Trần Thị Hoa", PassKind.STAFF)
    visitor = Badge.objects.order_by("pk")[8].code
    first = pages(fair, most=10_000)[0]
    late = {kind: given(f"Đến sau {kind}", kind, "30F-000.11") for kind in (PassKind.CREW, PassKind.STAFF)}
    codes = {"driver": code_of(driver), "seller": code_of(seller), **{kind: code_of(one) for kind, one in late.items()}}
    withdraw_registration(seller, actor_id=user.pk)
    second = pages(fair, since=first.upto, most=10_000)[0]
    upstream = become_a_hall(fair)
    settings.HALL_SERVER = True
    take_page(upstream, first, now=now())
    numbers = count(50)

    def scan(the_list, code):
        seq = next(numbers)
        look = ScanRequest(code, f"cut-off-{seq:03}", seq=seq)
        told = scan_badge(post_of(device).at(the_list.public_id), look, now=now())
        return told.verdict, told.note, told.role, told.vehicle_plate

    assert scan(building, codes["driver"]) == ("ok", "", "crew", "29C-123.45")
    assert scan(day, codes["driver"]) == ("wrong_zone", "crew_elsewhere", "crew", "29C-123.45")
    assert scan(building, visitor)[:2] == ("wrong_zone", "")
    assert scan(day, codes["seller"]) == ("ok", "", "exhibitor", "")
    assert scan(building, codes["seller"])[:3] == ("ok", "", "exhibitor")
    assert [scan(building, codes[kind])[0] for kind in late] == ["unknown", "unknown"]
    assert [scan["verdict"] for scan in next_bundle(upstream).words["scans"]] == [
        "ok", "wrong_zone", "wrong_zone", "ok", "ok", "unknown", "unknown",
    ]  # fmt: skip
    take_page(upstream, second, now=now())
    assert scan(building, codes[PassKind.CREW]) == ("ok", "", "crew", "30F-000.11")
    assert scan(day, codes[PassKind.CREW])[:2] == ("wrong_zone", "crew_elsewhere")
    assert scan(day, codes[PassKind.STAFF])[:3] == ("ok", "", "exhibitor")
    assert scan(day, codes["seller"])[0] == "revoked"
    CheckinList.objects.filter(pk=building.pk).update(opens_at=now() + hour, closes_at=now() + 2 * hour)
    assert scan(day, codes["driver"])[:2] == ("not_yet_valid", "crew_hours")
    assert {scan.badge_id is None for scan in Scan.objects.filter(verdict="unknown")} == {True}


def test_what_was_told_and_comes_back_is_not_told_again(fair, settings):
    day, device, badge = CheckinList.objects.get(), Device.objects.order_by("pk")[0], Badge.objects.order_by("-pk")[0]
    device.key = "phd_told"
    Device.objects.filter(pk=device.pk).update(key_digest=digest_of(device.key))
    first = pages(fair, most=10_000)[0]
    upstream = become_a_hall(fair)
    settings.HALL_SERVER = True
    take_page(upstream, first, now=now())
    scan_badge(post_of(device).at(day.public_id), ScanRequest(badge.code, "told-0001", seq=80), now=now())
    for is_last in (False, True):
        bundle = next_bundle(upstream)
        assert bundle.is_empty is is_last
        note_told(bundle, refused={}, keys=[], clock_offset_ms=0, now=now())
        upstream.refresh_from_db()
    assert unsent(upstream) == 0
    (back,) = [piece for piece in pages(fair, most=10_000)[0].pieces if piece.table == "checkin_scan"]
    rows = [row | {"id": row["id"] % FIRST_OWN_ID + 1000} for row in json.loads(back.rows)]
    take_page(upstream, replace(first, pieces=[replace(back, rows=json.dumps(rows))]), now=now())
    assert next_bundle(upstream).is_empty
    moved = [
        row | {"scanned_at": (now() - dt.timedelta(minutes=9)).isoformat()}
        for row in rows
        if row["nonce"] == "told-0001"
    ]
    take_page(upstream, replace(first, pieces=[replace(back, rows=json.dumps(moved))]), now=now())
    assert Admission.objects.get(nonce="told-0001").at < now() - dt.timedelta(minutes=8)


def test_a_blank_badge_given_at_the_door_is_told_by_its_bits_and_becomes_the_persons(fair, settings):
    day, device = CheckinList.objects.get(), Device.objects.order_by("pk")[0]
    device.key = "phd_blank"
    Device.objects.filter(pk=device.pk).update(key_digest=digest_of(device.key))
    blank = StockBadge.objects.create(
        fair=fair, batch=StockBatch.objects.create(fair=fair), token_bits=new_badge_id(), code=new_code()
    )
    first = pages(fair, most=10_000)[0]
    bound = make_badge(make_registration(fair))
    Badge.objects.filter(pk=bound.pk).update(token_bits=blank.token_bits, code=blank.code)
    StockBadge.objects.update(badge=bound)
    second = pages(fair, since=first.upto, most=10_000)[0]
    upstream = become_a_hall(fair)
    settings.HALL_SERVER = True
    take_page(upstream, first, now=now())
    told = kept(device, 70, blank.code, now(), checkin_list=day.public_id)
    for _ in range(2):
        take(post_of(device), Kept([told]), now=now())
    assert next_bundle(upstream).words["scans"][0]["badge"] == bytes(blank.token_bits).hex()
    assert Admission.objects.get(nonce=told.nonce).registration_id >= FIRST_OWN_ID
    take_page(upstream, second, now=now())
    assert Scan.objects.get(nonce=told.nonce).badge_id == bound.pk
    assert Admission.objects.get(nonce=told.nonce).registration_id == bound.registration_id
    assert not Badge.objects.filter(pk__gte=FIRST_OWN_ID).exists()


def test_a_device_let_in_here_stays_in_although_the_fairs_server_does_not_know_yet(fair, settings):
    day, gate = CheckinList.objects.get(), Gate.objects.order_by("pk")[0]
    phone, code = add_device(fair, name="Máy mới", gate=gate, checkin_lists=[day], actor_id=make_user().pk, now=now())
    page_of_fair = pages(fair, most=10_000)[0]
    upstream = become_a_hall(fair)
    take_page(upstream, page_of_fair, now=now())
    settings.HALL_SERVER = True
    _, key = enrol(code, now=now())
    take_page(upstream, page_of_fair, now=now())
    assert device_of_key(key) is not None
    (word,) = next_bundle(upstream).words["codes"]

    settings.HALL_SERVER = False  # and now this is the fair's server, which has not heard of it
    HallEnrolment.objects.all().delete()
    Device.objects.filter(pk=phone.pk).update(key_digest=None, enrolled_at=None)
    at = dt.datetime.fromisoformat
    told = HallCode(**word | {"code_expires_at": at(word["code_expires_at"]), "at": at(word["at"])})
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())
    post = HallPost(hall.pk, fair.pk, is_revoked=False)
    for _ in range(2):
        take_from_hall(post, HallWords(codes=[told]), now=now())
    assert device_of_key(key).device_id == phone.pk
    Device.objects.filter(pk=phone.pk).update(revoked_at=now(), key_digest=None)
    take_from_hall(post, HallWords(codes=[told]), now=now())
    assert device_of_key(key) is None


@pytest.mark.parametrize("seed", range(3))
def test_two_hall_servers_and_the_devices_themselves_in_any_order_and_twice(fair, seed):
    """Each scan is told by a hall server, by the device, or by both; the end is one, and is what the pure rule says."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE checkin_scan, checkin_admission, checkin_annulment")
    chance = random.Random(seed)
    devices = list(Device.objects.order_by("pk"))
    for number, device in enumerate(devices):
        device.key = f"phd_again-{number}"
        Device.objects.filter(pk=device.pk).update(key_digest=digest_of(device.key))
    badges = list(Badge.objects.order_by("pk"))
    began = now() - dt.timedelta(hours=1)
    scans = []
    for number in range(1, 25):
        device = devices[number % 2]
        badge = chance.choice(badges)
        scans.append((device, badge, began + dt.timedelta(seconds=60 * chance.randrange(30)), number))
    posts = [
        HallPost(
            add_hall_server(fair, name=f"Laptop {n}", actor_id=make_user().pk, now=now())[0].pk,
            fair.pk,
            is_revoked=False,
        )
        for n in range(2)
    ]
    acts = []
    for device, badge, at, number in scans:
        told = hall_scan(device, badge, at, number)
        undone = (
            [HallAnnulment(device.public_id, told.nonce, "undo", at + dt.timedelta(seconds=20))]
            if number % 7 == 0
            else []
        )
        acts.append(
            lambda told=told, undone=undone: take_from_hall(chance.choice(posts), HallWords([told], undone), now=now())
        )
        if number % 3 == 0:
            same = kept(device, number, badge.code, at, nonce=told.nonce)
            acts.append(lambda device=device, same=same: take(post_of(device), Kept([same]), now=now()))
    for _ in range(2):
        chance.shuffle(acts)
        for act in acts:
            act()
    assert Scan.objects.count() == len(scans)
    standing = [
        merging.Entry(1, badge.registration_id, at, f"look-{device.pk}-{number:04}")
        for device, badge, at, number in scans
        if number % 7
    ]
    expected = {entry.registration: entry.nonce for entry in merging.admissions(standing).values()}
    assert dict(Admission.objects.values_list("registration_id", "nonce")) == expected
    assert len(merge_report(fair).doubles) == len(merging.doubles(standing))


def test_a_number_used_twice_is_given_anew_and_nothing_is_lost(fair):
    device, badge = Device.objects.order_by("pk")[0], Badge.objects.order_by("-pk")[0]
    taken = set(Scan.objects.filter(device=device).values_list("device_seq", flat=True))
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())
    told = [
        hall_scan(device, badge, now(), min(taken), nonce=f"another-{n}", public_id=f"another-{n}") for n in range(3)
    ]
    for _ in range(2):
        results = take_from_hall(HallPost(hall.pk, fair.pk, is_revoked=False), HallWords(told), now=now())
    assert [one.outcome for one in results] == ["repeated"] * 3
    numbers = sorted(Scan.objects.filter(device=device).values_list("device_seq", flat=True))
    assert len(set(numbers)) == len(taken) + 3
    elsewhere = [replace(one, device="nobody's", nonce=f"{one.nonce}-x") for one in told]
    results = take_from_hall(HallPost(hall.pk, fair.pk, is_revoked=False), HallWords(elsewhere), now=now())
    assert [one.problem for one in results] == ["not_of_this_fair"] * 3


def test_without_its_nonce_a_scan_that_is_told_again_counts_again(fair):
    """The twin: what makes repetition harmless is the nonce, and nothing else."""
    device, badge = Device.objects.order_by("pk")[0], Badge.objects.order_by("-pk")[0]
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())
    before = Scan.objects.count()
    for attempt in range(2):
        told = hall_scan(device, badge, now(), 90, nonce=f"attempt-{attempt}", public_id=f"attempt-{attempt}")
        take_from_hall(HallPost(hall.pk, fair.pk, is_revoked=False), HallWords([told]), now=now())
    assert Scan.objects.count() == before + 2
    assert len(merge_report(fair).doubles) == 1


def test_every_row_that_travels_finds_what_it_cannot_do_without():
    """A new table or key at the door must travel too: a row that always waits would never come."""
    travelling = {part.model for part in PARTS}
    for part in PARTS:
        for one in part.model._meta.concrete_fields:
            if isinstance(one, ForeignKey) and not one.null:
                assert one.related_model in travelling, f"{part.table}.{one.column}"
        for one in part.filled:
            assert one.unique or one.get_default() is not None, f"{part.table}.{one.column} has no value at the venue"
