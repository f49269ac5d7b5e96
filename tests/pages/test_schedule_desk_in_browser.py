"""The schedule desk in a real browser: computed, read, dragged, moved by keyboard and by tap, published, taken back."""

import pytest
from playwright.sync_api import Page, expect

from booking.models import Meeting, ScheduleRun
from booking.services.schedule_job import compute_run
from tests.factories.schedule import Ground, make_ground

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground() -> Ground:
    """One table, six times, eight wishes: two have no place."""
    return make_ground(buyers=2, makers=4, slots=6, tables=1)


def cell(page: Page, number: int):
    """The cell of the only table at that time, from 0."""
    return page.locator("#board tbody td").nth(number)


def shown(page: Page) -> list[str]:
    """The firms of each cell, empty where it is free."""
    return page.locator("#board tbody td").evaluate_all(
        "all => all.map(td => td.querySelector('strong')?.textContent ?? '')"
    )


def drag(page: Page, source, target) -> None:
    source.hover()
    page.mouse.down()
    box = target.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20, steps=4)
    expect(page.locator(".ghost")).to_be_visible()
    page.mouse.up()


@pytest.mark.slow
def test_an_organiser_schedules_with_pointer_and_keyboard(open_page, faults, refusals, ground):
    refusals.append("409")
    page = open_page(f"/{ground.fair.slug}/desk/schedule/", user=ground.manager)
    assert faults(page) == []
    page.get_by_label("Tìm trong bao lâu").select_option("0")
    page.get_by_role("button", name="Bắt đầu xếp").click()
    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    assert faults(page) == []
    run = ScheduleRun.objects.get()
    compute_run(run.pk, time_is_up=TimeoutError)
    expect(page.locator("#board[role=grid]")).to_be_visible()
    assert faults(page) == []

    # reasons, who took the place, what would help
    page.get_by_role("heading", name="2 lời mời chưa xếp được").wait_for()
    page.locator(".unmet summary").first.click()
    expect(page.locator(".unmet")).to_contain_text("hết bàn")
    page.locator(".what-if summary").click()
    expect(page.locator(".what-if")).to_contain_text("Thêm 1 bàn: thêm 2 cuộc gặp")

    # one is taken out by its panel; then another is dragged: refused on a taken cell, put down on the free one
    cell(page, 1).locator("a").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("Người tham dự")
    assert faults(page) == []
    panel.get_by_role("button", name="Bỏ khỏi bản xem trước").click()
    expect(page.locator("#said")).to_contain_text("Đã bỏ khỏi bản xem trước")
    expect(panel).to_have_count(0)
    moving = shown(page)[4]
    drag(page, cell(page, 4).locator("a"), cell(page, 5))
    expect(cell(page, 5)).to_have_class("fresh refused")
    expect(cell(page, 5)).to_be_focused()
    drag(page, cell(page, 4).locator("a"), cell(page, 1))
    expect(page.locator("#said")).to_contain_text("Đã đặt vào bàn 1")
    assert (shown(page)[1], shown(page)[4]) == (moving, "")
    expect(cell(page, 1)).to_be_focused()
    wish = page.locator(".unmet details [data-item]").first
    page.locator(".unmet summary").first.click()
    drag(page, wish, cell(page, 4))
    expect(cell(page, 4).locator("strong")).to_be_visible()

    # the same by keyboard alone
    page.get_by_role("button", name="Bỏ thay đổi vừa rồi").press("Enter")
    expect(page.locator("#said")).to_contain_text("Đã bỏ thay đổi vừa rồi")
    page.locator("#board td[tabindex='0']").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    moving = shown(page)[2]
    expect(page.locator("#spoken")).to_contain_text("Đã nhấc")
    expect(page.locator("#holding")).to_be_visible()
    expect(cell(page, 5)).to_have_class("fresh cannot")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#spoken")).to_contain_text("Đã trả lại")
    expect(cell(page, 2)).to_be_focused()
    for key in ("Enter", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#spoken")).to_contain_text("trống")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Đã đặt vào bàn 1")
    assert (shown(page)[2], shown(page)[4]) == ("", moving)
    expect(cell(page, 4)).to_be_focused()
    page.keyboard.press(" ")
    expect(page.get_by_role("dialog")).to_contain_text("sửa tay")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Công bố").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("mỗi người nhận đúng một thư")
    assert faults(page) == []
    dialog.get_by_role("button", name="Công bố").press("Enter")
    expect(page.get_by_text("Đã công bố. Mỗi người liên quan nhận đúng một thư.")).to_be_visible()
    assert Meeting.objects.filter(state="confirmed").count() == 5
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("dialog")).to_contain_text("5 cuộc gặp trở lại như trước")
    assert faults(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác 5 cuộc gặp.")).to_be_visible()
    assert faults(page) == []
    assert Meeting.objects.filter(state="confirmed").count() == 0


def test_a_phone_moves_a_meeting_by_tap_and_by_form(open_page, faults, ground):
    run = ground.compute()
    page = open_page(f"/{ground.fair.slug}/desk/schedule/{run.public_id}/", user=ground.manager, width=360)
    assert faults(page) == []
    cell(page, 0).locator("a").click()
    assert faults(page) == []
    page.get_by_role("button", name="Bỏ khỏi bản xem trước").click()
    expect(page.locator("#said")).to_contain_text("Đã bỏ khỏi bản xem trước")
    cell(page, 1).locator("a").click()
    page.get_by_role("button", name="Chọn ô trên bảng").click()
    expect(page.locator("#holding")).to_contain_text("Đang cầm")
    moving = shown(page)[1]
    cell(page, 0).click()
    expect(page.locator("#said")).to_contain_text("Đã đặt vào bàn 1")
    assert shown(page)[:2] == [moving, ""]
    page.goto(page.url + "?show=list")
    assert faults(page) == []
    page.locator(".lines a").first.click()
    page.get_by_role("dialog").get_by_label("Thời gian").select_option(index=1)
    page.get_by_role("button", name="Đổi sang giờ này").click()
    expect(page.locator("#said")).to_contain_text("Đã đặt vào bàn 1")
    assert faults(page) == []
    page.get_by_role("link", name="Theo từng người").press("Enter")
    expect(page.locator(".served tbody tr")).to_have_count(6)
    assert faults(page) == []
    page.get_by_role("searchbox", name="Tên người hoặc công ty").fill(ground.makers[2].person.full_name)
    page.keyboard.press("Enter")
    expect(page.locator(".served tbody tr")).to_have_count(1)
    expect(page.locator(".served")).to_contain_text(ground.makers[2].company.short_name)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert faults(page) == []
