"""Visitors and buyers in a real browser: the pass after a minute, a meeting from wish to agenda, all by keyboard once."""

import os
import re

import pytest

from booking.models import Meeting, MeetingRequest, Registration
from booking.queries.agenda import agenda_of
from booking.services.meetings import accept_request
from booking.services.requests import make_request
from tests.factories.fair import make_fair, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer
from tests.factories.visits import make_badge
from tests.pages.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - CN Bắc Ninh"


@pytest.fixture
def fair():
    fair = make_fair(slug="cnht", contact_email="hoi@fair.example")
    make_slots(fair, 8)
    make_tables(fair, 3)
    make_workshop(fair)
    return fair


@pytest.fixture
def maker(fair):
    made = make_maker(fair, LONG)
    make_badge(made.registration)
    return made


@pytest.fixture
def buyer(fair):
    made = make_sourcer(fair, "Denko")
    make_badge(made.registration)
    return made


def shot(page, name):
    """A picture for whoever wants to look: SHOTS names the folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _ask(page, times):
    """Tick these times of the grid and send the wish."""
    for time in times:
        page.locator("tr", has=page.get_by_role("rowheader", name=time, exact=True)).get_by_role("checkbox").check()
    page.get_by_role("button", name="Gửi lời mời").click()


def test_a_visitor_registers_and_sees_the_pass(open_page, faults, fair):
    page = open_page("/cnht/register/")
    assert faults(page, DESK, PHONE) == []
    page.get_by_label("Họ và tên").fill("Hoàng Thị Lan Anh")
    page.get_by_role("textbox", name="E-mail").fill("lan.anh@mail.example")
    page.get_by_role("textbox", name="Điện thoại").fill("0912 345 678")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Đăng ký và nhận thẻ").click()
    page.get_by_role("heading", name="Hoàng Thị Lan Anh").wait_for()
    registration = Registration.objects.get()
    assert (registration.person.phone, registration.role) == ("+84912345678", "visitor")
    assert faults(page, DESK, PHONE) == []
    page.get_by_role("link", name="Mở thẻ của tôi").click()
    page.wait_for_url(f"**/cnht/pass/{registration.manage_key}/")
    assert page.get_by_role("img", name=re.compile("Mã QR")).is_visible()
    code = registration.badges.get().code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page.locator(".pass").inner_text()
    assert faults(page, DESK, PHONE) == []


def test_a_seat_is_kept_and_given_back_without_leaving_the_page(open_page, buyer, fair):
    page = open_page("/cnht/pass/", user=buyer.user)
    page.get_by_role("button", name="Giữ chỗ cho tôi").click()
    back = page.get_by_role("button", name="Trả chỗ")
    back.wait_for()
    assert page.locator(".ruler").get_by_text("Lộ trình IATF 16949").is_visible()
    assert buyer.registration.seats.filter(released_at=None).count() == 1
    back.click()
    page.get_by_role("button", name="Giữ chỗ cho tôi").wait_for()
    assert buyer.registration.seats.filter(released_at=None).count() == 0


@pytest.mark.slow
def test_a_wish_over_three_times_becomes_a_meeting_in_both_agendas(open_page, faults, maker, buyer, fair):
    need = make_need(buyer.company, title_vi="Trục bậc hộp số")
    asks = open_page(f"/cnht/meetings/new/?company={maker.company.public_id}&need={need.public_id}", user=buyer.user)
    assert faults(asks, DESK, PHONE) == []
    _ask(asks, ["09:20", "10:00", "11:00"])
    asks.get_by_text("Đã gửi lời mời với 3 giờ").wait_for()
    assert faults(asks, DESK, PHONE) == []
    wish = MeetingRequest.objects.get()
    assert (wish.requested_slots.count(), wish.need, Meeting.objects.count()) == (3, need, 0)

    answers = open_page("/cnht/meetings/", user=maker.user)
    assert faults(answers, DESK, PHONE) == []
    answers.get_by_role("combobox", name="Vào giờ nào").select_option(index=2)
    answers.get_by_role("button", name="Nhận lời").click()
    answers.locator("#meetings strong", has_text="Denko").wait_for()
    meeting = Meeting.objects.get()
    assert meeting.slot.starts_at.astimezone().minute == 0
    for party in (maker, buyer):
        assert [line.meeting for line in agenda_of(party.person, fair)] == [meeting]
        own = open_page("/cnht/pass/", user=party.user)
        other = "Denko" if party is maker else LONG
        assert own.locator(".ruler").get_by_text(other).is_visible()
        assert faults(own, DESK, PHONE) == []


def test_a_moved_meeting_stays_the_same_meeting(open_page, faults, maker, buyer, fair):
    meeting = _meeting(maker, buyer, fair)
    page = open_page("/cnht/meetings/#meetings", user=maker.user, width=360)
    page.get_by_role("link", name="Đề nghị giờ khác").click()
    page.get_by_role("heading", name="Giờ khác cho cuộc gặp với Denko").wait_for()
    assert faults(page) == []
    for time in ("11:20", "10:40"):
        page.locator("tr", has=page.get_by_role("rowheader", name=time, exact=True)).get_by_role("checkbox").check()
    page.get_by_label("Lời nhắn cho họ").fill("Sáng tôi bận ở gian")
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.get_by_text("Đã gửi đề nghị cho Denko").wait_for()
    assert faults(page) == []
    shot(page, "proposed-360")
    assert Meeting.objects.get().sequence == meeting.sequence
    answers = open_page("/cnht/meetings/#meetings", user=buyer.user, width=360)
    assert faults(answers) == []
    shot(answers, "asked-to-move-360")
    answers.get_by_label("Dời sang giờ nào").select_option(index=2)
    answers.get_by_role("button", name="Đồng ý dời").click()
    answers.get_by_role("button", name="Đồng ý dời").wait_for(state="detached")
    moved = Meeting.objects.get()
    assert (moved.pk, moved.public_id, moved.sequence) == (meeting.pk, meeting.public_id, meeting.sequence + 1)
    assert moved.slot.index == 7
    assert [line.meeting for line in agenda_of(buyer.person, fair)] == [moved]


@pytest.mark.slow
def test_a_wish_is_asked_changed_countered_and_handed_over_on_phones(open_page, faults, maker, buyer, fair):
    colleague = make_colleague(fair, maker.company, full_name="Trần Thị Ngọc Bích", job_title="Trưởng phòng bán hàng")
    need = make_need(buyer.company, title_vi="Trục bậc hộp số")
    asks = open_page(
        f"/cnht/meetings/new/?company={maker.company.public_id}&need={need.public_id}", user=buyer.user, width=360
    )
    asks.get_by_label("Sẽ bàn về gì").fill("Giá khuôn và thời gian làm mẫu")
    _ask(asks, ["09:20", "10:00"])
    asks.get_by_text("Đã gửi lời mời với 2 giờ").wait_for()
    asks.locator("a[href$='/change/']").click()
    asks.get_by_role("heading", name="Sửa lời mời gửi").wait_for()
    assert faults(asks) == []
    shot(asks, "change-360")
    asks.locator("tr", has=asks.get_by_role("rowheader", name="09:20", exact=True)).get_by_role("checkbox").uncheck()
    asks.get_by_role("button", name="Lưu lời mời").click()
    asks.get_by_text("Đã sửa lời mời").first.wait_for()

    answers = open_page("/cnht/meetings/", user=maker.user, width=360)
    shot(answers, "waits-360")
    answers.get_by_text("Giao đồng nghiệp").first.click()
    answers.get_by_label("Đồng nghiệp nào đi gặp").first.select_option(value=colleague.person.public_id)
    answers.get_by_role("button", name="Giao lại").first.click()
    answers.get_by_role("button", name="Giao lại").first.wait_for(state="hidden")  # the card is drawn anew
    assert faults(answers) == []
    assert MeetingRequest.objects.get().to_person == colleague.person
    stands = open_page("/cnht/meetings/", user=colleague.user, width=360)
    stands.get_by_role("link", name="Giờ khác").click()
    stands.locator("tr", has=stands.get_by_role("rowheader", name="11:00", exact=True)).get_by_role("checkbox").check()
    stands.get_by_role("button", name="Gửi giờ của tôi").click()
    stands.get_by_text("Đã gửi giờ của bạn").first.wait_for()

    asks.goto(asks.url.split("/wishes/")[0] + "/")
    asks.get_by_role("button", name="Nhận lời").click()
    asks.locator("#meetings strong", has_text="Đông Anh").wait_for()
    meeting = Meeting.objects.get()
    assert (meeting.slot.index, meeting.request.agenda_line) == (6, "Giá khuôn và thời gian làm mẫu")
    assert {seat.person for seat in meeting.participants.all()} == {buyer.person, colleague.person}
    thread = open_page(f"/cnht/meetings/wishes/{meeting.request.public_id}/", user=maker.user, width=360)
    assert thread.locator(".thread > li").count() == 5
    assert faults(thread) == []
    shot(thread, "thread-360")
    team = open_page(f"/cnht/meetings/?who={colleague.person.public_id}", user=maker.user, width=1440)
    assert team.locator("#meetings > .list > li").count() == 1
    assert faults(team) == []
    shot(team, "team-1440")


def test_a_meeting_is_asked_for_and_accepted_by_keyboard_alone(open_page, maker, buyer, fair):
    asks = open_page(f"/cnht/meetings/new/?company={maker.company.public_id}", user=buyer.user)
    _tab_to(asks, "input[name=slots]")
    asks.keyboard.press("Space")
    asks.keyboard.press("Tab")
    asks.keyboard.press("Space")
    _tab_to(asks, "main form button")
    asks.keyboard.press("Enter")
    asks.get_by_text("Đã gửi lời mời với 2 giờ").wait_for()
    answers = open_page("/cnht/meetings/", user=maker.user)
    _tab_to(answers, "button[id^=accept-]")
    answers.keyboard.press("Enter")
    answers.locator("#meetings strong", has_text="Denko").wait_for()
    assert Meeting.objects.count() == 1
    assert answers.evaluate("document.activeElement.closest('main') !== null")


def test_unticking_a_time_keeps_it_free(open_page, maker, fair):
    page = open_page("/cnht/meetings/", user=maker.user)
    page.set_viewport_size({"width": 1440, "height": 500})
    page.evaluate("scrollTo(0, 200)")
    box = page.locator("#times input[type=checkbox]").nth(2)
    box.uncheck()
    page.get_by_text("Đã lưu giờ của bạn").wait_for()
    assert page.evaluate("scrollY") == 200
    [kept] = maker.person.unavailable_slots.all()
    assert kept.slot.index == 2
    assert page.evaluate("document.activeElement.id") == f"open-{kept.slot.public_id}"


def test_declining_without_script_says_why(open_page, maker, buyer, fair):
    asks = open_page(
        f"/cnht/meetings/new/?company={maker.company.public_id}", user=buyer.user, java_script_enabled=False
    )
    _ask(asks, ["09:00"])
    page = open_page("/cnht/meetings/", user=maker.user, java_script_enabled=False)
    page.locator("summary", has_text="Từ chối").click()
    page.get_by_label("Lý do").fill("Đã kín đơn hàng")
    page.get_by_role("button", name="Từ chối lời mời").click()
    wish = MeetingRequest.objects.get()
    assert (wish.state, wish.decline_reason) == ("declined", "Đã kín đơn hàng")


def _meeting(maker, buyer, fair) -> Meeting:
    slots = list(fair.slots.order_by("index")[:2])
    wish = make_request(fair, user=buyer.user, to_company=maker.company, slots=slots)
    return accept_request(wish, user=maker.user)


def _tab_to(page, selector: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")
