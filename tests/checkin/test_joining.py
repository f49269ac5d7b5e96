"""A computer at the venue and its fair: joined for one fair alone, and what each hears of the other."""

import datetime as dt

import pytest

from checkin.access.hall_servers import HallPost
from checkin.errors import NotEmpty
from checkin.models import Device, HallServer, Scan, Upstream
from checkin.queries.replica import page
from checkin.queries.unsent import next_bundle, unsent
from checkin.replica import FIRST_OWN_ID
from checkin.services.hall_servers import add_hall_server
from checkin.services.hall_words import DeviceHealth, HallHealth, HallWords, take_from_hall
from checkin.services.joining import Joined, join
from kernel.clock import now
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
IMPOSSIBLE = 2**60  # no transaction of this database has that number


def upstream_of(fair, **fields):
    return Upstream.objects.create(
        pk=1, site="http://fair.example", key="phh_old", name="Laptop", fair_number=fair.pk, fair_name=fair.name_vi, **fields
    )  # fmt: skip


def test_joining_the_same_fair_again_changes_the_key_and_keeps_how_far_it_is():
    fair = make_fair()
    upstream_of(fair, pulled_cursor=700, pushed_cursor=800, trouble="http_403", trouble_since=now())
    joined = join("https://fair.example", Joined("phh_new", "Laptop B", fair.pk, fair.name_vi, [{"id": 1}]))
    upstream = Upstream.objects.get()
    assert (joined.pk, upstream.key, upstream.name, upstream.site) == (1, "phh_new", "Laptop B", "https://fair.example")
    assert (upstream.pulled_cursor, upstream.pushed_cursor, upstream.badge_keys) == (700, 800, [{"id": 1}])
    assert (upstream.trouble, upstream.trouble_since) == ("", None)


def test_a_computer_that_serves_one_fair_joins_no_other():
    fair = make_fair()
    another = Joined("phh_x", "Laptop", fair.pk + 1, "Another", [])
    with pytest.raises(NotEmpty):
        join("http://fair.example", another)
    assert not Upstream.objects.exists()
    upstream_of(fair)
    fair.delete()  # joined, and nothing pulled yet
    with pytest.raises(NotEmpty):
        join("http://fair.example", another)
    assert Upstream.objects.get().key == "phh_old"


def test_a_cursor_of_another_database_begins_anew_and_loses_nothing():
    """The database was restored from a copy: its transactions are counted from elsewhere."""
    fair = make_fair()
    gate, day = make_gate(fair), make_checkin_list(fair)
    device, at = make_device(gate, day), now()
    Scan.objects.create(
        pk=FIRST_OWN_ID + 1, fair=fair, checkin_list=day, gate=gate, device=device, device_seq=1, nonce="own-scan-1",
        direction="entry", verdict="unknown", scanned_at=at,
    )  # fmt: skip
    whole = page(fair.pk, since=None, most=10_000)
    assert "checkin_scan" in [piece.table for piece in whole.pieces]
    assert page(fair.pk, since=IMPOSSIBLE, most=10_000).pieces == whole.pieces
    upstream = upstream_of(fair, pushed_cursor=IMPOSSIBLE)
    assert unsent(upstream) == 1
    assert [scan["nonce"] for scan in next_bundle(upstream).words["scans"]] == ["own-scan-1"]


def test_a_hall_server_tells_how_its_devices_are_and_the_newest_word_counts():
    fair, other, at = make_fair(), make_fair(), now()
    one, two = (make_device(make_gate(fair, code)) for code in "AB")
    elsewhere = make_device(make_gate(other))
    Device.objects.filter(pk=two.pk).update(seen_at=at, unsent=1)
    hall, _ = add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=at)
    ago = at - dt.timedelta(minutes=5)
    words = HallWords(
        devices=[
            DeviceHealth(
                one.public_id, at + dt.timedelta(hours=1), unsent=7, battery=43, snapshot_at=ago, clock_offset_ms=-200
            ),
            DeviceHealth(two.public_id, ago, unsent=99),
            DeviceHealth(elsewhere.public_id, at, unsent=99),
        ],
        health=HallHealth(unsent=5, pulled_at=ago),
    )
    assert take_from_hall(HallPost(hall.pk, fair.pk, is_revoked=False), words, now=at) == []
    heard = Device.objects.values_list("seen_at", "unsent", "battery", "snapshot_at", "clock_offset_ms")
    assert heard.get(pk=one.pk) == (at, 7, 43, ago, -200), "a clock that is ahead is cut to now"
    assert heard.get(pk=two.pk)[:2] == (at, 1)
    assert heard.get(pk=elsewhere.pk)[:2] == (None, None)
    assert HallServer.objects.values_list("unsent", "pulled_at", "seen_at").get() == (5, ago, at)
