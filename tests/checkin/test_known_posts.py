"""Who scanned a moment ago is not looked up again, and yet whatever is taken away is gone with the very next scan."""

import datetime as dt

import pytest

from accounts.models import ApiToken, Membership, User
from accounts.roles import Role
from checkin.access import known_posts
from checkin.models import Admission, CheckinList, Device, Scan
from kernel.clock import now
from kernel.postgres.line import Line
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import bearer, make_member
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db


class Door:
    """A fair with a gate and an open list; `scan` answers status and body."""

    def __init__(self, client):
        self.client, self.count = client, 0
        self.fair = make_fair()
        self.gate, self.list = make_gate(self.fair), make_checkin_list(self.fair)

    def send(self, path, headers, body):
        self.count += 1
        body = {"nonce": f"nonce-{self.count:04}", "checkin_list": self.list.public_id} | body
        body.setdefault("text", make_badge(make_registration(self.fair)).code)
        answer = self.client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
        told = answer.json()
        return answer.status_code, told.get("code") or told["verdict"]


class ByToken(Door):
    def __init__(self, client):
        super().__init__(client)
        self.guard = make_member(self.fair.organisation, Role.DOOR)
        self.headers = bearer(self.guard, "scan")

    def scan(self, **body):
        return self.send(f"fairs/{self.fair.slug}/scans/", self.headers, {"gate": self.gate.public_id} | body)


class ByDevice(Door):
    def __init__(self, client):
        super().__init__(client)
        self.device = make_device(self.gate, self.list)
        self.headers = {"Authorization": f"Device {self.device.key}"}

    def scan(self, **body):
        return self.send("door/scans/", self.headers, {"seq": self.count + 1} | body)


@pytest.fixture(params=[ByToken, ByDevice], ids=["token", "device"])
def door(request, client):
    """Its caller is known."""
    made = request.param(client)
    assert made.scan() == (200, "ok")
    return made


def trips(monkeypatch):
    seen = []
    for name in ("rows", "run", "together"):
        real = getattr(Line, name)
        monkeypatch.setattr(Line, name, lambda *a, real=real, name=name: seen.append(name) or real(*a))
    return seen


def test_a_known_callers_scan_is_one_statement(door, monkeypatch):
    text = make_badge(make_registration(door.fair)).code
    seen = trips(monkeypatch)
    assert door.scan(text=text) == (200, "ok")
    assert seen == ["rows"]
    assert Admission.objects.count() == Scan.objects.count() == 2


def test_a_known_secret_is_nothing_under_another_scheme(client):
    for door, scheme in ((ByDevice(client), "Bearer"), (ByToken(client), "Device")):
        assert [door.scan(), door.scan()] == [(200, "ok")] * 2
        secret = door.headers["Authorization"].split()[1]
        door.headers = {"Authorization": f"{scheme} {secret}"}
        assert door.scan()[0] == 401
        body = {"gate": door.gate.public_id} if scheme == "Bearer" else {"seq": 1}
        path = f"fairs/{door.fair.slug}/scans/" if scheme == "Bearer" else "door/scans/"
        assert door.send(path, door.headers, body)[0] == 401


def test_a_retry_of_a_known_callers_scan_answers_the_first_answer(door):
    body = {"text": make_badge(make_registration(door.fair)).code, "nonce": "said-twice"}
    more = {"seq": 7} if isinstance(door, ByDevice) else {}
    assert door.scan(**body, **more) == door.scan(**body, **more) == (200, "ok")
    assert Scan.objects.filter(nonce="said-twice").count() == 1


def test_what_a_known_callers_list_may_hold_counts_at_once(door):
    CheckinList.objects.filter(pk=door.list.pk).update(capacity=2, exits=True, re_entry=True)
    assert [door.scan(), door.scan()] == [(200, "ok"), (200, "capacity")]


def revoke_token(door):
    ApiToken.objects.filter(user=door.guard).update(revoked_at=now())


def expire_token(door):
    ApiToken.objects.filter(user=door.guard).update(expires_at=now() - dt.timedelta(seconds=1))


def narrow_token(door):
    ApiToken.objects.filter(user=door.guard).update(scopes=["read"])


def close_account(door):
    User.objects.filter(pk=door.guard.pk).update(is_active=False)


def take_the_door_away(door):
    Membership.objects.filter(user=door.guard).update(role=Role.SALES)


def leave(door):
    Membership.objects.filter(user=door.guard).delete()


@pytest.mark.parametrize(
    ("take", "told"),
    [
        (revoke_token, (401, "authentication_failed")),
        (expire_token, (401, "authentication_failed")),
        (narrow_token, (403, "permission_denied")),
        (close_account, (401, "authentication_failed")),
        (take_the_door_away, (403, "forbidden")),
        (leave, (404, "not_found")),
    ],
)
def test_what_is_taken_from_known_staff_is_gone_with_the_next_scan(client, take, told):
    door = ByToken(client)
    assert [door.scan(), door.scan()] == [(200, "ok")] * 2
    take(door)
    if told[0] == 401:
        assert door.scan(text="") == told  # a form that is wrong is not looked at before
    assert door.scan() == told
    assert Scan.objects.count() == 2


def revoke_device(door):
    Device.objects.filter(pk=door.device.pk).update(revoked_at=now())


def take_the_list_away(door):
    door.device.checkin_lists.clear()


def forget_key(door):
    Device.objects.filter(pk=door.device.pk).update(key_digest=None)


@pytest.mark.parametrize(
    ("take", "told"),
    [
        (revoke_device, (403, "device_revoked")),
        (take_the_list_away, (422, "no_such_list")),
        (forget_key, (401, "device_unknown")),
    ],
)
def test_what_is_taken_from_a_known_device_is_gone_with_the_next_scan(client, take, told):
    door = ByDevice(client)
    assert [door.scan(), door.scan()] == [(200, "ok")] * 2
    take(door)
    assert door.scan() == told
    assert Scan.objects.count() == 2


def test_a_known_device_moved_to_another_gate_scans_there_with_the_next_scan(client):
    door = ByDevice(client)
    assert door.scan() == (200, "ok")
    moved = make_gate(door.fair, "Z")
    Device.objects.filter(pk=door.device.pk).update(gate=moved)
    assert door.scan() == (200, "ok")
    assert Scan.objects.latest("pk").gate == moved


@pytest.mark.parametrize(
    ("kind", "take", "condition"),
    [(ByToken, revoke_token, "_STAFF_STANDS"), (ByDevice, revoke_device, "_DEVICE_STANDS")],
)
def test_without_the_proof_a_revoked_caller_goes_on_scanning(client, monkeypatch, kind, take, condition):
    monkeypatch.setattr(known_posts, condition, "true")
    door = kind(client)
    assert door.scan() == (200, "ok")
    take(door)
    assert door.scan() == (200, "ok")


def test_only_so_many_are_known_and_only_for_so_long(monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(known_posts.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(known_posts, "_known", {})
    monkeypatch.setattr(known_posts, "MOST", 2)
    for key in "abc":
        known_posts.remember(key, key)
    assert [known_posts.known(key) for key in "abc"] == [None, None, "c"]
    moment[0] = known_posts.KNOWN_SECONDS
    assert known_posts.known("c") is None
