"""The plan by keys, mouse and fingers, on the sample drawing of the page of all parts."""

import pytest

from tests.pages.axe import CONTRAST
from tests.pages.conftest import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.urls("tests.pages.kit_urls")]
ARROWS = ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp")


def view(page):
    return [float(n) for n in page.locator("svg[data-plan]").get_attribute("viewBox").split()]


def here(page):
    return page.evaluate("document.activeElement.dataset.code")


def test_the_parts_are_accessible_and_fit(open_page, faults):
    assert faults(open_page("/kit/")) == []
    assert faults(open_page("/kit/", width=PHONE), but=CONTRAST) == []  # the same parts, closer together


def test_every_booth_is_reached_by_arrow_keys(open_page):
    """Each key at each booth: told to the page from inside, or the way there and back would take seconds."""
    page = open_page("/kit/")
    ways = page.evaluate(
        """(keys) => [...document.querySelectorAll("svg[data-plan] [data-code]")].map((booth) => [booth.dataset.code, keys.map((key) => {
          booth.focus();
          booth.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
          return document.activeElement.dataset.code;
        })])""",
        ARROWS,
    )
    ways, seen, waiting = dict(ways), {"G04"}, ["G04"]
    while waiting:
        reached = set(ways[waiting.pop()]) - seen
        seen |= reached
        waiting += reached
    assert len(seen) == len(ways) == 20
    for key, booth in zip(ARROWS, ways["G04"], strict=True):  # and a true key does what a told one did
        page.locator('[data-code="G04"]').focus()
        page.keyboard.press(key)
        assert here(page) == booth


def test_enter_picks_says_so_and_stands_in_the_address(open_page):
    page = open_page("/kit/")
    page.locator('[data-code="G04"]').focus()
    page.keyboard.press("ArrowRight")
    assert here(page) == "G05"
    page.keyboard.press("Enter")
    assert page.url.endswith("?booth=G05")
    assert page.locator("[data-plan-say]").inner_text().startswith("G05")
    assert page.locator('[data-code][aria-current="true"]').get_attribute("data-code") == "G05"


def test_buttons_wheel_and_drag_move_the_view_and_a_drag_picks_nothing(open_page):
    page = open_page("/kit/")
    whole = view(page)
    page.locator('[data-zoom="in"]').click()
    near = view(page)
    assert near[2] == pytest.approx(whole[2] / 1.4, abs=0.2)
    page.locator("svg[data-plan]").scroll_into_view_if_needed()
    box = page.locator("svg[data-plan]").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 160, steps=4)
    page.mouse.up()
    assert view(page)[0] > near[0]
    assert page.locator('[data-code][aria-current="true"]').get_attribute("data-code") == "G04"
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    assert view(page)[2] < near[2]
    page.locator('[data-zoom="all"]').click()
    assert view(page) == whole


def test_two_fingers_zoom_and_one_moves(open_page):
    page = open_page("/kit/", width=360)
    plan = page.locator("svg[data-plan]")
    plan.scroll_into_view_if_needed()
    box = plan.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)

    def touch(kind, *points):
        at = [{"x": a, "y": b, "id": i} for i, (a, b) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    before = view(page)
    touch("touchStart", (x - 30, y), (x + 30, y))
    for apart in (40, 50, 60):
        touch("touchMove", (x - apart, y), (x + apart, y))
    touch("touchEnd")
    zoomed = view(page)
    assert zoomed[2] == pytest.approx(before[2] / 2, rel=0.02)
    touch("touchStart", (x, y))
    for moved in (10, 30, 50):
        touch("touchMove", (x - moved, y))
    touch("touchEnd")
    assert view(page)[0] == pytest.approx(zoomed[0] + 50 * zoomed[2] / box["width"], abs=1)


def test_legend_and_search_filter_the_booths(open_page):
    page = open_page("/kit/")
    lit = page.locator("svg[data-plan] [data-code]:not(.dim)")
    page.locator('button[data-look="free"]').click()
    assert lit.count() == 4
    page.locator('button[data-look="free"]').click()
    assert lit.count() == 20
    page.locator("[data-plan-find]").fill("son tay")
    assert {one.get_attribute("data-code") for one in lit.all()} == {"G04", "K04"}
    page.keyboard.press("Enter")
    assert here(page) == "G04"


def test_small_names_come_out_when_the_plan_is_near(open_page):
    page = open_page("/kit/")
    plan = page.locator("svg[data-plan]")
    assert "near" not in plan.get_attribute("class")
    for _ in range(3):
        page.locator('[data-zoom="in"]').click()
    assert "near" in plan.get_attribute("class")
