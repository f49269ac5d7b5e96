"""The whole way on real parts: a booth, a pass, a meeting, the door. Web, worker, beat and mail server are processes."""

import datetime as dt
import io
import re
import sys

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import expect

from accounts.roles import Role
from badges.tokens import verify
from booking.keys import key_ring
from booking.models import Badge, Booking, Meeting, MeetingRequest
from checkin.models import Admission, Scan
from kernel.clock import now
from kernel.models import Message
from tests.factories.fair import (
    ZONE,
    make_booths,
    make_buyer,
    make_checkin_list,
    make_fair,
    make_gate,
    make_hall,
    make_slots,
    make_tables,
)
from tests.factories.meetings import make_need
from tests.factories.people import make_company, make_member
from tests.faults.house import wait_until
from tests.pages.conftest import ARGS, DESK, PROGRAM
from tests.pages.whole.calendars import read_invitation
from tests.pages.whole.film import film
from tests.pages.whole.house import whole_house
from tests.pages.whole.letters import first_page, letter_to, letters_to, part_of
from tests.pages.windows import look_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
PASSWORD = "mot-mat-khau-du-dai"
MAKER, BUYER = "Cơ khí Đông Anh", "Denko Việt Nam"
TIMES = ("09:20", "10:00", "11:00")


@pytest.fixture
def fair():
    """Open today and tomorrow: the door is open now, the meetings are tomorrow."""
    today = now().astimezone(ZONE).date()
    fair = make_fair(
        slug="cnht",
        starts_on=today,
        bank_bin="970436",
        bank_name="Vietcombank",
        bank_account="1028374650",
        bank_account_name="TTXT THUONG MAI",
    )
    make_booths(make_hall(fair), 14, row="B")
    make_slots(fair, 8, on=today + dt.timedelta(days=1))
    make_tables(fair, 3)
    make_gate(fair, "A")
    make_checkin_list(fair)
    return fair


@pytest.fixture
def exhibitor(fair):
    company = make_company(MAKER, tax_code="0100109106", slug="co-khi-dong-anh")
    return make_member(
        company.organisation, Role.ADMIN, full_name="Vũ Ánh Tuyết", email="tuyet@dong-anh.example", password=PASSWORD
    )


@pytest.fixture
def visitor(fair):
    """A colleague of an invited buyer who is not registered yet and has no password."""
    company = make_company(BUYER, slug="denko")
    make_buyer(fair, company)
    make_need(company, title_vi="Trục bậc hộp số")
    return make_member(company.organisation, Role.STAFF, full_name="Hoàng Thị Lan Anh", email="lan.anh@denko.example")


@pytest.fixture
def door_staff(fair):
    return make_member(fair.organisation, Role.DOOR, email="cong-a@organiser.example", password=PASSWORD)


@pytest.fixture
def house(process_environment, tmp_path):
    with whole_house(process_environment, tmp_path) as house:
        yield house
    sys.stdout.write((tmp_path / "staff.log").read_text(errors="replace")[-6000:])


@pytest.fixture
def browse(chromium, house):
    """`browse()`: a page of somebody's own browser; at the end no console has said a word."""
    said, opened = [], []

    def page_of(browser=chromium, **options):
        context = browser.new_context(**look_of(DESK) | options)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield page_of
    for context in opened:
        context.close()
    assert said == []


def log_in_by_password(page, house, user, path):
    page.goto(f"{house.url}{path}")
    form = page.locator("form", has=page.locator("[type=password]"))
    form.get_by_label("E-mail").fill(user.email)
    form.locator("[type=password]").fill(PASSWORD)
    form.get_by_role("button", name="Đăng nhập").click()


def log_in_by_mail(page, house, user, path):
    page.goto(f"{house.url}{path}")
    page.locator("#code-email").fill(user.email)
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    letter = letter_to(house.mail, user.email, "Mã đăng nhập")
    (digits,) = re.findall(r"^(\d{6})\r?$", part_of(letter, "text/plain").get_content(), re.MULTILINE)
    page.locator("[name=code]").fill(digits)
    page.get_by_role("button", name="Đăng nhập").click()


def register(page, house, *, role=None):
    """What is known stands in the form already; only the consent is missing."""
    page.goto(f"{house.url}/cnht/register/")
    if role:
        page.locator(f"[name=role][value={role}]").check()
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Đăng ký và nhận thẻ").click()
    page.get_by_role("heading", name="Bạn đã đăng ký").wait_for()


def book(page, house, code):
    page.goto(f"{house.url}/cnht/plan/")
    page.locator(f'svg [data-code="{code}"]').click()
    page.get_by_role("button", name="Giữ gian này").click()
    page.get_by_role("link", name="Tiếp tục đặt gian").click()
    page.locator("[name=fascia_name]").fill("ĐÔNG ANH PRECISION")
    page.get_by_role("button", name="Đặt gian").click()
    expect(page.locator("svg.qr")).to_be_visible()


