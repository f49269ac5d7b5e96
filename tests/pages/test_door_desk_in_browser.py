"""Hands at the desk of the door: people found by typing."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from checkin.models import Scan
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

SAME_BADGE_MS = 2600
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk(open_page):
    """`desk(width=1440)`: the app of an enrolled browser at gate B; three people of two names are registered."""
    fair = make_fair()
    make_gate(fair, "B")
    make_checkin_list(fair)
    firm = make_company("Cơ khí Đông Anh")
    people = {}
    for name, phone in (("Nguyễn Thị Hà", "+84912345678"), ("Nguyễn Văn Hà", "+84987654321"), ("Lê Văn Tám", "")):
        person = make_person(full_name=name, phone=phone, company=firm)
        person.search_text = {"Lê Văn Tám": "le van tam"}.get(
            name, "nguyen thi ha" if "Thị" in name else "nguyen van ha"
        )
        person.save(update_fields=["search_text"])
        people[name] = make_badge(make_registration(fair, person))

    def opened(*, width=1440):
        page = open_page(f"/{fair.slug}/door/", user=make_member(fair.organisation, Role.DOOR), width=width)
        page.get_by_role("button", name="Mở máy soát B").click()
        expect(page.locator("#gate")).to_have_text("B", timeout=20_000)
        expect(page.locator("#online")).to_be_visible(timeout=20_000)
        return page

    opened.fair, opened.people = fair, people
    return opened


def look_for(page):
    """A person waits a moment after the slash; a hand scanner does not."""
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_somebody_without_a_badge_in_the_hand_is_found_by_keyboard_and_let_in(desk, faults, refusals):
    page = desk()
    verdict, found = page.locator("#verdict"), page.locator("#found button")
    look_for(page)
    page.keyboard.type("nguyen ha")
    expect(found).to_have_count(2)
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(found.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(verdict).to_have_class("verdict v-ok")
    expect(verdict).to_contain_text("Nguyễn Văn Hà")
    expect(page.locator("#find")).to_be_hidden()
    expect(found).to_have_count(0)
    look_for(page)
    page.keyboard.type("0987 654 321")
    expect(found).to_contain_text("Đã vào")
    page.wait_for_timeout(SAME_BADGE_MS)
    found.click()
    expect(verdict).to_have_class("verdict v-again")
    scans = Scan.objects.order_by("device_seq").values_list(
        "device_seq", "verdict", "badge__registration__person__full_name"
    )
    assert list(scans) == [(1, "ok", "Nguyễn Văn Hà"), (2, "already_in", "Nguyễn Văn Hà")]

    look_for(page)  # a hand scanner types into the search as well
    page.keyboard.type(desk.people["Lê Văn Tám"].code)
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Lê Văn Tám")
    page.context.set_offline(True)
    look_for(page)
    page.keyboard.type("nguyen ha")
    expect(page.locator("#findsay")).to_contain_text("Tìm tên cần có mạng")
    expect(found).to_have_count(0)
    refusals.append("ERR_INTERNET_DISCONNECTED")


def test_the_search_fits_a_hand(desk, faults):
    page = desk(width=360)
    page.locator("#findtool").click()
    page.locator("#q").fill("ha")
    expect(page.locator("#found button")).to_have_count(2)
    assert faults(page) == []
    assert all(
        box["height"] >= 44
        for box in [
            one.bounding_box() for one in page.locator("#found button, .tool, #findshut").all() if one.is_visible()
        ]
    )
