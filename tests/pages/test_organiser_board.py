"""The live board, the evacuation list and the refusals: what the organiser sees of the running fair, and who may see names."""

import csv
import datetime as dt
import io
import os

import pytest

from accounts.roles import Role
from checkin.models import Device, GroupCount, Rehearsal, Scan
from checkin.queries.evacuation import everybody_inside
from checkin.rehearsal.morning import Asked
from checkin.rehearsal.report import report_of
from checkin.rehearsal.run import Arrival, AtGate, Plan
from checkin.services.scans import ScanRequest, scan_badge
from directory.models import Person
from kernel.clock import now
from tests.factories.door import make_device, post_of
from tests.factories.fair import ZONE, make_checkin_list, make_fair, make_gate, make_hall
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import DESK, PHONE
from tests.pages.windows import look_of
from web.views import organiser_board

MINUTE = dt.timedelta(minutes=1)


class Ground:
    """Gate A of the first hall and gate D of the third, which holds two. Four people came; two of them are in hall 3."""

    def __init__(self):
        self.fair = make_fair(starts_on=now().astimezone(ZONE).date())
        first, third = make_hall(self.fair, "N1"), make_hall(self.fair, "N3")
        gates = [make_gate(self.fair, code) for code in "ABD"]
        gates[0].hall, gates[2].hall = first, third
        for gate in gates:
            gate.save()
        opens = now() - dt.timedelta(hours=6)
        self.day = make_checkin_list(self.fair, name="Vào cửa ngày 1", opens_at=opens, re_entry=True, exits=True)
        self.zone = make_checkin_list(
            self.fair, name="Nhà 3", opens_at=opens, re_entry=True, exits=True, hall=third, capacity=2
        )
        self.devices = [make_device(gate, self.day, self.zone, name=f"Máy {gate.code}") for gate in gates]
        self.seq = 0
        names = ("Trần Thị Hoa", "Nguyễn Văn Đức", "Lê Thị Mai", "Phạm Quốc Khánh")
        firm = make_company("Công ty Cổ phần Cơ khí Chính xác Đông Anh")
        self.badges = [
            make_badge(make_registration(self.fair, make_person(company=firm, full_name=name))) for name in names
        ]
        for badge in self.badges:
            self.scan(0, self.day, badge)
        for badge in self.badges[:3]:
            self.scan(2, self.zone, badge)  # the third hears that the hall is full
        self.scan(0, self.day, self.badges[3], "exit")
        Device.objects.filter(pk=self.devices[0].pk).update(seen_at=now(), battery=81, unsent=0)
        Device.objects.filter(pk=self.devices[1].pk).update(seen_at=now() - 20 * MINUTE, battery=12, unsent=37)

    def scan(self, device, the_list, badge, direction="entry"):
        self.seq += 1
        post = post_of(self.devices[device]).at(the_list.public_id)
        look = ScanRequest(badge.code, f"board-scan-{self.seq:04}", direction, seq=self.seq)
        return scan_badge(post, look, now=now())

    def member(self, role):
        return make_member(self.fair.organisation, role)


@pytest.fixture
def ground(db):
    return Ground()


def squeezed(answer):
    return " ".join(answer.content.decode().split())


def test_the_board_tells_halls_devices_refusals_and_the_full_one(client, ground):
    client.force_login(ground.member(Role.MANAGER))
    page = squeezed(client.get(f"/{ground.fair.slug}/desk/live/"))
    for words in (
        "Nhà 3: đầy",
        "2 / 2",
        "Cổng B: 1 thiết bị im lặng, 37 lượt quét chưa gửi",
        "12 %",
        "Nhà trưng bày đã đầy",
    ):
        assert words in page, words
    assert '<span class="v">3</span>' in page


