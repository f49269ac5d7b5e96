"""Every verdict through the one statement, and what it leaves behind."""

import datetime as dt

import pytest

from accounts.roles import Role
from booking.keys import token_of
from checkin.models import Admission, Scan
from kernel.clock import now
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(client):
    """A fair with a gate, an open list, and a door guard logged in."""
    fair = make_fair()
    guard = make_member(fair.organisation, Role.DOOR)
    client.force_login(guard)

    class Door:
        def __init__(self):
            self.fair, self.gate, self.list, self.count = fair, make_gate(fair), make_checkin_list(fair), 0

        def scan(self, text, *, status=200, **fields):
            self.count += 1
            body = {"text": text, "nonce": f"nonce-{self.count:04}", "gate": self.gate.public_id}
            body |= {"checkin_list": self.list.public_id} | fields
            answer = client.post(f"/api/v1/fairs/{fair.slug}/scans/", body, content_type="application/json")
            assert answer.status_code == status, answer.content
            return answer.json()

    return Door()


def test_scan_welcomes_once_then_says_when_and_where(door):
    company = make_company("Cơ khí Đông Anh")
    badge = make_badge(make_registration(door.fair, make_person(company=company, full_name="Trần Thị Hoa")))
    first = door.scan(token_of(badge))
    assert (first["verdict"], first["full_name"], first["company"]) == ("ok", "Trần Thị Hoa", "Cơ khí Đông Anh")
    assert first["first_entry_at"] is None
    again = door.scan(badge.code)
    assert (again["verdict"], again["first_entry_gate"]) == ("already_in", door.gate.code)
    assert again["first_entry_at"] == first["scanned_at"]
    assert Admission.objects.count() == 1
    assert Scan.objects.count() == 2


def test_the_same_nonce_is_the_same_scan(door):
    badge = make_badge(make_registration(door.fair))
    first = door.scan(badge.code, nonce="same-nonce")
    again = door.scan(badge.code, nonce="same-nonce")
    assert (first["verdict"], again["verdict"]) == ("ok", "ok")
    assert (first["repeated"], again["repeated"], again["id"]) == (False, True, first["id"])
    assert again["first_entry_at"] is None
    assert (Scan.objects.count(), Admission.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("badge_state", "registration_state", "verdict"),
    [
        ("replaced", "complete", "replaced"),
        ("revoked", "complete", "revoked"),
        ("live", "withdrawn", "cancelled"),
        ("live", "erased", "cancelled"),
        ("live", "rejected", "blocked"),
        ("live", "pending", "unpaid"),
    ],
)
def test_scan_refuses_what_is_no_longer_valid(door, badge_state, registration_state, verdict):
    badge = make_badge(make_registration(door.fair, state=registration_state), state=badge_state, ended_at=now())
    assert door.scan(token_of(badge))["verdict"] == verdict
    assert (Scan.objects.get().verdict, Admission.objects.count()) == (verdict, 0)


def test_scan_refuses_times_zones_and_strangers(door):
    today = now().astimezone(dt.timezone(dt.timedelta(hours=7))).date()
    early = make_badge(make_registration(door.fair, days=[today + dt.timedelta(days=1)]))
    late = make_badge(make_registration(door.fair, days=[today - dt.timedelta(days=1)]))
    dead = make_badge(make_registration(door.fair), not_after=now() - dt.timedelta(minutes=1))
    foreign = make_badge(make_registration(make_fair()))
    assert door.scan(early.code)["verdict"] == "not_yet_valid"
    assert door.scan(late.code)["verdict"] == "expired"
    assert door.scan(token_of(dead))["verdict"] == "expired"
    assert door.scan(token_of(foreign))["verdict"] == "wrong_fair"
    assert door.scan(foreign.code)["verdict"] == "unknown"
    door.list.roles = ["exhibitor"]
    door.list.save()
    assert door.scan(make_badge(make_registration(door.fair)).code)["verdict"] == "wrong_zone"
    assert Admission.objects.count() == 0
    assert Scan.objects.count() == 6


def test_scan_refuses_before_and_after_the_list(door):
    badge = make_badge(make_registration(door.fair))
    door.list = make_checkin_list(door.fair, name="Mai", opens_at=now() + dt.timedelta(hours=1))
    assert door.scan(badge.code)["verdict"] == "not_yet_valid"
    past = now() - dt.timedelta(hours=1)
    door.list = make_checkin_list(door.fair, name="Qua", opens_at=past - dt.timedelta(hours=1), closes_at=past)
    assert door.scan(badge.code)["verdict"] == "expired"
    assert Admission.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "xin chào", "A" * 2000, "https://example.com/x", "javascript:alert(1)", "'; DROP TABLE booking_badge; --",
        "0" * 12, "%00", "🙂" * 100, "1" * 129,
    ],
)  # fmt: skip
def test_scan_of_anything_else_is_unknown(door, text):
    if text:
        assert door.scan(text)["verdict"] == "unknown"
        assert (Scan.objects.get().badge_id, Admission.objects.count()) == (None, 0)
    else:
        door.scan(text, status=400)
        assert Scan.objects.count() == 0


