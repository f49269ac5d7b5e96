"""A device's whole way through the API: enrolled, looking, keeping, telling; and what it may not."""

import datetime as dt
import hashlib
import struct

import pytest
from django.test import Client

from accounts.roles import Role
from booking.keys import key_ring, token_of
from checkin.models import Device, Scan
from checkin.services.devices import enrol
from kernel.clock import driven, now
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.faults.house import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


class App:
    """The program on the phone."""

    def __init__(self, key=""):
        self.http, self.key = Client(), key

    def ask(self, method, path, body=None, *, status=200):
        headers = {"Authorization": f"Device {self.key}"} if self.key else {}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.http, method)(f"/api/v1/door/{path}", headers=headers, **more)
        assert answer.status_code == status, answer.content
        return answer.json() if "json" in answer["Content-Type"] else answer


@pytest.fixture
def ground():
    class Ground:
        fair = make_fair()
        gate = make_gate(fair, "B")
        list = make_checkin_list(fair)
        manager = make_member(fair.organisation, Role.MANAGER)
        badge = make_badge(make_registration(fair, make_person(company=make_company("Cơ khí Đông Anh"))))

        def organiser(self, method, path, body=None, *, status=200):
            client = Client()
            client.force_login(self.manager)
            more = {} if body is None else {"data": body, "content_type": "application/json"}
            answer = getattr(client, method)(f"/api/v1/{path}", **more)
            assert answer.status_code == status, answer.content
            return answer.json() if answer.content else None

        def add(self, name="Cổng B, máy 1"):
            body = {"name": name, "gate": self.gate.public_id, "checkin_lists": [self.list.public_id]}
            return self.organiser("post", f"fairs/{self.fair.slug}/devices/", body, status=201)

        def kept(self, seq, text, **fields):
            item = {"seq": seq, "nonce": f"offline-{seq:04}", "text": text, "checkin_list": self.list.public_id}
            item |= {"scanned_at": (now() - dt.timedelta(minutes=9)).isoformat(), "clock_offset_ms": 0, "verdict": "ok"}
            return item | fields

    return Ground()


def test_from_the_code_to_the_report(ground):
    made = ground.add()
    app = App()
    enrolled = app.ask("post", "enrol/", {"code": made["code"]}, status=201)
    app.key = enrolled["key"]
    Device.objects.update(enrolled_at=now() - dt.timedelta(hours=2))
    post = app.ask("get", "post/")
    assert post["gate"]["code"] == "B"
    assert [one["id"] for one in post["checkin_lists"]] == [ground.list.public_id]
    assert post["keys"] == [{"id": key.key_id, "public": key.public.hex()} for key in key_ring()]
    assert post["device"] == {"id": made["id"], "name": "Cổng B, máy 1", "next_seq": 1}

    look = {"seq": 1, "nonce": "online-0001", "text": token_of(ground.badge), "checkin_list": ground.list.public_id}
    first = app.ask("post", "scans/", look)
    assert (first["verdict"], first["company"]) == ("ok", "Cơ khí Đông Anh")
    assert app.ask("post", "scans/", look)["repeated"] is True

    revoked = make_badge(make_registration(ground.fair), state="revoked", ended_at=now() - dt.timedelta(hours=1))
    asked = {
        "scans": [
            ground.kept(2, ground.badge.code),
            {"nonce": "broken-one", "seq": "x"},
            ground.kept(5, revoked.code),
            7,
        ],
        "annulments": [{"nonce": "offline-0009"}],
        "health": {"unsent": 3, "battery": 41},
    }
    for outcome in ("counted", "repeated"):
        told = app.ask("post", "sync/", asked)
        assert [(one["outcome"], one["problem"], one["finding"]) for one in told["results"]] == [
            (outcome, "", ""), ("refused", "invalid", ""), (outcome, "", "ended_before"), ("refused", "invalid", ""),
        ]  # fmt: skip
        assert told["annulled"] == [{"nonce": "offline-0009", "outcome": "refused"}]
    assert app.ask("get", "post/")["device"]["next_seq"] == 6

    (device,) = ground.organiser("get", f"fairs/{ground.fair.slug}/devices/")
    assert (device["state"], device["scans"], device["unsent"], device["battery"]) == ("here", 3, 3, 41)
    assert device["missing"] == [{"first": 3, "last": 4}]
    report = ground.organiser("get", f"fairs/{ground.fair.slug}/merge-report/")
    (double,) = report["doubles"]
    assert (double["company"], double["first"]["offline"], double["second"]["offline"]) == (
        "Cơ khí Đông Anh",
        True,
        False,
    )
    assert double["seconds_apart"] > 500
    assert [(one["finding"], one["passed"]["device"]) for one in report["wrongly"]] == [
        ("ended_before", "Cổng B, máy 1")
    ]
    assert report["offline"] == 2


def test_codes_work_once_and_a_lost_device_is_shut_out_and_let_in_again(ground):
    made = ground.add()
    app = App()
    app.ask("post", "enrol/", {"code": "0" * 20}, status=404)
    app.key = app.ask("post", "enrol/", {"code": made["code"]}, status=201)["key"]
    assert App().ask("post", "enrol/", {"code": made["code"]}, status=409)["code"] == "enrolment_used"
    assert Device.objects.filter(key_digest=app.key).count() == 0

    ground.organiser("delete", f"devices/{made['id']}/", status=204)
    for method, path in (("get", "post/"), ("post", "scans/"), ("post", "sync/"), ("get", "snapshot/")):
        assert app.ask(method, path, status=403)["code"] == "device_revoked"
    assert Scan.objects.count() == 0

    again = ground.organiser("post", f"devices/{made['id']}/code/")
    assert app.ask("get", "post/", status=401)["code"] == "device_unknown"
    found = App(App().ask("post", "enrol/", {"code": again["code"]}, status=201)["key"])
    assert (
        found.ask("post", "sync/", {"scans": [ground.kept(1, ground.badge.code)]})["results"][0]["outcome"] == "counted"
    )

    late = ground.add("Máy 2")
    too_late = now() + dt.timedelta(minutes=16)
    with driven(lambda: too_late):
        assert App().ask("post", "enrol/", {"code": late["code"]}, status=410)["code"] == "enrolment_expired"
    assert enrol(late["code"], now=now())[0].name == "Máy 2"


