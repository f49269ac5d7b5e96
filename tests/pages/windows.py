"""Windows lent to one test after another: each new one would start a process and compile every script anew."""

from collections import defaultdict

from playwright.sync_api import Browser, Page

PHONE_AT_MOST = 640
KEPT = "local_storage,indexeddb,cache_storage,service_workers"  # clearing what is compiled too would cost a tenth of a second


def look_of(width: int) -> dict:
    """What a window of this width is opened with: below the widest phone it is a phone, with a finger."""
    phone = width <= PHONE_AT_MOST
    return {
        "viewport": {"width": width, "height": 760 if phone else 900},
        "has_touch": phone,
        "locale": "vi-VN",
        "reduced_motion": "reduce",  # what turns or breathes for ever would be painted for ever
    }


class Windows:
    """Pages of one browser on one server, each in a context of its own.

    A test gets a page nobody else has, with no cookie and nothing kept in it; only what the browser has fetched and
    compiled is still at hand.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._free: dict[bool, list[Page]] = defaultdict(list)
        self._lent: list[tuple[bool, Page]] = []

    def page(self, width: int) -> Page:
        look = look_of(width)
        free = self._free[look["has_touch"]]
        page = free.pop() if free else self._browser.new_context(**look).new_page()
        self._lent.append((look["has_touch"], page))
        page.set_viewport_size(look["viewport"])
        return page

    def take_back(self) -> None:
        """Close what else the test opened, and forget what it said, kept and allowed."""
        while self._lent:
            phone, page = self._lent.pop()
            if self._emptied(page) == phone:
                self._free[phone].append(page)
            else:
                page.context.close()

    def _emptied(self, page: Page) -> bool | None:
        """Whether it has a finger, as a look at another width may have taken it; nothing when a test has closed it."""
        if page.is_closed():
            return None
        context = page.context
        for other in context.pages:
            if other != page:
                other.close()
        page.unroute_all()
        context.unroute_all()
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()
        page.goto(f"{self._url}/static/icons.svg")
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self._url, "storageTypes": KEPT})
        session.detach()
        return bool(page.evaluate("() => { sessionStorage.clear(); return navigator.maxTouchPoints > 0 }"))
