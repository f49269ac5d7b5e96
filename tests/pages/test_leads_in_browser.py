"""Leads on phones: scanned by camera and code, kept while the network is away, sent once; the visitor takes his data back."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import expect

from badges.codes import new_code
from badges.render import pass_pdf
from booking.passes import pass_sheet
from booking.queries.registrations import live_badge
from checkin.models import Lead, LeadEntry
from kernel.clock import now
from tests.factories.fair import make_fair
from tests.factories.leads import make_lead, make_qualifier
from tests.factories.meetings import make_colleague, make_maker
from tests.factories.people import make_person
from tests.factories.visits import make_badge, make_registration
from tests.faults.house import wait_until
from tests.pages.conftest import ARGS, PHONE, PROGRAM
from tests.pages.whole.film import film
from tests.pages.whole.letters import first_page
from tests.pages.windows import look_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh – Chi nhánh Bắc Ninh"
AWAY = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


class Stand:
    def __init__(self):
        self.fair = make_fair(slug="cnht", starts_on=now().date())
        self.an = make_maker(self.fair, "Đông Anh")
        self.binh = make_colleague(self.fair, self.an.company)
        self.exhibitor = self.fair.exhibitors.get()
        self.grade = make_qualifier(self.exhibitor, question="Mức quan tâm")
        self.hoa, self.quang = self.visitor("Trần Thị Hoa", share_contact=True), self.visitor("Phạm Quang")

    def visitor(self, name, **fields):
        person = make_person(full_name=name, company_name=LONG, job_title="Mua hàng", phone="+84912345678")
        return make_badge(make_registration(self.fair, person, **fields))


@pytest.fixture
def stand():
    return Stand()


@pytest.fixture
def phone(chromium, live_server, tmp_path):
    """`phone(user, before_camera=picture)`: the scan page on a phone of its own; its console tells of nothing but the lost
    network. A picture held up takes a browser of its own, whose camera shows it."""
    opened_here, said = [], []

    def opened(user, *, before_camera=None):
        browser = chromium
        if before_camera is not None:
            args = [*ARGS, *film(tmp_path, (before_camera, 1))]
            browser = chromium.browser_type.launch(executable_path=PROGRAM, args=args)
            opened_here.append(browser)
        context = browser.new_context(**look_of(PHONE))
        opened_here.append(context)
        client = Client()
        client.force_login(user)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(live_server.url + "/cnht/leads/scan/")
        return page

    yield opened
    for one in reversed(opened_here):
        one.close()
    assert [text for text in said if not any(word in text for word in AWAY)] == []


def take(page, code):
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")


def test_two_colleagues_without_network_make_one_lead_and_nothing_is_lost(phone, faults, stand):
    printed = first_page(pass_pdf(pass_sheet(live_badge(stand.hoa.registration))))
    an = phone(stand.an.user, before_camera=printed)
    expect(an.locator("#who")).to_have_text("Trần Thị Hoa")  # by camera, with the network
    expect(an.locator("#what")).to_contain_text(LONG)
    an.locator("#note").fill("Cần báo giá")
    an.get_by_role("button", name="Lưu ghi chú").tap()
    wait_until(lambda: LeadEntry.objects.filter(kind="note").exists(), seconds=20, what="the note has come")
    expect(an.locator("#unsent")).to_have_text("0")
    an.goto("about:blank")
    scans = LeadEntry.objects.filter(kind="scan").count()
    assert (scans, LeadEntry.objects.count()) == (1, 2)  # a pass held up is one scan, though it shows two codes
    binh = phone(stand.binh.user)
    expect(binh.locator("#camsay")).to_contain_text("Không có camera")
    binh.context.set_offline(True)
    expect(binh.locator("#offline")).to_be_visible()
    began = now()
    take(binh, stand.hoa.code)
    expect(binh.locator("#who")).to_have_text(f"Thẻ … {stand.hoa.code[-4:]}")
    expect(binh.locator("#what")).to_contain_text("Đang giữ trên máy")
    binh.get_by_label("A", exact=True).tap()
    binh.locator("#note").fill("Muốn thăm nhà máy")
    binh.get_by_role("button", name="Lưu ghi chú").tap()
    expect(binh.locator("#unsent")).to_have_text("3")
    take(binh, "7KH4 M9XR T28")  # a letter is missing: told at once, nothing is kept
    expect(binh.locator("#unread")).to_contain_text("Đây không phải thẻ của hội chợ này.")
    expect(binh.locator("#unsent")).to_have_text("3")
    take(binh, new_code().lower())  # well formed, and nobody's: only the server can say so
    expect(binh.locator("#unread")).to_be_hidden()
    expect(binh.locator("#unsent")).to_have_text("4")
    ended = now()
    assert faults(binh) == []
    binh.context.route("**/leads/batch/**", lambda route: route.abort())
    binh.context.set_offline(False)
    binh.reload()
    expect(binh.locator("#unsent")).to_have_text("4")
    assert LeadEntry.objects.filter(author=stand.binh.user).count() == 0
    binh.context.unroute("**/leads/batch/**")
    expect(binh.locator("#unsent")).to_have_text("0")
    expect(binh.locator("#log")).to_contain_text("Trần Thị Hoa")
    expect(binh.locator("#log")).to_contain_text("Đây không phải thẻ của hội chợ này.")
    lead = Lead.objects.get()
    theirs = list(lead.entries.filter(author=stand.binh.user).order_by("at"))
    assert [(one.kind, one.text, one.offline) for one in theirs] == [
        ("scan", "", True), ("answer", "A", True), ("note", "Muốn thăm nhà máy", True),
    ]  # fmt: skip
    assert all(began <= one.at <= ended for one in theirs)
    assert all(one.received_at > ended for one in theirs)
    assert set(lead.entries.filter(kind="note").values_list("text", flat=True)) == {"Muốn thăm nhà máy", "Cần báo giá"}
    binh.get_by_role("button", name="Bỏ khỏi danh sách").tap()
    expect(binh.locator("#log")).not_to_contain_text("Đây không phải thẻ")
    take(binh, stand.quang.code)
    expect(binh.locator("#what")).to_contain_text("Khách chưa chia sẻ liên hệ")
    binh.get_by_role("link", name="Mở phiếu khách").tap()
    expect(binh.get_by_role("heading", level=1)).to_contain_text("Khách quét lúc")


def test_a_withdrawal_on_the_visitors_page_reaches_list_card_and_export(open_page, faults, stand):
    lead = make_lead(stand.exhibitor, stand.hoa.registration, author=stand.an.user, note="Cần báo giá")
    page = open_page("/cnht/leads/", user=stand.an.user)
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 760})
    assert faults(page) == []
    page.get_by_role("link", name="Câu hỏi của công ty").click()
    expect(page.get_by_role("group", name="Câu hỏi 1").get_by_label("Câu hỏi")).to_have_value("Mức quan tâm")
    assert faults(page) == []
    page.get_by_role("link", name="Mọi khách quan tâm").click()
    page.get_by_role("link", name="Trần Thị Hoa").click()
    page.get_by_label("B", exact=True).check()
    page.get_by_role("button", name="Lưu câu trả lời").click()
    page.get_by_text("Đã lưu. Đồng nghiệp của bạn cũng thấy.").wait_for()
    assert faults(page) == []
    visitor = open_page(f"/cnht/pass/{stand.hoa.registration.manage_key}/", width=360)
    visitor.get_by_role("link", name="Ai đã quét thẻ tôi").click()
    expect(visitor.get_by_text(f"Đọc được: Trần Thị Hoa, {LONG}")).to_be_visible()
    assert faults(visitor) == []
    visitor.get_by_role("button", name="Rút lại").click()
    visitor.get_by_text("Đông Anh không còn đọc được liên hệ của bạn.").wait_for()
    page.reload()
    expect(page.get_by_text("Khách đã rút lại liên hệ")).to_be_visible()
    expect(page.get_by_text("Cần báo giá")).to_be_visible()
    assert "Hoa" not in page.locator("main").inner_text()
    page.goto(page.url.replace(f"{lead.public_id}/", ""))
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    (row,) = list(load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0].values)[1:]
    assert (row[1:7], row[10][20:]) == (
        ("Khách đã rút lại liên hệ", None, None, None, None, None),
        f"{stand.an.user.full_name}: Cần báo giá",
    )