def test_a_device_is_added_at_places_of_the_fair_under_a_name_of_its_own(ground):
    ground.add()
    body = {"name": "Cổng B, máy 1", "gate": ground.gate.public_id, "checkin_lists": [ground.list.public_id]}
    path = f"fairs/{ground.fair.slug}/devices/"
    assert ground.organiser("post", path, body, status=409)["code"] == "device_name_taken"
    foreign = make_fair()
    wrong_gate = body | {"name": "x", "gate": make_gate(foreign).public_id}
    wrong_list = body | {"name": "x", "checkin_lists": [ground.list.public_id, make_checkin_list(foreign).public_id]}
    assert ground.organiser("post", path, wrong_gate, status=422)["errors"][0]["pointer"] == "/gate"
    assert ground.organiser("post", path, wrong_list, status=422)["errors"][0]["pointer"] == "/checkin_lists"


def test_a_device_speaks_for_its_own_fair_and_lists_only(ground):
    app = App(make_device(ground.gate, ground.list).key)
    foreign = make_checkin_list(make_fair())
    look = {"seq": 1, "nonce": "online-0001", "text": ground.badge.code, "checkin_list": foreign.public_id}
    assert app.ask("post", "scans/", look, status=422)["code"] == "no_such_list"
    told = app.ask("post", "sync/", {"scans": [ground.kept(1, ground.badge.code, checkin_list=foreign.public_id)]})
    assert told["results"][0]["problem"] == "no_such_list"
    assert app.ask("post", "sync/", {"scans": [1] * 501}, status=400)["errors"][0]["pointer"] == "/scans"
    assert App("phd_nobody").ask("get", "post/", status=401)["code"] == "device_unknown"
    assert App("phn_a token").ask("get", "post/", status=401)["code"] == "device_unknown"


# --- the snapshot --------------------------------------------------------------------------------------------------------
class Read:
    """A reader of the packed form, written from its description."""

    def __init__(self, content):
        self.content, self.at = content, 16
        magic, self.is_delta, self.cursor = struct.unpack_from(">4sB3xQ", content)
        assert magic == b"PHD1"
        self.salt = self.take(8)
        self.gates, self.lists = self.names(), self.names()
        badges, entries = struct.unpack(">II", self.take(8))
        self.badges = [struct.unpack(">8s6sIBH", self.take(21)) for _ in range(badges)]
        self.entries = [struct.unpack(">IBBIB", self.take(11)) for _ in range(entries)]
        assert self.at == len(content)

    def take(self, size):
        self.at += size
        return self.content[self.at - size : self.at]

    def names(self):
        return [self.take(self.take(1)[0]).decode() for _ in range(self.take(1)[0])]


def test_the_snapshot_holds_what_a_device_needs_and_its_changes_follow(ground):
    days = [ground.fair.starts_on + dt.timedelta(days=1)]
    second = make_badge(make_registration(ground.fair, role="buyer", state="pending", days=days))
    make_badge(make_registration(make_fair()))
    app = App(make_device(ground.gate, ground.list).key)
    look = {"seq": 1, "nonce": "online-0001", "text": ground.badge.code, "checkin_list": ground.list.public_id}
    app.ask("post", "scans/", look)

    answer = app.ask("get", "snapshot/")
    whole = Read(answer.content)
    assert (whole.is_delta, whole.gates, whole.lists) == (0, ["B"], [ground.list.public_id])
    assert str(whole.cursor) == answer["Phien-Cursor"]

    def record(badge, status, days):
        code = hashlib.sha256(whole.salt + badge.code.encode()).digest()[:6]
        return bytes(badge.token_bits)[:8], code, badge.registration_id, status, days

    assert whole.badges == [record(ground.badge, 0, 0), record(second, 1 | 5 << 3, 2)]
    at = int(Scan.objects.get().scanned_at.timestamp())
    assert whole.entries == [(ground.badge.registration_id, 0, 0, at, 1)]
    assert second.registration.person.full_name.encode() not in answer.content

    known = {*whole.badges, *whole.entries}

    def changes(since, *wanted):
        """What changed since then. A transaction left open by somebody else lets older changes come again: never fewer."""
        known.update(wanted)
        found = Read(app.ask("get", f"snapshot/?since={since}").content)
        assert found.is_delta == 1
        assert set(wanted) <= {*found.badges, *found.entries} <= known
        return found

    unchanged = changes(whole.cursor)
    second.registration.state = "complete"
    second.registration.save()
    changed = changes(unchanged.cursor, record(second, 1, 2))
    app.ask("post", "sync/", {"annulments": [{"nonce": "online-0001", "at": now().isoformat(), "clock_offset_ms": 0}]})
    last = changes(changed.cursor, (ground.badge.registration_id, 0, 255, 0, 0))
    wait_until(lambda: not (changes(last.cursor).badges or changes(last.cursor).entries), seconds=30)
    for stale in (2**60, "x", "-1", ""):
        assert Read(app.ask("get", f"snapshot/?since={stale}").content).is_delta == 0
