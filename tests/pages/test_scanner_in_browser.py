"""The scanner at a gate: camera, hand scanner, keyboard, and a network that comes and goes."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from badges.codes import new_code
from badges.render import pass_pdf
from booking.passes import pass_sheet
from booking.queries.registrations import live_badge
from checkin.models import Admission, Scan
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import ARGS, PROGRAM
from tests.pages.whole.film import camera_args, film

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
COMPANY = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh – Chi nhánh Bắc Ninh"


@pytest.fixture
def fair():
    fair = make_fair()
    make_gate(fair, "B")
    make_checkin_list(fair)
    return fair


@pytest.fixture
def badge(fair):
    registration = make_registration(fair, make_person(full_name="Lê Thu Hà", company_name=COMPANY))
    return make_badge(registration)


def first_page(badge):
    """The pass as it is printed: both codes are on it."""
    with pypdfium2.PdfDocument(pass_pdf(pass_sheet(live_badge(badge.registration)))) as pdf:
        page = pdf[0]
        picture = page.render(scale=3).to_pil()
        page.close()
    return picture.crop((0, 0, picture.width, picture.height * 6 // 10))


@pytest.fixture
def door(chromium, live_server, client, fair, tmp_path):
    """`door(width=360, scenes=[…])`: the scanner of the fair's gate for its door staff; its console stays empty."""
    browsers, said = [], []

    def opened(*, width=1440, scenes=((None, 1),), path=None):
        (tmp_path / "camera.mjpeg").write_bytes(film(*scenes))
        browser = chromium.browser_type.launch(
            executable_path=PROGRAM, args=[*ARGS, *camera_args(tmp_path / "camera.mjpeg")]
        )
        browsers.append(browser)
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 640 else 760}, locale="vi-VN", has_touch=width <= 640
        )
        client.force_login(make_member(fair.organisation, Role.DOOR))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        gate, one = fair.gates.get(), fair.checkin_lists.get()
        page.goto(live_server.url + f"/{fair.slug}/door/{gate.public_id}/{one.public_id}/{path or ''}")
        expect(page.locator("#camsay")).to_have_text("Đưa mã QR vào khung")
        return page

    yield opened
    for browser in browsers:
        browser.close()
    expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 401")
    assert [text for text in said if not any(word in text for word in expected)] == []


def wedge(page, text, *, end="Enter"):
    """A hand scanner: a burst of keys without a pause, then its last key."""
    page.keyboard.type(text)
    page.keyboard.press(end)


def test_camera_welcomes_once_then_says_when_the_person_came_in(door, badge):
    page = door(scenes=[(first_page(badge), 4), (None, 4)])
    verdict = page.locator("#verdict")
    expect(verdict).to_have_class("verdict v-ok")
    expect(verdict).to_contain_text("Mời vào")
    expect(verdict).to_contain_text("Lê Thu Hà")
    expect(page.locator("#camsay")).to_have_text("Sẵn sàng cho người tiếp theo")
    page.wait_for_timeout(2000)  # the pass, with both its codes, is still held up
    assert verdict.get_attribute("class") == "verdict v-ok"
    expect(verdict).to_have_class("verdict v-again", timeout=20_000)
    expect(verdict).to_contain_text("Đã vào rồi")
    entered = Admission.objects.get()
    expect(verdict).to_contain_text(f"{entered.at.astimezone(entered.checkin_list.opens_at.tzinfo):%M}, cổng B")
    assert page.locator("#log li").count() == 2
    first, *later = Scan.objects.order_by("id").values_list("verdict", flat=True)
    assert first == "ok"
    assert set(later) == {"already_in"}


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_hand_scanner_types_wherever_the_focus_is(door, badge, end):
    page = door()
    page.get_by_role("link", name="Các cổng").focus()
    wedge(page, badge.code, end=end)
    expect(page.locator("#verdict")).to_have_class("verdict v-ok")
    expect(page.locator("#code")).to_have_value("")
    wedge(page, new_code(), end=end)
    expect(page.locator("#verdict")).to_have_class("verdict v-no")
    expect(page.locator("#verdict")).to_contain_text("Dừng lại")
    assert list(Scan.objects.order_by("id").values_list("verdict", flat=True)) == ["ok", "unknown"]


def test_letters_changed_by_an_input_method_are_not_sent(door):
    page = door()
    page.locator("#code").fill("ĐÂY2-K7Ư")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Unikey")
    assert Scan.objects.count() == 0


def test_without_network_scans_are_kept_over_a_reload_and_sent_once(door, fair, badge):
    page = door()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#online")).to_be_visible()
    page.context.route("**/scans/**", lambda route: route.abort())
    wedge(page, badge.code)
    expect(page.locator("#verdict")).to_contain_text("Mất mạng")
    wedge(page, new_code())
    expect(page.locator("#unsent")).to_have_text("2")
    expect(page.locator("#offline")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?"
    page.reload()
    expect(page.locator("#unsent")).to_have_text("2")
    assert Scan.objects.count() == 0
    page.context.unroute("**/scans/**")
    expect(page.locator("#log li time")).to_have_count(2)
    expect(page.locator("#unsent")).to_have_text("0")
    expect(page.locator("#online")).to_be_visible()
    assert sorted(Scan.objects.values_list("verdict", "offline")) == [("ok", True), ("unknown", True)]


def test_an_answer_lost_on_the_way_is_asked_again_with_the_same_nonce(door, badge):
    page = door()

    def lose(route):
        route.fetch()  # the server decided …
        route.abort()  # … and nobody heard it

    page.route("**/scans/", lose)
    wedge(page, badge.code)
    expect(page.locator("#verdict")).to_have_class("verdict v-ok")
    expect(page.locator("#unsent")).to_have_text("0")
    assert Scan.objects.get().verdict == "ok"
    assert Admission.objects.count() == 1


def test_who_was_logged_out_is_told_and_no_scan_is_lost(door, badge):
    page = door()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    wedge(page, badge.code)
    expect(page.locator("#verdict")).to_contain_text("Đăng nhập lại")
    expect(page.locator("#verdict a")).to_have_attribute("href", re.compile(r"^/log-in/\?next=/fair-\d+/door/"))
    expect(page.locator("#unsent")).to_have_text("1")
    assert Scan.objects.count() == 0
    page.context.add_cookies(cookies)
    expect(page.locator("#unsent")).to_have_text("0")
    assert Scan.objects.values_list("verdict", "offline").get() == ("ok", True)


def test_exit_counts_out(door, badge):
    page = door(path="?exit")
    wedge(page, badge.code)
    expect(page.locator("#verdict")).to_have_class("verdict v-ok")
    assert Scan.objects.get().direction == "exit"


@pytest.mark.parametrize("width", [1440, 360])
def test_every_state_is_accessible_and_fits(door, faults, badge, width):
    page = door(width=width)
    assert faults(page) == []
    for text, look in ((badge.code, "ok"), (new_code(), "no"), (badge.code, "again")):
        wedge(page, text)
        page.wait_for_timeout(2600)  # the same badge within 2.5 s is one scan
        if look == "again":
            wedge(page, text)
        expect(page.locator("#verdict")).to_have_class(f"verdict v-{look}")
        page.wait_for_timeout(300)  # it has faded in
        assert faults(page) == []
