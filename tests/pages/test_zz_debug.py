import pytest
from tests.pages.test_door_desk_in_browser import desk
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_debug(desk):
    page = desk()

    def state():
        return page.evaluate(
            "[document.activeElement.id||document.activeElement.tagName, document.getElementById('find').open, document.getElementById('code').value]"
        )

    page.keyboard.press("/")
    page.wait_for_timeout(300)
    print(state())
    page.keyboard.type("0987 654 321")
    expect(page.locator("#found button")).to_have_count(1)
    page.locator("#found button").click()
    page.wait_for_timeout(1000)
    print(state())
    page.evaluate(
        """() => { for (const t of ['keydown','input','focusin','close']) document.addEventListener(t, e => console.log(t, e.target.id, e.key), true) }"""
    )
    page.on("console", lambda m: print("C", m.text))
    page.keyboard.press("/")
    page.wait_for_timeout(30)
    print(state())
    page.wait_for_timeout(500)
    print(state())
    page.keyboard.press("/")
    page.wait_for_timeout(500)
    print(state())
