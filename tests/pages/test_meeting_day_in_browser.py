"""The meeting day in a real browser: a host runs a table on a phone and a tablet, a free time is taken in one tap."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from booking.models import Meeting
from fairday.models import LostSlot, RefillOffer, RunnerTask
from fairday.services.refills import offer_next
from kernel.clock import driven
from tests.factories.fair import ZONE, make_fair, make_gate, make_tables
from tests.factories.meeting_day import make_meeting, pass_door, slot_at
from tests.factories.meetings import make_maker, make_need, make_sourcer
from tests.factories.people import make_member
from tests.factories.wishes import make_wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - CN Bắc Ninh"
TEN = dt.datetime(2027, 3, 18, 10, tzinfo=ZONE)
MINUTE = dt.timedelta(minutes=1)
PATIENCE = 30_000  # a page asks again every ten seconds


class Day:
    """Table 1: Denko meets the long-named maker at ten. Table 2: Denko's maker is missing, a third one is inside and asked for."""

    def __init__(self):
        self.fair = make_fair(slug="cnht", starts_on=TEN.date())
        self.slots = [slot_at(self.fair, n, TEN + n * 20 * MINUTE) for n in range(4)]
        self.tables = make_tables(self.fair, 6)
        gate = make_gate(self.fair, "B")
        self.host = make_member(self.fair.organisation, Role.DOOR)
        self.maker, self.buyer = make_maker(self.fair, LONG), make_sourcer(self.fair, "Denko Việt Nam")
        self.absent, self.other = make_maker(self.fair, "Đúc Sông Công"), make_sourcer(self.fair, "Minato Seiki")
        self.free = make_maker(self.fair, "CNC Thăng Long")
        need = make_need(self.buyer.company, title_vi="Trục bậc Ø32")
        self.meeting = make_meeting(self.fair, self.buyer, self.maker, self.slots[0], self.tables[0], need=need)
        self.doomed = make_meeting(self.fair, self.other, self.absent, self.slots[0], self.tables[1])
        make_meeting(self.fair, self.buyer, self.free, self.slots[1], self.tables[0])
        make_meeting(self.fair, self.other, self.maker, self.slots[2], self.tables[0])
        for one in (self.maker, self.buyer, self.other, self.free):
            pass_door(one, TEN - 25 * MINUTE, gate=gate)
        self.wish = make_wish(self.fair, self.other, self.free, self.slots[:1], expires_at=TEN + dt.timedelta(days=1))


def button(page, word, whom):
    """By the word on it and the hidden words that tell it from the others."""
    return page.get_by_role("button", name=re.compile(f"^{word} ?: ?{re.escape(whom)}$"))


@pytest.fixture
def day():
    with driven(lambda: Day.now):
        Day.now = TEN + MINUTE
        yield Day()


def test_host_runs_a_meeting_on_a_phone_while_a_tablet_shows_the_same(day, open_page, faults):
    phone = open_page("/cnht/tables/", width=360, user=day.host)
    phone.get_by_label("Bàn T1").check()
    phone.get_by_role("button", name="Xem các bàn này").click()
    button(phone, "Đã đến", LONG).click()
    expect(button(phone, "Đã đến", LONG)).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    assert faults(phone) == []
    tablet = open_page("/cnht/tables/?t=1&t=2", width=820, user=day.host)
    expect(button(tablet, "Đã đến", LONG)).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)

    missing = tablet.locator("#table-2").get_by_text("chưa vào")
    expect(missing).to_have_count(1)
    button(tablet, "Đã đến", "Đúc Sông Công").click()
    expect(missing).to_have_count(0, timeout=PATIENCE)  # the host sees them, whatever the door saw

    start = button(phone, "Bắt đầu", "Bàn 1")
    start.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Đang gặp")).to_be_visible(timeout=PATIENCE)
    phone.reload()
    # the tablet asks again by itself
    expect(button(tablet, "Kết thúc", "Bàn 1")).to_be_visible(timeout=PATIENCE)
    Day.now = TEN + 12 * MINUTE
    button(phone, "Kết thúc", "Bàn 1").click()
    expect(phone.locator("#table-1 .list.t").first).to_contain_text("Đã diễn ra", timeout=PATIENCE)
    assert Meeting.objects.get(pk=day.meeting.pk).state == "done"
    expect(phone.get_by_text("Bắt đầu")).to_be_visible(timeout=PATIENCE)  # the next one at this table
    assert faults(tablet) == []


def test_no_show_is_confirmed_in_two_steps_and_the_free_time_is_taken_by_phone(day, open_page, faults):
    tablet = open_page("/cnht/tables/?t=2", width=820, user=day.host)
    tablet.get_by_role("link", name="Không đến").click()
    expect(tablet.get_by_text("Bên nào không đến?")).to_be_visible(timeout=PATIENCE)
    assert faults(tablet) == []
    tablet.get_by_role("button", name="Đúc Sông Công", exact=True).click()
    expect(tablet.get_by_text("Vắng: Đúc Sông Công")).to_be_visible(timeout=PATIENCE)
    assert faults(tablet) == []
    tablet.get_by_role("button", name="Họ đã đến, lấy lại").press("Enter")  # the wrong button
    tablet.get_by_role("link", name="Không đến").click()
    tablet.get_by_role("button", name="Đúc Sông Công", exact=True).click()
    expect(tablet.get_by_text("Vắng: Đúc Sông Công")).to_be_visible(timeout=PATIENCE)
    offer_next(LostSlot.objects.get().pk, now=Day.now)

    phone = open_page("/cnht/pass/", width=360, user=day.free.user)
    expect(phone.get_by_text("Vừa trống: gặp Minato Seiki lúc 10:00")).to_be_visible(timeout=PATIENCE)
    assert faults(phone) == []
    button(phone, "Nhận lời", "Minato Seiki").click()
    expect(phone.get_by_text("Đã chốt. Mời bạn đến bàn")).to_be_visible(timeout=PATIENCE)
    assert RefillOffer.objects.get().state == "accepted"
    tablet.reload()
    expect(tablet.get_by_text("Lấp giờ trống")).to_be_visible(timeout=PATIENCE)
    tablet.get_by_role("button", name="Họ đã đến, lấy lại").click()  # too late: others sit there
    expect(tablet.get_by_text("giờ này đã giao cho người khác")).to_be_visible(timeout=PATIENCE)


def test_hall_and_call_screen_follow_by_themselves_and_runners_share_the_list(day, open_page, faults):
    wall = open_page("/cnht/hall/?wall", user=day.host)
    expect(wall.get_by_text("Chờ Đúc Sông Công")).to_be_visible(timeout=PATIENCE)
    assert faults(wall) == []
    calls = open_page("/cnht/hall/calls/", user=day.host)
    expect(calls.locator(".call", has_text="Đúc Sông Công")).to_contain_text("10:00")
    assert faults(calls) == []
    runner = open_page("/cnht/runners/", width=360, user=day.host)
    button(runner, "Tôi đi đón", day.maker.person.full_name).click()
    button(runner, "Đã gặp, đang đưa tới", day.maker.person.full_name).click()
    expect(runner.get_by_text("Đang tới bàn")).to_be_visible(timeout=PATIENCE)
    assert faults(runner) == []
    assert RunnerTask.objects.get().done_at == Day.now
