"""Delegations: one badge, one registration, as many as were announced and no more without a word; an undo takes both back."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.roles import Role
from booking.models import Registration
from booking.services.delegation_people import confirm_people
from booking.services.registrations import Visitor, register_visitor
from checkin.errors import GroupFull
from checkin.models import GroupCount
from checkin.queries.delegations import inside_of
from checkin.queries.groups import counted_of, groups_of
from checkin.queries.merges import merge_report
from checkin.services import groups as service
from checkin.services.scans import ScanRequest, scan_badge
from checkin.services.sync import Kept, Undo, take
from kernel.clock import now
from tests.factories.delegations import make_delegation, make_place
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member
from tests.factories.visits import make_badge, make_registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door():
    class Door:
        fair = make_fair()
        gate = make_gate(fair, "B")
        day = make_checkin_list(fair)
        device = make_device(gate, day)
        delegation = make_delegation(fair, places=12, has_group_badge=True)
        group = delegation.group
        Registration.objects.update(days=[])  # the fair is in a month, the scans are today's
        code = group.badges.get().code

        def ask(self, method, path, body=None, *, status=200):
            more = {} if body is None else {"data": body, "content_type": "application/json"}
            headers = {"Authorization": f"Device {self.device.key}"}
            answer = getattr(Client(), method)(f"/api/v1/door/{path}", headers=headers, **more)
            assert answer.status_code == status, answer.content
            return answer.json()

        def look(self, seq, direction="entry"):
            body = {"seq": seq, "nonce": f"look-{seq:04}", "text": self.code, "checkin_list": self.day.public_id}
            return self.ask("post", "scans/", body | {"direction": direction})

        def count(self, seq, number, *, status=200, **fields):
            return self.ask(
                "post", "groups/counts/", {"nonce": f"look-{seq:04}", "number": number} | fields, status=status
            )

    return Door()


def test_twelve_are_counted_in_as_they_come_and_more_needs_a_word(door):
    (group,) = door.ask("get", "groups/")["groups"]
    assert group == {
        "registration": door.group.pk, "name": "Đoàn Thaco", "company": "Thaco Chu Lai", "expected": 12, "counted": [],
    }  # fmt: skip
    assert (door.look(1)["verdict"], door.look(2)["verdict"]) == ("ok", "already_in")
    assert door.count(1, 8) == {"expected": 12, "entered": 8, "left": 0}
    assert door.count(1, 3) == {"expected": 12, "entered": 8, "left": 0}  # told again
    full = door.count(2, 5, status=409)
    assert (full["code"], full["expected"], full["inside"]) == ("group_full", 12, 8)
    assert GroupCount.objects.count() == 1
    assert door.count(2, 5, anyway=True)["entered"] == 13
    door.look(3, "exit")
    assert door.count(3, 2) == {"expected": 12, "entered": 13, "left": 2}
    (group,) = door.ask("get", "groups/")["groups"]
    assert group["counted"] == [{"checkin_list": door.day.public_id, "entered": 13, "left": 2}]
    take(post_of(door.device), Kept(undone=[Undo("look-0002", now(), 0)]), now=now())
    assert counted_of(door.group.pk, door.day.pk) == (8, 2)


def test_what_is_no_delegation_s_scan_is_not_counted(door):
    contact = Visitor(full_name="Lê Hà", email="doan@mail.example", has_consented=True)
    assert register_visitor(door.fair, contact).head_count == 1  # who brings a delegation comes on his own too
    person = make_badge(make_registration(door.fair))
    assert door.count(1, 2, status=422)["code"] == "no_such_scan"
    look = ScanRequest(text=person.code, nonce="look-0001", seq=1)
    scan_badge(post_of(door.device).at(door.day.public_id), look, now=now())
    assert door.count(1, 2, status=422)["code"] == "not_a_group"
    for number in (0, 501, "x"):
        door.count(1, number, status=400)
    assert GroupCount.objects.count() == 0


def test_a_delegation_is_no_double_entry_whichever_gate_it_comes_through(door):
    other = make_device(make_gate(door.fair, "C"), door.day)
    at = now() - dt.timedelta(minutes=5)
    for device in (door.device, other):
        (taken,) = take(post_of(device), Kept(scans=[kept(device, 1, door.code, at)]), now=now())
        assert taken.finding == ""
    assert merge_report(door.fair).doubles == []


def test_who_has_a_badge_of_his_own_is_not_counted_with_the_others(door):
    make_place(door.delegation, "Trần Văn An")
    (place,) = confirm_people(door.delegation, places=None, actor_id=None).confirmed
    Registration.objects.update(days=[])
    assert [one["expected"] for one in door.ask("get", "groups/")["groups"]] == [11]
    door.look(1)
    assert door.count(1, 12, status=409)["expected"] == 11
    assert door.count(1, 11) == {"expected": 11, "entered": 11, "left": 0}
    assert inside_of(door.fair) == {door.delegation.pk: 11}
    own = ScanRequest(text=place.registration.badges.get().code, nonce="own-0001", seq=2)
    scan_badge(post_of(door.device).at(door.day.public_id), own, now=now())
    assert inside_of(door.fair) == {door.delegation.pk: 12}


def count_at_six_gates(door):
    """Each gate lets three in at the same moment: how many were told to come, and how many are counted."""
    gates = [make_device(make_gate(door.fair, f"G{n}"), door.day) for n in range(6)]
    for device in gates:
        scan_badge(
            post_of(device).at(door.day.public_id),
            ScanRequest(text=door.code, nonce=f"gate-{device.pk}", seq=1),
            now=now(),
        )
    barrier = Barrier(len(gates))

    def stand_at(device):
        try:
            post = post_of(device)
            barrier.wait(timeout=30)
            service.count_in(post, nonce=f"gate-{device.pk}", number=3)
        except GroupFull:
            return "full"
        else:
            return "in"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gates)) as pool:
        told = Counter(pool.map(stand_at, gates))
    return told, counted_of(door.group.pk, door.day.pk)[0]


def test_six_gates_at_once_let_no_more_in_than_were_announced(door):
    assert count_at_six_gates(door) == ({"in": 4, "full": 2}, 12)


def test_without_the_lock_six_gates_let_in_too_many(door, monkeypatch):
    """The twin: everybody has looked before anybody counts."""
    everybody_looked = Barrier(6)

    def looked(registration_id, list_id):
        found = counted_of(registration_id, list_id)
        everybody_looked.wait(timeout=30) if found == (0, 0) else None
        return found

    monkeypatch.setattr(service, "lock_registration", lambda given: type(given).objects.get(pk=given.pk))
    monkeypatch.setattr(service, "counted_of", looked)
    assert count_at_six_gates(door) == ({"in": 6}, 18)


def test_the_organiser_registers_a_delegation_and_reads_how_many_came(door):
    client = Client()
    client.force_login(make_member(door.fair.organisation, Role.SALES))
    address = f"/{door.fair.slug}/desk/delegations/"
    assert "Đoàn Thaco" in client.get(address).content.decode()
    said = {
        "name": "Đoàn Samco", "places": "1", "contact_name": "Hà", "contact_email": "samco@mail.example",
        "consent": "on", "days": [day.date.isoformat() for day in door.fair.days.all()], "has_group_badge": "on",
    }  # fmt: skip
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"places": "40"}).status_code == 302
    assert [(one.name, one.expected) for one in groups_of(door.fair)] == [("Đoàn Samco", 40), ("Đoàn Thaco", 12)]
