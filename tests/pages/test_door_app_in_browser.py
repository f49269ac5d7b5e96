"""The door's app from its QR to the last scan: welcomed by camera, the server gone, the page reloaded, all sent later."""

import re
import time
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from accounts.roles import Role
from badges.codes import new_code
from badges.render import pass_pdf
from booking.keys import token_of
from booking.passes import pass_sheet
from booking.queries.registrations import live_badge
from checkin.models import Admission, Annulment, Device, Scan
from checkin.queries.merges import merge_report
from checkin.services.devices import add_device, revoke_device
from kernel.clock import now
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member, make_person
from tests.factories.visits import make_badge, make_registration
from tests.pages.conftest import ARGS, DESK, PHONE, PROGRAM
from tests.pages.whole.cable import Cable
from tests.pages.whole.film import film
from tests.pages.windows import look_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SAME_BADGE_MS = 2600
COMPANY = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh – Chi nhánh Bắc Ninh"


def as_held_up(badge) -> Image.Image:
    """Our own PDF at 200 dpi, a little out of focus, turned and pale, as a gate's camera gets it."""
    with pypdfium2.PdfDocument(pass_pdf(pass_sheet(live_badge(badge.registration)))) as pdf:
        page = pdf[0]
        picture = page.render(scale=200 / 72).to_pil().convert("RGB")
        page.close()
    upper = picture.crop((0, 0, picture.width, picture.height * 6 // 10))
    turned = upper.filter(ImageFilter.GaussianBlur(1)).rotate(4, resample=Image.Resampling.BICUBIC, fillcolor="#dddddd")
    squeezed = BytesIO()
    turned.save(squeezed, "JPEG", quality=60)
    return Image.open(squeezed)


def wedge(page, text, *, end="Enter"):
    """A hand scanner: a burst of keys without a pause, then its last key."""
    page.keyboard.type(text)
    page.keyboard.press(end)


WATCH = """() => {
  const verdict = document.getElementById("verdict");
  window.shown = [];
  new MutationObserver(() => shown.push(`${verdict.className} ${verdict.textContent}`)).observe(verdict, {childList: true});
}"""


def wait_for(page, *words):
    """An answer with these words was shown; the camera's film may have put another in its place since."""
    deadline = time.monotonic() + 20
    while not page.evaluate("(words) => shown.some((one) => words.every((word) => one.includes(word)))", words):
        assert time.monotonic() < deadline, (words, page.evaluate("shown"))
        page.wait_for_timeout(50)


@pytest.mark.slow
def test_a_gate_works_through_the_loss_of_its_server(chromium, live_server, faults, tmp_path):
    fair = make_fair()
    gate, day = make_gate(fair, "B"), make_checkin_list(fair)
    held_up, typed, scanned = (
        make_badge(make_registration(fair, make_person(full_name=name)))
        for name in ("Lê Thu Hà", "Đỗ Hoàng Yến", "Kim Min-jun")
    )
    ended = make_badge(make_registration(fair, make_person()), state="revoked", ended_at=now())
    boss = make_member(fair.organisation, Role.OWNER)
    device, code = add_device(fair, name="Máy 1", gate=gate, checkin_lists=[day], actor_id=boss.pk, now=now())
    cable = Cable(live_server.thread.port)
    cable.plug()
    port = cable.port
    camera = film(tmp_path, (as_held_up(held_up), 3), (None, 4))
    browser = chromium.browser_type.launch(executable_path=PROGRAM, args=[*ARGS, *camera])
    try:
        page = browser.new_context(**look_of(PHONE)).new_page()
        page.set_default_timeout(20_000)
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        verdict, unsent = page.locator("#verdict"), page.locator("#unsent")
        page.goto(f"http://127.0.0.1:{port}/door/app/#enrol={code}")
        expect(page.locator("#gate")).to_have_text("B", timeout=20_000)
        assert page.url == f"http://127.0.0.1:{port}/door/app/"
        expect(verdict).to_have_class("verdict v-ok", timeout=20_000)
        expect(verdict).to_contain_text("Lê Thu Hà")
        expect(verdict).to_have_class("verdict v-again", timeout=20_000)
        expect(verdict).to_contain_text(re.compile(r"Vào lúc \d\d:\d\d, cổng B"))
        page.locator("#post").click()
        expect(page.locator("#check-worker")).to_have_attribute("data-state", "ok", timeout=20_000)
        expect(page.locator("#check-snapshot")).to_contain_text("Máy đã có 4 thẻ", timeout=20_000)
        assert faults(page) == []
        page.keyboard.press("Escape")
        cable.pull()
        assert page.evaluate("fetch('/api/v1/door/post/').then(() => 'up', () => 'down')") == "down"

        page.reload()  # out of what the device keeps; the camera's film begins anew
        page.evaluate(WATCH)
        expect(page.locator("#offline")).to_be_visible()
        wait_for(page, "v-again", "cổng B", "Soát khi mất mạng")
        for text, *words in (
            (typed.code.lower(), "v-ok", "Soát khi mất mạng"),
            (token_of(scanned), "v-ok", "Khách tham quan"),
            (token_of(typed), "v-again", "cổng B"),
            (new_code(), "v-no", "Không phải thẻ của hội chợ"),
            (token_of(ended), "v-no", "Thẻ đã bị thu hồi. Mời khách đến quầy."),
        ):
            page.evaluate("shown.length = 0")
            wedge(page, text)
            wait_for(page, *words)
        kept = int(unsent.text_content())
        assert kept >= 6

        cable.plug()
        expect(unsent).to_have_text("0", timeout=30_000)
        expect(page.locator("#online")).to_be_visible(timeout=20_000)
        revoke_device(device, actor_id=boss.pk, now=now())
        expect(verdict).to_contain_text("Máy đã bị khóa", timeout=30_000)
        assert faults(page) == []
    finally:
        browser.close()
        cable.pull()
    expected = (
        "ERR_CONNECTION_",
        "ERR_EMPTY_RESPONSE",
        "status of 403",
    )  # a request may be under way when the cable goes
    assert [text for text in said if not any(word in text for word in expected)] == []
    assert Scan.objects.filter(offline=True).count() >= kept  # the film went on while the server started
    assert set(Admission.objects.values_list("registration", flat=True)) == {
        badge.registration_id for badge in (held_up, typed, scanned)
    }
    assert Admission.objects.count() == 3
    counted = Scan.objects.exclude(badge=held_up).order_by("device_seq")
    assert list(counted.values_list("badge", "verdict")) == [
        (typed.pk, "ok"), (scanned.pk, "ok"), (typed.pk, "already_in"), (None, "unknown"), (ended.pk, "revoked"),
    ]  # fmt: skip
    numbers = list(Scan.objects.order_by("device_seq").values_list("device_seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Device.objects.get().unsent == 0
    report = merge_report(fair)
    assert (report.doubles, report.wrongly) == ([], [])


@pytest.fixture
def post(open_page, live_server):
    """`post(width=1440)`: door staff log in, choose their gate, and stand at the app of it."""
    fair = make_fair()
    make_gate(fair, "B")
    make_checkin_list(fair)
    badge = make_badge(make_registration(fair, make_person(full_name="Lê Thu Hà", company_name=COMPANY)))

    def opened(*, width=1440):
        page = open_page(f"/{fair.slug}/door/", user=make_member(fair.organisation, Role.DOOR), width=width)
        page.get_by_role("button", name="Mở máy soát B").click()
        expect(page.locator("#gate")).to_have_text("B", timeout=20_000)
        expect(page.locator("#online")).to_be_visible(timeout=20_000)
        return page

    opened.badge = badge
    return opened


def test_hands_at_the_app_of_a_browser_that_staff_made_a_device(post, refusals):
    page = post()
    assert page.url.endswith("/door/app/")
    verdict, badge = page.locator("#verdict"), post.badge
    assert re.fullmatch(r"B · \d\d/\d\d \d\d:\d\d:\d\d", Device.objects.get().name)

    page.locator("#post").focus()  # a hand scanner types wherever the focus is, and may end with a tab
    wedge(page, badge.code, end="Tab")
    expect(verdict).to_have_class("verdict v-ok")
    expect(verdict).to_contain_text("Lê Thu Hà")
    expect(page.locator("#code")).to_have_value("")
    page.locator("#undo").click()
    expect(verdict).to_contain_text("Đã hoàn tác")
    expect(page.locator("#undo")).to_be_disabled()
    page.wait_for_timeout(SAME_BADGE_MS)
    wedge(page, badge.code)
    expect(verdict).to_have_class("verdict v-ok")
    page.wait_for_timeout(SAME_BADGE_MS)
    page.locator("#turn").click()
    expect(page.locator("#where")).to_contain_text("Ra · Ngày 1")
    wedge(page, badge.code)
    expect(verdict).to_contain_text("Đã ra")
    wedge(page, f"https://{'a-long-name.' * 4}example/ja/door/app/#enrol=ABCDEFGHJKLMNPQRS234")
    expect(verdict).to_contain_text("Mã hết hạn")
    refusals.append("404")
    for garbled in ("ĐÂY2-K7Ư", token_of(badge).lower()):  # an input method, Caps Lock
        page.locator("#code").fill(garbled)
        page.keyboard.press("Enter")
        expect(verdict).to_contain_text("Unikey")
    expect(page.locator("#seq")).to_have_text("3")
    expect(page.locator("#unsent")).to_have_text("0")

    second = page.context.new_page()  # one device, one window
    second.goto(page.url)
    expect(second.locator("#verdict")).to_contain_text("Đang mở hai lần")
    page.close()
    expect(second.locator("#gate")).to_have_text("B", timeout=20_000)
    scans = Scan.objects.order_by("device_seq").values_list("device_seq", "direction", "verdict", "offline")
    assert list(scans) == [(1, "entry", "ok", False), (2, "entry", "ok", False), (3, "exit", "ok", False)]
    assert Annulment.objects.get().nonce == Scan.objects.get(device_seq=1).nonce


def test_every_look_is_accessible_and_fits(post, faults):
    page = post()
    verdict, badge = page.locator("#verdict"), post.badge
    assert faults(page, DESK, PHONE) == []
    for text, look in ((badge.code, "ok"), (new_code(), "no"), (badge.code, "again")):
        page.wait_for_timeout(SAME_BADGE_MS if look == "again" else 0)
        wedge(page, text)
        expect(verdict).to_have_class(f"verdict v-{look}")
        assert faults(page, DESK, PHONE) == []
    page.locator("#post").click()
    expect(page.locator("#sheet")).to_be_visible()
    assert faults(page, DESK, PHONE) == []
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator("#post")).to_be_focused()