def test_a_booth_a_pass_a_meeting_and_the_door(chromium, house, browse, fair, exhibitor, visitor, door_staff, tmp_path):
    # --- the exhibitor books booth B12 and gets the mail
    stand = browse()
    log_in_by_password(stand, house, exhibitor, "/log-in/")
    book(stand, house, "B12")
    booking = Booking.objects.get()
    assert (booking.booth.code, booking.state, booking.company.short_name) == ("B12", "confirmed", MAKER)
    letter = letter_to(house.mail, exhibitor.email, "Gian B12")
    for media_type in ("text/plain", "text/html"):
        assert booking.transfer_code in part_of(letter, media_type).get_content()
    register(stand, house)

    # --- the visitor logs in by a mailed code, registers, gets the mail with PDF and calendar file
    buyer = browse()
    log_in_by_mail(buyer, house, visitor, "/log-in/?next=/cnht/register/")
    buyer.wait_for_url("**/cnht/register/")
    register(buyer, house, role="buyer")
    letter = letter_to(house.mail, visitor.email, "Thẻ vào cửa")
    badge = Badge.objects.get(registration__person__user=visitor)
    days = Calendar.from_ical(part_of(letter, "text/calendar").get_content()).walk("VEVENT")
    assert [day["DTSTART"].dt for day in days] == [day.opens_at for day in fair.days.all()]
    printed = first_page(part_of(letter, "application/pdf").get_content())
    texts = {found.text for found in zxingcpp.read_barcodes(printed)}
    assert badge.code in texts
    (token,) = texts - {badge.code}
    assert verify(token, key_ring(), fair=fair.token_number, now=now()).badge == bytes(badge.token_bits)

    # --- asks the exhibitor for a meeting over three slots; the exhibitor accepts
    buyer.goto(f"{house.url}/cnht/meetings/with/co-khi-dong-anh/")
    for time in TIMES:
        row = buyer.locator("tr", has=buyer.get_by_role("rowheader", name=time, exact=True))
        row.get_by_role("checkbox").check()
    buyer.get_by_role("button", name="Gửi lời mời").click()
    buyer.get_by_text("Đã gửi lời mời với 3 giờ").wait_for()
    wish = MeetingRequest.objects.get()
    assert (wish.requested_slots.count(), wish.to_company, Meeting.objects.count()) == (3, booking.company, 0)
    letter_to(house.mail, exhibitor.email, BUYER)
    stand.goto(f"{house.url}/cnht/meetings/")
    stand.get_by_role("button", name="Nhận lời").click()
    stand.locator("#meetings strong", has_text=BUYER).wait_for()

    # --- both get calendar invitations that a calendar library parses
    meeting = Meeting.objects.select_related("slot").get()
    assert meeting.slot.starts_at.astimezone(ZONE).strftime("%H:%M") in TIMES
    for address, other in ((exhibitor.email, BUYER), (visitor.email, MAKER)):
        wait_until(lambda to=address: invitations(house, to), seconds=30, what=f"invitation to {address}")
        (raw,) = invitations(house, address)
        event = Calendar.from_ical(raw).walk("VEVENT")[0]
        read = read_invitation(raw)
        assert (read.method, read.sequence, read.status) == ("REQUEST", 0, "CONFIRMED")
        assert (read.starts_at, read.ends_at) == (meeting.slot.starts_at, meeting.slot.ends_at)
        assert (event["DTSTART"].dt, str(event["UID"])) == (read.starts_at, read.uid)
        assert meeting.public_id in read.uid
        assert address in read.attendees
        assert other in event["SUMMARY"]

    # --- the door scans the pass through the camera: welcome, then "already in at …"
    args = [*ARGS, *film(tmp_path, (None, 2), (as_photo(printed), 4), (None, 5))]
    camera = chromium.browser_type.launch(executable_path=PROGRAM, args=args)
    try:
        door = browse(camera)
        log_in_by_password(door, house, door_staff, "/log-in/")
        door.wait_for_url("**/cnht/door/")
        door.get_by_role("button", name="Mở máy soát A").click()
        verdict = door.locator("#verdict")
        expect(verdict).to_have_class("verdict v-ok", timeout=30_000)
        expect(verdict).to_contain_text("Mời vào")
        expect(verdict).to_contain_text("Hoàng Thị Lan Anh")
        expect(verdict).to_contain_text(BUYER)
        entered = Admission.objects.get().at.astimezone(ZONE)
        expect(verdict).to_have_class("verdict v-again", timeout=30_000)
        expect(verdict).to_contain_text("Đã vào rồi")
        expect(verdict).to_contain_text(f"Vào lúc {entered:%H:%M}, cổng A")
        kept = door.locator("#check-worker")  # every file of production, under its hashed name
        expect(kept).to_have_attribute("data-state", "ok", timeout=30_000)
        door.close()
    finally:
        camera.close()
    assert Admission.objects.count() == 1
    first, *later = Scan.objects.order_by("id").values_list("verdict", "badge")
    assert first == ("ok", badge.pk)
    assert set(later) == {("already_in", badge.pk)}

    # --- nothing was mailed twice, and every letter is done
    wait_until(lambda: set(Message.objects.values_list("state", flat=True)) == {"sent"}, seconds=20, what="all sent")
    assert set(house.mail.taken().values()) == {1}
    assert sum(house.mail.taken().values()) == Message.objects.count()


def invitations(house, address):
    """The calendar parts of the letters that ask somebody to come."""
    parts = [part for letter in letters_to(house.mail, address) for part in letter.walk()]
    asking = [part for part in parts if part.get_param("method") == "REQUEST"]
    return [part.get_payload(decode=True) for part in asking]


def as_photo(page):
    """The upper half of the printed sheet, a little turned and pale, as a phone's camera gets it."""
    half = page.crop((0, 0, page.width, page.height * 6 // 10)).convert("RGB")
    photo = half.rotate(4, resample=Image.Resampling.BICUBIC, fillcolor="#dddddd")
    squeezed = io.BytesIO()
    photo.save(squeezed, "JPEG", quality=60)
    return Image.open(squeezed)