def test_a_forged_or_damaged_token_is_unknown(door):
    text = token_of(make_badge(make_registration(door.fair)))
    swapped = text[:60] + ("A" if text[60] != "A" else "B") + text[61:]
    for damaged in (swapped, text[:-1], text[1:], text + "0"):
        assert door.scan(damaged)["verdict"] == "unknown"
    assert Admission.objects.count() == 0


def test_the_line_end_of_a_hand_scanner_is_forgiven(door):
    badge = make_badge(make_registration(door.fair))
    assert door.scan(token_of(badge) + "\r\n")["verdict"] == "ok"


def test_re_entry_lets_in_again_and_tells_the_first_time(door):
    door.list.re_entry = True
    door.list.save()
    badge = make_badge(make_registration(door.fair))
    first = door.scan(badge.code)
    assert door.scan(badge.code, direction="exit")["verdict"] == "ok"
    again = door.scan(badge.code)
    assert (again["verdict"], again["first_entry_at"]) == ("ok", first["scanned_at"])
    assert Admission.objects.count() == 1


def test_offline_scans_keep_their_time_and_are_counted_once_in_any_order(door, client):
    badge = make_badge(make_registration(door.fair))
    times = [now() - dt.timedelta(minutes=minutes) for minutes in (5, 20, 10)]
    scans = [
        {"text": badge.code, "nonce": f"offline-{n}", "offline": True, "scanned_at": at.isoformat()}
        for n, at in enumerate(times)
    ]
    body = {"gate": door.gate.public_id, "checkin_list": door.list.public_id, "scans": scans}
    for _ in range(2):
        answer = client.post(f"/api/v1/fairs/{door.fair.slug}/scans/batch/", body, content_type="application/json")
        assert answer.status_code == 200
        assert [result["verdict"] for result in answer.json()["results"]] == ["already_in", "ok", "already_in"]
    assert Scan.objects.count() == 3
    assert Admission.objects.get().at == times[1]


def test_an_offline_time_in_the_future_is_cut_to_now(door):
    badge = make_badge(make_registration(door.fair))
    ahead = (now() + dt.timedelta(days=3)).isoformat()
    assert door.scan(badge.code, offline=True, scanned_at=ahead)["verdict"] == "ok"
    assert Scan.objects.get().scanned_at <= now()


def test_scan_costs_four_statements(door, django_assert_num_queries):
    badge = make_badge(make_registration(door.fair))
    with django_assert_num_queries(4):  # session, user, post, scan
        door.scan(badge.code)


@pytest.mark.parametrize("role", [Role.SALES])
def test_a_colleague_without_the_door_is_forbidden(door, client, role):
    client.force_login(make_member(door.fair.organisation, role))
    door.scan("x", status=403)
    assert Scan.objects.count() == 0


def test_another_organisers_guard_sees_nothing(door, client):
    client.force_login(make_member(make_fair().organisation, Role.DOOR))
    door.scan("x", status=404)
    for route in ("gates", "checkin-lists", "scans", "live"):
        assert client.get(f"/api/v1/fairs/{door.fair.slug}/{route}/").status_code == 404
    assert Scan.objects.count() == 0


def test_a_gate_of_another_fair_does_not_exist(door):
    door.gate = make_gate(make_fair())
    door.scan("x", status=404)
    assert Scan.objects.count() == 0


def test_live_counts_tell_inside_visitors_and_visits(door, client):
    client.force_login(make_member(door.fair.organisation, Role.OWNER))
    door.list.re_entry = True
    door.list.save()
    stays, leaves = (make_badge(make_registration(door.fair)) for _ in range(2))
    for code, direction in [(stays.code, "entry"), (leaves.code, "entry"), (leaves.code, "exit"), ("x1x", "entry")]:
        door.scan(code, direction=direction)
    door.scan(leaves.code)
    door.scan(leaves.code, direction="exit")
    live = client.get(f"/api/v1/fairs/{door.fair.slug}/live/").json()
    assert (live["inside"], live["visitors"], live["visits"], live["refused"]) == (1, 2, 3, 1)
    assert live["refusals"] == [{"verdict": "unknown", "scans": 1}]
    assert sum(quarter["entries"] for quarter in live["quarters"]) == 3
    assert live["registered"] == 2
