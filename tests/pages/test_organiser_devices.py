"""The organiser's devices of the door: added, let in by the QR on the page, shut out; double entries told with names."""

import datetime as dt
import os
import re

import pytest

from accounts.roles import Role
from checkin.models import Device
from checkin.services.devices import enrol
from checkin.services.sync import Health, Kept, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration


class Ground:
    def __init__(self):
        self.fair = make_fair()
        self.gates = [make_gate(self.fair, code) for code in "AB"]
        self.list = make_checkin_list(self.fair, opens_at=now() - dt.timedelta(hours=6))
        self.manager = make_member(self.fair.organisation, Role.MANAGER)
        self.path = f"/{self.fair.slug}/desk/devices/"

    def given(self, name="Cổng A, máy 1"):
        return {"name": name, "gate": self.gates[0].public_id, "checkin_lists": [self.list.public_id]}

    def twice(self):
        """Trần Thị Hoa came in at both gates, 200 seconds apart; somebody's badge had been revoked before."""
        person = make_person(company=make_company("Cơ khí Đông Anh"), full_name="Trần Thị Hoa")
        badge = make_badge(make_registration(self.fair, person))
        revoked = make_badge(make_registration(self.fair), state="revoked", ended_at=now() - dt.timedelta(hours=2))
        first, second = (make_device(gate, self.list, name=f"Máy cổng {gate.code}") for gate in self.gates)
        at = now() - dt.timedelta(hours=1)
        health = Health(unsent=12, battery=38)
        take(
            post_of(first),
            Kept([kept(first, 1, badge.code, at), kept(first, 4, revoked.code, at)], health=health),
            now=now(),
        )
        later = at + dt.timedelta(seconds=200)
        take(post_of(second), Kept([kept(second, 1, badge.code, later)]), now=now())


@pytest.fixture
def ground(db):
    return Ground()


@pytest.fixture
def desk(client, ground):
    client.force_login(ground.manager)
    return client


def test_a_device_is_added_and_its_code_stands_until_it_is_used(desk, ground):
    page = desk.post(ground.path, ground.given(), follow=True).content.decode()
    code = re.search(r"((?:[2-9A-Z]{4} ){4}[2-9A-Z]{4})", page).group(1).replace(" ", "")
    assert '<svg class="qr"' in page
    assert code.replace(" ", "") in desk.get(ground.path).content.decode().replace(" ", ""), "a reload shows it again"
    enrol(code, now=now())
    part = desk.get(f"{ground.path}now/").content.decode()
    assert '<svg class="qr"' not in part
    assert "Đang kết nối" in part


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "bắt buộc"),
        ({"gate": "elsewhere"}, "elsewhere"),
        ({"checkin_lists": []}, "bắt buộc"),
        ({"name": "Máy có rồi"}, "đã có thiết bị mang tên đó"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_added(desk, ground, change, words):
    make_device(ground.gates[0], ground.list, name="Máy có rồi")
    answer = desk.post(ground.path, ground.given() | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Device.objects.count() == 1


def test_a_device_is_shut_out_and_let_in_again(desk, ground):
    device = make_device(ground.gates[0], ground.list)
    page = desk.post(f"{ground.path}{device.public_id}/revoke/", follow=True).content.decode()
    assert f"Từ bây giờ {device.name} bị khoá" in page
    elsewhere = make_fair(ground.fair.organisation)
    assert desk.post(f"/{elsewhere.slug}/desk/devices/{device.public_id}/code/").status_code == 404
    page = desk.post(f"{ground.path}{device.public_id}/code/", follow=True).content.decode()
    assert f"Cho {device.name} vào hệ thống" in page


def test_the_report_says_who_came_in_twice_and_which_scans_are_missing(desk, ground):
    ground.twice()
    page = desk.get(ground.path).content.decode()
    for words in (
        "Trần Thị Hoa",
        "Cơ khí Đông Anh",
        "3\u00a0phút 20\u00a0giây",
        "thiếu 2: 2–3",
        "12 lượt quét chưa gửi",
        "38 %",
    ):
        assert words in page.replace("&nbsp;", "\u00a0"), words
    assert "thiết bị chưa thể biết" in page
    assert "style=" not in page


def test_the_page_reads_well_on_a_desk_and_on_a_phone_and_by_keys(open_page, faults, transactional_db):
    ground = Ground()
    ground.twice()
    page = open_page(ground.path, user=ground.manager)
    page.get_by_label("Tên thiết bị").fill("Cổng A, máy 2")
    page.keyboard.press("Enter")
    page.get_by_role("img", name="Mã QR cho thiết bị").wait_for()
    assert faults(page) == []
    _kept(page, "desk")
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name=re.compile("Khoá.*Máy cổng A")).click()
    assert Device.objects.filter(revoked_at=None).count() == 3
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name=re.compile("Khoá.*Máy cổng A")).click()
    page.get_by_text("Từ bây giờ Máy cổng A bị khoá").wait_for()
    page.set_viewport_size({"width": 360, "height": 760})
    assert faults(page) == []
    _kept(page, "phone")


def _kept(page, name):
    """A picture to look at, where somebody asks for it: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/organiser-devices-{name}.png", full_page=True)
