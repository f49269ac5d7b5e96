"""Zones with a capacity, workshops, the public's hours and exits: by the API's one scan, and what the counter says."""

import datetime as dt

import pytest

from accounts.roles import Role
from checkin.models import Admission, CheckinList, Occupant, Room, Scan
from checkin.queries.merges import OverCapacity, merge_report
from checkin.services.sync import Kept, Undo, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate, make_hall, make_workshop
from tests.factories.people import make_member
from tests.factories.visits import make_badge, make_registration, make_seat

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def door(client):
    """A fair with a gate and a guard logged in; `scan` answers the verdict and its note."""
    fair = make_fair()
    client.force_login(make_member(fair.organisation, Role.DOOR))

    class Door:
        def __init__(self):
            self.fair, self.gate, self.count = fair, make_gate(fair), 0

        def answer(self, the_list, badge, direction="entry", nonce=""):
            self.count += 1
            body = {"text": badge.code, "nonce": nonce or f"nonce-{self.count:04}", "gate": self.gate.public_id}
            body |= {"checkin_list": the_list.public_id, "direction": direction}
            answer = client.post(f"/api/v1/fairs/{fair.slug}/scans/", body, content_type="application/json")
            assert answer.status_code == 200, answer.content
            return answer.json()

        def scan(self, the_list, badge, direction="entry", **fields):
            answer = self.answer(the_list, badge, direction, **fields)
            return answer["verdict"], answer["note"]

        def badge(self, **fields):
            return make_badge(make_registration(fair, **fields))

    return Door()


def counted(the_list):
    """(inside, ceiling, occupants) as the room has them."""
    room = Room.objects.get(checkin_list=the_list)
    return room.inside, room.ceiling, Occupant.objects.filter(checkin_list=the_list, is_inside=True).count()


def test_a_full_hall_says_so_and_an_exit_makes_room(door):
    hall = make_checkin_list(door.fair, hall=make_hall(door.fair), capacity=2, re_entry=True, exits=True)
    first, second, third = (door.badge() for _ in range(3))
    assert [door.scan(hall, one) for one in (first, second, third)] == [("ok", ""), ("ok", ""), ("capacity", "")]
    assert counted(hall) == (2, 2, 2)
    assert Admission.objects.count() == 2
    assert door.scan(hall, first) == ("ok", "no_exit_seen")  # inside already: needs no more room
    assert door.scan(hall, third, "exit") == ("ok", "")  # was never inside: frees nothing
    assert counted(hall) == (2, 2, 2)
    assert door.scan(hall, first, "exit") == ("ok", "")
    assert door.scan(hall, third) == ("ok", "")
    assert door.scan(hall, first) == ("capacity", "")
    assert counted(hall) == (2, 2, 2)


