"""Windows lent to one test after another: each new one would start a process and compile every script anew."""

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext, Page

PHONE_AT_MOST = 640
KEPT = "local_storage,indexeddb,cache_storage,service_workers"  # clearing what is compiled too would cost a tenth of a second


def look_of(width: int) -> dict:
    """What a window of this width is opened with: below the widest phone it is a phone, with a finger."""
    phone = width <= PHONE_AT_MOST
    return {
        "viewport": {"width": width, "height": 760 if phone else 900},
        "has_touch": phone,
        "locale": "vi-VN",
    }


class Windows:
    """Contexts of one browser on one server. Each keeps a first page open, so that its process stays warm.

    A test gets a context nobody else has, with no cookie and nothing stored in it; its pages are new.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._free: dict[bool, list[BrowserContext]] = defaultdict(list)
        self._lent: list[tuple[bool, BrowserContext]] = []

    def page(self, width: int) -> Page:
        """A new page in a context that no other page of the test shares."""
        look = look_of(width)
        free = self._free[look["has_touch"]]
        context = free.pop() if free else self._made(look)
        self._lent.append((look["has_touch"], context))
        page = context.new_page()
        page.set_viewport_size(look["viewport"])
        return page

    def take_back(self) -> None:
        """Close what the test opened, and forget what it said, kept and allowed."""
        while self._lent:
            phone, context = self._lent.pop()
            first, *opened = context.pages
            for page in opened:
                page.close()
            context.unroute_all()
            context.set_offline(False)
            context.clear_permissions()
            context.clear_cookies()
            session = context.new_cdp_session(first)
            session.send("Storage.clearDataForOrigin", {"origin": self._url, "storageTypes": KEPT})
            session.detach()
            self._free[phone].append(context)

    def _made(self, look: dict) -> BrowserContext:
        context = self._browser.new_context(**look)
        context.new_page().goto(f"{self._url}/healthz")
        return context
