"""Chromium for the page tests: one browser for the run, a fresh context for each test, no message in the console."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import User
from tests.pages.axe import FIND, RULES, SCRIPTS, TORN
from tests.pages.windows import Windows, look_of

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--renderer-process-limit=1",  # a new page of a window takes the warm process of the one before it
    "--num-raster-threads=1",
    # a page lives for seconds: optimising its scripts, and tidying up often behind them, costs more than it gives
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32 --max-semi-space-size=64 --no-flush-bytecode",
]
PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The same browser without the windows nobody sees: a page costs it a third of the processor's time."""
DESK, PHONE = 1440, 360
STATIC = Path(settings.BASE_DIR) / "web" / "static"
BENCH = "https://door.test"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium; Playwright keeps an event loop of its own running, hence the permission."""
    if PROGRAM is None:
        pytest.fail("Chromium is needed: apt-get install chromium-headless-shell")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connections.close_all()  # under Playwright's loop this thread finds others: what it holds now would stay lent
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def _kept_files() -> Iterator[None]:
    """Files stay with the browser, as they do under production's hashed names: else it asks for twenty at every page."""
    serve = StaticFilesHandler.serve

    def served(handler, request):
        answer = serve(handler, request)
        answer["Cache-Control"] = "max-age=86400"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", served)
        yield


@pytest.fixture
def refusals() -> list[str]:
    """What a test expects the console to say of refused requests: `refusals.append("409")`, or of a network that is off."""
    return []


@pytest.fixture(scope="session")
def windows(chromium, live_server) -> Windows:
    return Windows(chromium, live_server.url)


@pytest.fixture
def open_page(chromium, windows, live_server, refusals) -> Iterator[Callable[..., Page]]:
    """`open_page("/kit/", width=360, user=somebody)`: a page of the test's own server, logged in when a user is given.

    Whoever wants more of the context (`java_script_enabled=False`) gets one of his own. At the end the console must be
    empty, but for the refusals the test has named.
    """
    contexts, said, heard = [], [], []

    def listen(page: Page, event: str, tell: Callable) -> None:
        page.on(event, tell)
        heard.append((page, event, tell))

    def opened(path: str, *, width: int = DESK, user: User | None = None, **options) -> Page:
        if options:
            contexts.append(chromium.new_context(**look_of(width) | options))
            page = contexts[-1].new_page()
        else:
            page = windows.page(width)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            page.context.add_cookies([session])
        page.set_default_timeout(10_000)
        listen(page, "console", lambda message: said.append(message.text))
        listen(page, "pageerror", lambda error: said.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    for page, event, tell in heard:
        if not page.is_closed():
            page.context.cookies()  # an answer of the browser comes after what the page has said until now
        page.remove_listener(event, tell)
    windows.take_back()
    named = [f"status of {word}" if word.isdigit() else word for word in refusals]
    assert [text for text in said if not any(word in text for word in named)] == []


@pytest.fixture
def bench(chromium) -> Iterator[Page]:
    """A page of an origin of its own that holds nothing but our modules, served out of the folder they lie in."""
    context = chromium.new_context()
    page = context.new_page()

    def serve(route):
        path = STATIC / route.request.url.removeprefix(f"{BENCH}/static/")
        if path.is_file():
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html")

    page.route("**/*", serve)
    page.goto(BENCH)
    yield page
    context.close()


@pytest.fixture(scope="session")
def passed_looks() -> set[str]:
    """What a text looks like whose contrast axe has passed in this run: see `axe.py`."""
    return set()


@pytest.fixture
def faults(passed_looks) -> Callable[..., list[str]]:
    """What axe finds, and whether the page is wider than its window: as the page stands, or at each width that is given.

    A page that has axe already is not given it anew: a run is dearest when it is the first in its document. `but=CONTRAST`
    leaves out the dearest rule where a page that it has seen is shown once more, with other words in it.
    """

    def found(page: Page, *widths: int, but: str | None = None) -> list[str]:
        session = page.context.new_cdp_session(page)
        if not page.evaluate("'axe' in window"):
            for script in SCRIPTS:  # Playwright's own `evaluate` would compile half a megabyte to look at it
                session.send("Runtime.evaluate", {"expression": script})
            page.evaluate("(looks) => axe.know(looks)", list(passed_looks))
        told = {} if widths else {0: looked_at(page, but)}
        now = (page.viewport_size or {"width": DESK})["width"]
        for width in sorted(widths, key=lambda width: width != now):  # laid out anew once, not twice
            look = look_of(width)
            session.send("Emulation.setTouchEmulationEnabled", {"enabled": look["has_touch"]})
            page.set_viewport_size(look["viewport"])
            told[width] = [f"at {width} px, {fault}" for fault in looked_at(page, but)]
        session.detach()
        return [fault for width in widths or told for fault in told[width]]

    def looked_at(page: Page, but: str | None) -> list[str]:
        size = page.viewport_size or {"width": DESK, "height": 900}
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size(size | {"height": min(height, 12_000)})  # nothing hides behind the sticky bars
        told, looks = page.evaluate(FIND, RULES | ({"rules": {but: {"enabled": False}}} if but else {}))
        passed_looks.update(looks)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        torn = page.evaluate(TORN) if size["width"] < DESK else []
        return told + torn + ([f"{wide} px too wide"] if wide > 0 else [])

    return found
