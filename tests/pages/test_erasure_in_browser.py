"""Taking one's data away and being erased, in a real browser: two steps, by keyboard, on a phone and at a desk."""

import json
import os

import pytest

from accounts.roles import Role
from booking.models import Registration
from tests.factories.erasing import NAME, make_traced
from tests.factories.fair import make_fair
from tests.factories.people import make_member
from tests.factories.visits import make_registration
from tests.pages.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def shot(page, name):
    """A picture for whoever wants to look: SHOTS names the folder."""
    if folder := os.environ.get("SHOTS"):
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def tab_to(page, name, of="a, button"):
    """By Tab alone, as who has no mouse, to the first of these elements that is called so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(of) => { const at = document.activeElement; return at.matches(of) && (at.labels?.[0] ?? at).innerText }",
            of,
        )
        if said and name in said:
            return
    pytest.fail(f"no Tab leads to {name}")


def test_two_steps_by_keyboard_on_a_phone(open_page, faults, refusals):
    traced = make_traced(make_fair(slug="cnht", contact_email="hoi@fair.example"))
    refusals.append("422")
    page = open_page(f"/cnht/pass/{traced.key}/", width=PHONE)
    assert faults(page, DESK, PHONE) == []
    shot(page, "pass")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Tải dữ liệu của tôi").click()
    assert kept.value.suggested_filename == "du-lieu-cua-toi-cnht.json"
    with open(kept.value.path(), encoding="utf-8") as file:  # noqa: PTH123 -- the browser's own path
        assert json.load(file)["person"]["full_name"] == NAME
    page.set_viewport_size({"width": PHONE, "height": 740})
    tab_to(page, "Xóa dữ liệu của tôi")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Xóa dữ liệu của tôi").wait_for()
    assert faults(page, DESK, PHONE) == []
    shot(page, "erase")
    tab_to(page, "Xóa vĩnh viễn dữ liệu của tôi")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert faults(page, DESK, PHONE) == []
    shot(page, "erase-untold")
    assert Registration.objects.get(pk=traced.registration.pk).state == "complete"
    tab_to(page, "Tôi đã đọc và muốn xóa", "input")
    page.keyboard.press("Space")
    tab_to(page, "Xóa vĩnh viễn dữ liệu của tôi")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dữ liệu của bạn đã được xóa").wait_for()
    assert faults(page, DESK, PHONE) == []
    shot(page, "erased")
    assert Registration.objects.get(pk=traced.registration.pk).state == "erased"


def test_the_page_says_what_comes_first(open_page, faults, refusals):
    fair = make_fair(slug="cnht", contact_email="hoi@fair.example")
    registration = make_registration(fair, role="crew")
    refusals.append("409")
    page = open_page(f"/cnht/pass/{registration.manage_key}/erase/", width=PHONE)
    page.get_by_label("Tôi đã đọc và muốn xóa").check()
    page.get_by_role("button", name="Xóa vĩnh viễn dữ liệu của tôi").click()
    page.get_by_role("alert").get_by_text("Thẻ này do đơn vị trưng bày cấp").wait_for()
    assert faults(page, DESK, PHONE) == []
    shot(page, "erase-refused")


def test_the_organiser_erases_at_the_desk(open_page, faults):
    traced = make_traced(make_fair(slug="cnht"))
    manager = make_member(traced.registration.fair.organisation, Role.MANAGER)
    page = open_page(f"/cnht/desk/people/{traced.registration.public_id}/", width=PHONE, user=manager)
    assert faults(page, DESK, PHONE) == []
    shot(page, "desk-before")
    page.get_by_text("Xóa dữ liệu của người này").click()
    assert faults(page, DESK, PHONE) == []
    shot(page, "desk-open")
    page.get_by_label("Yêu cầu qua điện thoại").check()
    page.get_by_label("Tôi biết rõ ai yêu cầu").check()
    page.get_by_role("button", name="Xóa vĩnh viễn").click()
    page.get_by_role("heading", name="Đã xóa").wait_for()
    assert faults(page, DESK, PHONE) == []
    shot(page, "desk-after")
    page.goto(page.url.split("/desk/")[0] + "/desk/registrations/")
    assert faults(page, DESK, PHONE) == []
    shot(page, "desk-list")
