"""An exhibitor at work in Chromium: booking by mouse and by keys, a lost race, a phone, no script; axe and width."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from booking.models import Booking
from booking.services.booths import hold_booth, submit_booking
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PLAN = "/hoi-cho/plan/"
LONG = "Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Bắc Ninh"


@pytest.fixture
def fair():
    return make_fair(
        slug="hoi-cho",
        bank_bin="970436",
        bank_name="Vietcombank",
        bank_account="1028374650",
        bank_account_name="TTXT THUONG MAI",
    )


@pytest.fixture
def booths(fair):
    hall = make_hall(fair)
    hall.geometry = {
        "features": [{"kind": "gate", "x": 2800, "y": 4000, "width": 600, "depth": 0, "label_vi": "Cổng A"}]
    }
    hall.save()
    rows = make_booths(hall, 6, row="B")
    for booth in make_booths(hall, 6, row="C"):
        booth.y_cm = 600
        booth.save()
        rows.append(booth)
    return rows


@pytest.fixture
def company():
    return make_company(LONG, tax_code="0100109106")


@pytest.fixture
def exhibitor(company):
    return make_member(company.organisation, Role.ADMIN, full_name="Ánh Tuyết")


@pytest.fixture
def rival():
    return make_member(make_company("Đối thủ").organisation, Role.ADMIN)


def rival_holds(rival, booth):
    company = rival.memberships.get().organisation.company
    return hold_booth(booth, company=company, actor_id=rival.pk)


def here(page):
    return page.evaluate("document.activeElement.dataset.code ?? ''")


def press_until(page, key, selector, most=60):
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{key} never reaches {selector}")


def test_a_booth_is_held_and_booked_with_the_mouse(open_page, fair, booths, exhibitor, company):
    page = open_page(PLAN, user=exhibitor)
    page.locator('[data-code="B03"]').click()
    page.locator('#booth-panel [data-booth="B03"] form button').click()
    expect(page.locator("#booth-panel .clock b")).to_have_text("14:59", timeout=4000)
    expect(page.locator('[data-code="B03"]')).to_have_class("bo mine flash")
    page.locator("#booth-panel a.btn.full").click()
    fascia = page.locator('[name="fascia_name"]')
    fascia.fill("ĐÔNG ANH PRECISION")
    expect(page.locator("[data-fascia-preview]")).to_have_text("ĐÔNG ANH PRECISION")
    expect(page.locator("[data-fascia-count]")).to_have_text("18")
    page.locator("form[data-draft] button.btn").click()
    expect(page.locator("svg.qr")).to_be_visible()
    booking = Booking.objects.get()
    assert (booking.state, booking.fascia_name, booking.company) == ("confirmed", "ĐÔNG ANH PRECISION", company)
    assert page.locator("[data-copy]").nth(1).get_attribute("data-copy") == booking.transfer_code


def test_a_booth_is_held_and_booked_by_keys_alone(open_page, fair, booths, exhibitor):
    page = open_page(PLAN, user=exhibitor)
    press_until(page, "Tab", "svg[data-plan] [data-code]")
    assert here(page) == "B01"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert here(page) == "C02"
    page.keyboard.press("Enter")
    expect(page.locator('#booth-panel [data-booth="C02"] [data-panel-head]')).to_be_focused()
    page.keyboard.press("Escape")
    assert here(page) == "C02"
    page.keyboard.press("Enter")
    expect(page.locator("#booth-panel [data-panel-head]")).to_be_focused()
    press_until(page, "Tab", "#booth-panel .panel-do button")
    page.keyboard.press("Enter")
    expect(page.locator("#booth-panel .clock")).to_be_visible()
    expect(page.locator("#booth-panel [data-panel-head]")).to_be_focused()
    press_until(page, "Tab", "#booth-panel a.btn.full")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bookings/**")
    press_until(page, "Tab", '[name="fascia_name"]')
    page.keyboard.press("Control+A")
    page.keyboard.type("DONG ANH")
    page.keyboard.press("Enter")
    expect(page.locator("svg.qr")).to_be_visible()
    booking = Booking.objects.get()
    assert (booking.state, booking.booth.code, booking.fascia_name) == ("confirmed", "C02", "DONG ANH")


def test_a_lost_race_offers_three_free_booths_at_once(open_page, refusals, booths, exhibitor, rival):
    refusals.append("409")
    page = open_page(PLAN, user=exhibitor)
    page.route("**/plan/state/", lambda route: route.fulfill(status=304))  # the news travels slower than the click
    page.locator('[data-code="B03"]').click()
    button = page.locator('#booth-panel [data-booth="B03"] form button')
    expect(button).to_be_visible()
    rival_holds(rival, booths[2])
    button.click()
    expect(page.locator('#booth-panel [role="alert"]')).to_be_visible()
    offers = page.locator('#booth-panel button[name="booth"]')
    assert [offer.get_attribute("value") for offer in offers.all()] == ["B02", "B04", "B01"]
    assert Booking.objects.count() == 1
    offers.first.click()
    expect(page.locator('#booth-panel [data-booth="B02"] .clock')).to_be_visible()
    assert page.url.endswith("booth=B02")
    expect(page.locator('[data-code][aria-current="true"]')).to_have_attribute("data-code", "B02")


def test_what_others_do_shows_within_seconds_on_plan_list_and_panel(open_page, fair, booths, exhibitor, rival):
    page = open_page(PLAN, user=exhibitor)
    page.locator('[data-code="B03"]').click()
    expect(page.locator("#booth-panel .panel-do button")).to_be_visible()
    rival_holds(rival, booths[2])
    expect(page.locator('[data-code="B03"]')).to_have_class("bo held flash", timeout=4000)
    expect(page.locator('[data-count="held"]')).to_have_text("1")
    expect(page.locator("#booth-panel .panel-do")).to_have_count(0)
    page.locator('[data-show="list"]').click()
    row = page.locator('[data-booth-row="B03"]')
    expect(row.locator(".st.held")).to_be_visible()
    expect(row.locator("[data-hold]")).to_be_hidden()


def test_the_list_holds_too(open_page, fair, booths, exhibitor):
    page = open_page(f"{PLAN}?view=list", user=exhibitor)
    page.locator('[data-look="free"]').click()
    expect(page.locator("[data-plan-found]")).to_have_text("12")
    page.locator('[data-look="free"]').click()
    page.locator('[data-open-booth="C04"]').click()
    expect(page.locator('#booth-panel [data-booth="C04"]')).to_be_visible()
    page.locator('[data-booth-row="C05"] [data-hold]').click()
    expect(page.locator('#booth-panel [data-booth="C05"] .clock')).to_be_visible()
    expect(page.locator('[data-booth-row="C05"] .st.mine')).to_be_visible(timeout=4000)
    assert Booking.objects.get().booth.code == "C05"


def test_on_a_phone_the_panel_comes_from_below(open_page, faults, fair, booths, exhibitor):
    page = open_page(PLAN, user=exhibitor, width=360)
    page.locator('[data-zoom="all"]').tap()
    page.locator('[data-code="B03"]').tap()
    sheet = page.locator("[data-sheet].up")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(760, abs=1)
    expect(sheet.locator(".panel-do button")).to_be_in_viewport(ratio=1)
    expect(page.locator('[data-code="B03"]')).to_be_in_viewport()
    sheet.locator("[data-sheet-close]").tap()
    expect(page.locator("[data-sheet].up")).to_have_count(0)
    page.locator('[data-code="B04"]').tap()
    page.locator('#booth-panel [data-booth="B04"] .panel-do button').tap()
    expect(page.locator("#booth-panel .clock")).to_be_visible()


def test_without_script_links_and_forms_do_it_all(open_page, fair, booths, exhibitor):
    page = open_page(PLAN, user=exhibitor, java_script_enabled=False)
    page.locator('[data-code="B03"]').click()
    page.locator('#booth-panel [data-booth="B03"] form button').click()
    expect(page.locator("#booth-panel .clock")).to_be_visible()
    page.locator("#booth-panel .duo button").first.click()
    page.locator("#booth-panel a.btn.full").click()
    page.locator('[name="fascia_name"]').fill("ĐÔNG ANH")
    page.locator("form[data-draft] button.btn").click()
    expect(page.locator("svg.qr")).to_be_visible()
    booking = Booking.objects.get()
    assert (booking.state, booking.hold_extended) == ("confirmed", True)
    expect(page.locator("[data-copy]").first).to_be_hidden()


def test_what_was_typed_survives_a_closed_page(open_page, fair, booths, exhibitor, company):
    booking = hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    page = open_page(f"/hoi-cho/bookings/{booking.public_id}/", user=exhibitor)
    page.locator('[name="note"]').fill("Máy nặng 4 tấn")
    page.reload()
    expect(page.locator('[name="note"]')).to_have_value("Máy nặng 4 tấn")


def test_a_booking_is_cancelled_only_after_the_question(open_page, fair, booths, exhibitor, company):
    booking = hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    submit_booking(booking, fascia_name="A", actor_id=exhibitor.pk)
    page = open_page(f"/hoi-cho/bookings/{booking.public_id}/", user=exhibitor)
    page.locator('[commandfor="cancel"]').first.click()
    expect(page.locator("dialog#cancel")).to_be_visible()
    page.locator('dialog#cancel [command="close"]').click()
    expect(page.locator("dialog#cancel")).to_be_hidden()
    page.locator('[commandfor="cancel"]').first.click()
    page.locator('dialog#cancel [name="reason"]').fill("Đổi ý")
    page.locator("dialog#cancel button.danger").click()
    expect(page.locator("dialog#cancel")).to_have_count(0)
    booking.refresh_from_db()
    assert (booking.state, booking.decline_reason) == ("cancelled", "Đổi ý")


@pytest.mark.slow
def test_every_page_is_accessible_and_fits(open_page, faults, booths, exhibitor):
    company, fair = exhibitor.memberships.get().organisation.company, booths[0].fair
    rival_holds(make_member(make_company("Đối thủ").organisation, Role.ADMIN), booths[5])
    held = hold_booth(booths[0], company=company, actor_id=exhibitor.pk)
    paid = hold_booth(booths[1], company=company, actor_id=exhibitor.pk)
    submit_booking(paid, fascia_name=LONG, note="Máy nặng", actor_id=exhibitor.pk)
    make_badge(make_registration(fair, make_person(exhibitor, company), role="exhibitor"))
    phone = open_page(PLAN, user=exhibitor, width=PHONE)  # opened on a phone, the plan is near
    page = open_page(PLAN, user=exhibitor)
    found = {"phone": faults(phone)}
    for address in (
        PLAN,
        f"{PLAN}?booth=B01",
        f"{PLAN}?booth=B04",
        f"{PLAN}?booth=B06",
        f"{PLAN}?view=list",
        f"/en{PLAN}?booth=B02",
        f"/ja{PLAN}?booth=C02",
        f"/hoi-cho/bookings/{held.public_id}/",
        f"/hoi-cho/bookings/{paid.public_id}/",
        "/hoi-cho/my-booth/",
    ):
        page.goto(page.url.split("/hoi-cho")[0].removesuffix("/en").removesuffix("/ja") + address)
        found[address] = faults(page, DESK, PHONE)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