def test_the_part_is_answered_304_until_something_changes(client, ground, django_assert_num_queries, monkeypatch):
    moment = now()
    monkeypatch.setattr(organiser_board, "now", lambda: moment)  # the clock on the page is part of it
    client.force_login(ground.member(Role.MANAGER))
    path, asked = f"/{ground.fair.slug}/desk/live/", {"HX-Request": "true"}
    first = client.get(path, headers=asked)
    with django_assert_num_queries(14):
        again = client.get(path, headers=asked | {"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    ground.scan(0, ground.day, ground.badges[3])
    changed = client.get(path, headers=asked | {"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert "<html" not in changed.content.decode()


def test_the_refusals_are_listed_by_reason_without_a_name(client, ground):
    client.force_login(ground.member(Role.SALES))
    path = f"/{ground.fair.slug}/desk/refusals/"
    assert Scan.objects.exclude(verdict="ok").count() == 1
    assert squeezed(client.get(path)).count("Nhà trưng bày đã đầy</span>") == 1
    full = squeezed(client.get(path, {"verdict": "capacity"}))
    assert "Nhà 3" in full
    assert "Lê Thị Mai" not in full
    for none in ("revoked", "ok", "nonsense'--"):
        assert client.get(path, {"verdict": none}).status_code == 200
    assert "Chưa ai bị từ chối" in squeezed(client.get(path, {"verdict": "revoked"}))


def test_the_evacuation_list_names_who_is_inside_by_hall_and_nobody_else(client, ground):
    client.force_login(ground.member(Role.DOOR))
    page = client.get(f"/{ground.fair.slug}/desk/evacuation/")
    assert "no-store" in page["Cache-Control"]
    assert "3 người đang ở trong" in squeezed(page)
    assert "Phạm Quốc Khánh" not in squeezed(page)
    told = client.get(f"/api/v1/fairs/{ground.fair.slug}/evacuation/").json()
    assert told["inside"] == 3
    by_hall = {one["hall"]: [(who["full_name"], who["gate"]) for who in one["people"]] for one in told["halls"]}
    assert by_hall == {"N1": [("Lê Thị Mai", "A")], "N3": [("Nguyễn Văn Đức", "D"), ("Trần Thị Hoa", "D")]}
    book = client.get(f"/api/v1/fairs/{ground.fair.slug}/evacuation.xlsx")
    assert book.content[:2] == b"PK"
    ground.scan(2, ground.zone, ground.badges[0], "exit")  # leaves the hall, not the fair
    told = client.get(f"/api/v1/fairs/{ground.fair.slug}/evacuation/").json()
    assert [(one["hall"], len(one["people"])) for one in told["halls"]] == [("N1", 1), ("N3", 1), (None, 1)]
    live = client.get(f"/api/v1/fairs/{ground.fair.slug}/live/").json()
    assert live["inside"] == 3
    assert live["visits"] == 4
    assert live["inside_by_hall"] == [
        {"hall": "N1", "inside": 1},
        {"hall": "N3", "inside": 1},
        {"hall": None, "inside": 1},
    ]


def test_of_a_delegation_those_who_were_counted_in_and_not_out_are_inside(client, ground, django_assert_num_queries):
    """Three of twelve go out: nine are inside, though the newest scan is an exit. A scan without a count is all of them."""

    def passed(badge, direction="entry", number=0):
        ground.scan(0, ground.day, badge, direction)
        if number:
            GroupCount.objects.create(
                fair=ground.fair, device=ground.devices[0], nonce=f"board-scan-{ground.seq:04}", number=number
            )

    def inside():
        with django_assert_num_queries(2):
            halls = everybody_inside(ground.fair, now=now(), has_phones=True)
        people = {who.full_name: who.people for one in halls for who in one.people}
        return people.get("Đoàn Thaco"), people.get("Đoàn Vĩnh Phúc"), sum(one.number for one in halls)

    counted, uncounted = (
        make_badge(make_registration(ground.fair, make_person(full_name=name), head_count=12))
        for name in ("Đoàn Thaco", "Đoàn Vĩnh Phúc")
    )
    assert inside() == (None, None, 3)
    passed(counted, "entry", 8)
    passed(counted, "entry", 4)
    passed(uncounted)
    assert inside() == (12, 12, 27)
    passed(counted, "exit", 3)
    passed(uncounted, "exit")
    assert inside() == (9, None, 12)
    passed(counted, "exit", 9)
    assert inside() == (None, None, 3)


def test_the_list_is_a_file_too_with_phones_for_who_runs_the_fair(client, ground):
    Person.objects.filter(full_name="Lê Thị Mai").update(phone="+84912345678", full_name='=HYPERLINK("x")')
    path = f"/api/v1/fairs/{ground.fair.slug}/evacuation.csv"
    for role, phone in ((Role.MANAGER, "+84912345678"), (Role.DOOR, "")):
        client.force_login(ground.member(role))
        answer = client.get(path, headers={"Accept-Language": "en"})
        assert f"-evacuation-{now().astimezone(ZONE):%Y%m%d-}" in answer["Content-Disposition"]
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert header[:5] == ["Hall", "Name", "People", "Company", "Phone"]
        assert (len(rows), rows[0][1:5]) == (
            3, ["'=HYPERLINK(\"x\")", "1", "Công ty Cổ phần Cơ khí Chính xác Đông Anh", phone],
        )  # fmt: skip
        page = client.get(f"/{ground.fair.slug}/desk/evacuation/").content.decode()
        assert ('<a href="tel:+84912345678">0912 345 678</a>' in page) == bool(phone)


def rehearsed(fair):
    """A rehearsal that is done: one gate, one person."""
    plan, lines = Plan("", "", speed=60, handling=5, cut=(0, 0)), {"A": [Arrival(1.0, "7KH4M9XR3T2M")]}
    saw = [AtGate("A", verdicts=["ok"], nonces=["n"], took=[0.02])]
    report = report_of(plan, lines, saw, lost=0, doubles=[], copies=0, nothing_written=True)
    return Rehearsal.objects.create(fair=fair, state="done", asked=Asked().as_json(), report=report.as_dict())


def test_board_and_list_read_well_on_a_desk_on_a_wall_and_on_a_phone(open_page, faults, transactional_db):
    ground = Ground()
    page = open_page(f"/{ground.fair.slug}/desk/", user=ground.member(Role.MANAGER))
    for path, name in (
        ("desk/live/", "board"),
        ("desk/live/?wall", "wall"),
        ("desk/evacuation/", "evacuation"),
        ("desk/refusals/", "refusals"),
        ("desk/lists/", "lists"),
        (f"desk/lists/{ground.zone.public_id}/", "list"),
        ("desk/rehearsals/", "rehearsals"),
        (f"desk/rehearsals/{rehearsed(ground.fair).public_id}/", "rehearsal"),
    ):
        page.goto(f"{page.url.split('/desk/')[0]}/{path}")
        assert faults(page, DESK, PHONE) == []
        _kept(page, name)


def _kept(page, name):
    """A picture to look at, as wide as a desk and as a phone, where somebody asks for it: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        for width in (DESK, PHONE):
            page.set_viewport_size(look_of(width)["viewport"])
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
