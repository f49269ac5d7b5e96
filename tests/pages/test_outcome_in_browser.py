"""The end card on a phone: by thumb and by keyboard, in a few touches; months later by the link of the mail."""

import datetime as dt
import time

import pytest

from booking.models import Meeting
from fairday.links import follow_up_key, outcome_key
from fairday.models import FollowUp, MeetingOutcome
from fairday.services.follow_ups import ask_follow_up
from kernel.clock import now
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import begin, make_meeting
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.visits import make_badge
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - CN Bắc Ninh"


@pytest.fixture
def world():
    fair = make_fair(slug="cnht")
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair, "Denko"), make_maker(fair, LONG)
    make_badge(buyer.registration)
    meeting = make_meeting(buyer, maker, slots[0], need=make_need(buyer.company, title_vi="Càng phanh nhôm đúc"))
    return buyer, maker, begin(meeting)


def test_a_thumb_holds_the_card_from_the_pass_in_under_fifteen_seconds(open_page, faults, world):
    buyer, *_ = world
    page = open_page(f"/cnht/pass/{buyer.registration.manage_key}/", width=360)
    started = time.monotonic()
    page.get_by_role("link", name="Ghi kết quả").tap()
    for name in ("Gửi mẫu", "Báo giá", "500 triệu đến 2 tỷ ₫", "4"):
        page.get_by_label(name, exact=True).tap()
    page.get_by_role("button", name="Lưu kết quả").tap()
    page.get_by_text("Xin cảm ơn. Đã ghi kết quả").wait_for()
    assert time.monotonic() - started < 15
    told = MeetingOutcome.objects.get()
    assert (told.kinds, told.value_band, told.rating) == (["sample", "quotation"], "500m_2b", 4)
    assert Meeting.objects.get().state == "done"
    assert faults(page) == []


def test_the_keyboard_holds_it_alone_and_nothing_stands_alone(open_page, faults, world):
    _, maker, meeting = world
    page = open_page(f"/cnht/meetings/{meeting.public_id}/outcome/", user=maker.user)
    page.get_by_label("Gửi mẫu").focus()
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_by_label("Chưa có gì").is_checked()
    assert not page.get_by_label("Gửi mẫu").is_checked()
    assert page.get_by_role("group", name="Khoảng bao nhiêu tiền").is_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first of the ratings
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/cnht/meetings/#meetings")
    told = MeetingOutcome.objects.get()
    assert (told.kinds, told.value_band, told.rating, told.company) == (["none"], "open", 3, maker.company)


def test_months_later_the_link_takes_the_answer(open_page, faults, world):
    buyer, _, meeting = world
    key = outcome_key(meeting, buyer.company.pk, expires_at=now() + dt.timedelta(days=1))
    page = open_page(f"/cnht/outcomes/{key}/")
    page.get_by_label("Ký biên bản ghi nhớ").check()
    page.get_by_role("button", name="Lưu kết quả").click()
    page.get_by_text("Doanh nghiệp của bạn đã ghi").wait_for()
    assert faults(page, DESK, PHONE) == []
    step = ask_follow_up(FollowUp.objects.get().pk, months=1)
    page.goto(page.url.split("/cnht/")[0] + f"/cnht/follow-ups/{follow_up_key(step)}/")
    assert page.get_by_role("group", name="Đơn hàng").is_hidden()
    page.get_by_label("Đã đặt hàng").check()
    page.get_by_label("2 đến 10 tỷ ₫").check()
    assert faults(page, DESK, PHONE) == []
    page.get_by_role("button", name="Gửi câu trả lời").click()
    page.get_by_text("Bạn sẽ không bị hỏi lại").wait_for()
    step.refresh_from_db()
    assert (step.became, step.value_band) == ("order", "2b_10b")
    assert faults(page, DESK, PHONE) == []