def test_a_retry_and_a_refusal_take_no_room(door):
    hall = make_checkin_list(door.fair, capacity=2)
    badge = door.badge()
    for _ in range(2):
        assert door.scan(hall, badge, nonce="same-nonce") == ("ok", "")
    assert door.scan(hall, badge) == ("already_in", "")
    assert door.scan(hall, door.badge(state="pending")) == ("unpaid", "")
    assert counted(hall) == (1, 2, 1)
    assert door.scan(hall, badge, "exit") == ("ok", "")
    assert door.scan(hall, badge) == ("already_in", "")
    assert counted(hall) == (0, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_devices_without_a_network_let_in_over_the_capacity_and_then_nobody_is_let_in_until_it_empties(door):
    hall = make_checkin_list(door.fair, capacity=2, re_entry=True, exits=True, opens_at=now() - HOUR)
    device = make_device(door.gate, hall)
    people = [door.badge() for _ in range(4)]
    scans = [kept(device, n, one.code, now() - dt.timedelta(minutes=20 - n)) for n, one in enumerate(people[:3], 1)]
    for _ in range(2):
        take(post_of(device), Kept(scans), now=now())
        assert counted(hall) == (3, 3, 3)
    assert merge_report(door.fair).over == [
        OverCapacity("Ngày 1", capacity=2, most=3, since=scans[2].scanned_at, at=scans[2].scanned_at, offline=1)
    ]
    assert door.scan(hall, people[3]) == ("capacity", "")
    assert door.scan(hall, people[0], "exit") == ("ok", "")
    assert counted(hall) == (2, 2, 2)
    assert door.scan(hall, people[3]) == ("capacity", "")
    undone = [Undo(scans[2].nonce, scans[2].scanned_at, 0)]
    take(post_of(device), Kept(undone=undone), now=now())
    assert counted(hall) == (1, 2, 1)
    assert merge_report(door.fair).over == [], "what was taken back never was"
    assert door.scan(hall, people[3]) == ("ok", "")
    left = kept(device, 4, people[1].code, now(), direction="exit")
    take(post_of(device), Kept([left]), now=now())
    assert counted(hall) == (1, 2, 1)


def test_a_capacity_may_come_change_and_go_while_people_are_inside(door):
    hall = make_checkin_list(door.fair, re_entry=True)
    people = [door.badge() for _ in range(3)]
    assert [door.scan(hall, one)[0] for one in people] == ["ok"] * 3
    door.scan(hall, people[0], "exit")
    assert Room.objects.count() == 0
    lists = CheckinList.objects.filter(pk=hall.pk)
    lists.update(capacity=1)
    assert counted(hall) == (2, 2, 2)
    lists.update(capacity=3)
    assert counted(hall) == (2, 3, 2)
    assert door.scan(hall, people[0])[0] == "ok"
    lists.update(capacity=None)
    assert (Room.objects.count(), Occupant.objects.count()) == (0, 0)


def test_a_workshop_is_for_who_holds_a_seat(door):
    workshop = make_workshop(door.fair)
    the_list = make_checkin_list(door.fair, name="Hội thảo", workshop=workshop)
    seated, released, other = door.badge(), door.badge(), door.badge()
    make_seat(workshop, seated.registration)
    make_seat(workshop, released.registration, released_at=now())
    make_seat(make_workshop(door.fair, code="W2"), other.registration)
    assert [door.scan(the_list, one) for one in (seated, released, other)] == [
        ("ok", ""),
        ("wrong_zone", "no_seat"),
        ("wrong_zone", "no_seat"),
    ]
    assert Admission.objects.get().registration == seated.registration


def test_the_public_comes_after_the_exhibitors_and_leaves_before_them(door):
    opens, closes = now() - HOUR, now() + 4 * HOUR
    early = make_checkin_list(
        door.fair, name="Sớm", opens_at=opens, closes_at=closes, public_from=now() + HOUR, public_until=now() + 2 * HOUR
    )
    late = make_checkin_list(door.fair, name="Muộn", opens_at=opens, closes_at=closes, public_until=now() - HOUR / 2)
    visitor, exhibitor = door.badge(), door.badge(role="exhibitor")
    refused = door.answer(early, visitor)
    assert (refused["verdict"], refused["note"]) == ("not_yet_valid", "")
    assert dt.datetime.fromisoformat(refused["valid_from"]) == early.public_from
    assert door.scan(late, visitor, nonce="late-one") == ("expired", "hours_over")
    assert door.scan(late, visitor, nonce="late-one") == ("expired", "hours_over")
    assert [door.scan(one, exhibitor) for one in (early, late)] == [("ok", ""), ("ok", "")]


def test_nobody_is_kept_inside(door):
    """Going out is never refused to a badge of the fair: closed list, ended badge, wrong role or full hall."""
    past = now() - HOUR
    closed = make_checkin_list(door.fair, name="Qua", opens_at=past - HOUR, closes_at=past, capacity=1)
    others = make_checkin_list(door.fair, name="Máy", roles=["exhibitor"])
    replaced = make_badge(make_registration(door.fair), state="replaced", ended_at=now())
    assert door.scan(closed, door.badge(), "exit") == ("ok", "")
    assert door.scan(others, door.badge(), "exit") == ("ok", "")
    assert door.scan(others, replaced, "exit") == ("ok", "")
    stranger = make_badge(make_registration(make_fair()))
    assert door.scan(others, stranger, "exit") == ("unknown", "")
    assert Scan.objects.filter(verdict="ok").count() == 3
    assert Admission.objects.count() == 0


def test_a_second_entry_without_an_exit_is_remarked_upon_where_exits_are_scanned(door):
    both = make_checkin_list(door.fair, name="Hai chiều", re_entry=True, exits=True)
    only_in = make_checkin_list(door.fair, name="Một chiều", re_entry=True)
    badge = door.badge()
    told = [door.scan(both, badge), door.scan(both, badge, nonce="twice-it-is"), door.scan(both, badge, "exit")]
    assert told == [("ok", ""), ("ok", "no_exit_seen"), ("ok", "")]
    assert door.scan(both, badge, nonce="twice-it-is") == ("ok", "no_exit_seen")  # a retry hears the same
    assert door.scan(both, badge) == ("ok", "")
    assert [door.scan(only_in, badge) for _ in range(2)] == [("ok", "")] * 2


def test_contractors_come_in_while_the_fair_is_set_up_and_taken_down_and_by_no_other_list(door):
    present = now()
    today = make_checkin_list(door.fair, name="Ngày mở", opens_at=present - HOUR, closes_at=present + HOUR)
    crew = door.badge(role="crew", vehicle_plate="29C-123.45")
    assert door.scan(today, crew) == ("wrong_zone", "crew_elsewhere")  # no list names contractors
    after = make_checkin_list(
        door.fair,
        name="Dỡ gian",
        opens_at=present + 3 * HOUR,
        closes_at=present + 9 * HOUR,
        roles=["crew", "exhibitor"],
    )
    make_checkin_list(
        door.fair, name="Dỡ tiếp", opens_at=present + 20 * HOUR, closes_at=present + 22 * HOUR, roles=["crew"]
    )
    for nonce in ("early-crew", "early-crew"):
        refused = door.answer(today, crew, nonce=nonce)
        assert (refused["verdict"], refused["note"], refused["vehicle_plate"]) == (
            "not_yet_valid", "crew_hours", "29C-123.45",
        )  # fmt: skip
        assert dt.datetime.fromisoformat(refused["valid_from"]) == after.opens_at
    now_open = make_checkin_list(
        door.fair, name="Dựng gian", opens_at=present - HOUR, closes_at=present + HOUR, roles=["crew", "exhibitor"]
    )
    assert door.scan(today, crew) == ("wrong_zone", "crew_elsewhere")
    welcome = door.answer(now_open, crew)
    assert (welcome["verdict"], welcome["role"], welcome["vehicle_plate"]) == ("ok", "crew", "29C-123.45")
    assert door.scan(now_open, door.badge()) == ("wrong_zone", "")
    assert door.scan(now_open, door.badge(role="exhibitor")) == ("ok", "")
    CheckinList.objects.filter(roles__contains=["crew"]).update(opens_at=present - 9 * HOUR, closes_at=present - HOUR)
    assert door.scan(today, crew, nonce="crew-is-over") == ("expired", "crew_over")
    assert door.scan(today, crew, nonce="crew-is-over") == ("expired", "crew_over")
    assert door.scan(today, crew, "exit") == ("ok", "")
    assert Admission.objects.filter(registration=crew.registration).count() == 1
