"""Workload: from the camera's frame to the verdict on the screen, in Chromium with a film for a camera.

Badges as they are printed are held up one after another, half with the signed code, half with the printed one. What is told is
the app's own measure (`performance.measure("scan")`): from the moment the frame was there until the verdict is on the page. The
film runs with the network (the server's answer counts) and again without it (the device decides by itself, and keeps it). It
begins anew until everybody is in: a busy machine may miss a badge that is held up for less than half a second.
"""

import dataclasses
import io
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from badges import render
from bench import badges
from bench.house import House, house
from tests.pages.whole.film import ARGS, scene_of

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--mute-audio")
START_SECONDS = 90
ENROLLED = """async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)
  && document.getElementById("gate").textContent.trim() !== '–'"""  # what it says before it has one
READY = "() => navigator.serviceWorker.controller !== null && window.spans.length > 0"
BETWEEN = 0.1  # seconds of the film with nothing to read
LOOP = 4.0  # at least: a badge that is seen again sooner is still the same one to the app
PRINTED_PPI = 110  # an A6 badge fills the height of the picture
OBSERVE = """() => {
  window.spans = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntriesByName("scan")) window.spans.push(one.duration);
  }).observe({ entryTypes: ["measure"] });
}"""


@dataclass(frozen=True)
class Size:
    """`badges` are held up: each is at least one frame that is read."""

    badges: int = 110
    held: float = 0.4  # seconds each is before the camera
    running: House | None = None  # one that runs already, with its pages


def measure(size: Size) -> dict[str, Any]:
    """Milliseconds of each verdict, `online` and `offline`. Raises RuntimeError when a scan was lost or counted twice."""
    if PROGRAM is None:
        return {"left_out": "no Chromium on this machine: make chromium"}
    with ThreadPoolExecutor(1) as thread:  # of its own: who measures may hold another browser in this one
        if size.running is not None:
            return thread.submit(_measured, size.running, size).result()
        with house(has_pages=True) as running:
            return thread.submit(_measured, running, size).result()


def _film(*scenes: tuple[Image.Image | None, float]) -> bytes:
    """Thirty pictures a second, unlike the tests': how soon a badge is seen is what is measured."""
    frames = []
    for picture, seconds in scenes:
        jpeg = io.BytesIO()
        scene_of(picture).save(jpeg, "JPEG", quality=80)
        frames.append(jpeg.getvalue() * round(seconds * 30))
    return b"".join(frames)


def _measured(running: House, size: Size) -> dict[str, Any]:
    number = size.badges
    facts = running.lay("camera", str(number))
    before = running.ask("door-after")["admissions"]
    shown = number * (size.held + BETWEEN)
    patience = 30 + 4 * shown
    with tempfile.TemporaryDirectory(prefix="phien-camera-") as folder, sync_playwright() as playwright:
        reel = Path(folder) / "camera.mjpeg"
        seen = [*ARGS, f"--use-file-for-fake-video-capture={reel}"]
        scenes = [scene for text in facts["texts"] for scene in ((_printed(text), size.held), (None, BETWEEN))]
        reel.write_bytes(_film(*scenes, (None, max(0.0, LOOP - shown))))
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=[*QUIET, *seen])
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
            context.add_init_script(f"({OBSERVE})()")
            _enrolled(context.new_page(), f"{running.url}/door/app/#enrol={facts['code']}")
            page = context.new_page()
            page.goto(f"{running.url}/door/app/", wait_until="commit")  # its worker, there now, serves it
            _until(page, READY)
            online = _spans(page, number, patience)
            _until_in(running, before + number, patience)
            context.set_offline(True)
            page.evaluate("window.spans.length = 0")
            offline = _spans(page, number, patience)
            context.set_offline(False)
            _until_sent(page)
        finally:
            browser.close()
    admitted = running.ask("door-after")["admissions"] - before
    if admitted != number:
        raise RuntimeError(f"{number} badges were held up, {admitted} people are in")
    return {"badges": number, "online": _figures(online), "offline": _figures(offline)}


def _printed(text: str) -> Image.Image:
    """A badge as it comes out of the printer, with this code."""
    is_code = len(text) == len(badges.face(0, render.Shown.CODE).code)
    shown = render.Shown.CODE if is_code else render.Shown.TOKEN
    face = dataclasses.replace(badges.face(0, shown), **({"code": text} if is_code else {"token": text}))
    return Image.open(io.BytesIO(render.badge_png(face, ppi=PRINTED_PPI)))


def _enrolled(page: Page, url: str) -> None:
    """The device belongs to its gate. The page is closed after that: it comes anew by itself once its worker is there."""
    page.goto(url, wait_until="commit")
    _until(page, ENROLLED)
    page.close()


def _until(page: Page, condition: str) -> None:
    """Enrolled, then with the worker that serves the page without a network and a first badge seen."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if page.evaluate(condition):
                return
        except PlaywrightError:  # the page came anew out of its worker
            pass
        time.sleep(0.2)
    said = page.evaluate(
        "({ controlled: navigator.serviceWorker.controller !== null, text: document.body.innerText.slice(0, 800) })"
    )
    raise RuntimeError(f"the door's app was not ready in time: {said}")


def _spans(page: Page, number: int, patience: float) -> list[float]:
    """The first `number` verdicts from now on."""
    deadline = time.monotonic() + patience
    while (seen := page.evaluate("window.spans.length")) < number:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{number} badges were held up, {seen} verdicts came")
        page.wait_for_timeout(200)
    spans: list[float] = page.evaluate(f"window.spans.slice(0, {number})")
    return spans


def _until_in(running: House, everybody: int, patience: float) -> None:
    """Nobody held up is missing any more."""
    deadline = time.monotonic() + patience
    while (inside := running.ask("door-after")["admissions"]) < everybody:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{everybody - inside} badges were never read")
        time.sleep(0.5)


def _until_sent(page: Page) -> None:
    """What was decided offline is on the server: the queue of the app says 0."""
    deadline = time.monotonic() + 60
    while page.locator("#unsent").text_content() != "0":
        if time.monotonic() > deadline:
            raise RuntimeError("what was kept did not go out")
        page.wait_for_timeout(200)


def _figures(spans: list[float]) -> dict[str, float]:
    ordered = sorted(spans)
    return {
        "verdicts": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max_ms": round(ordered[-1], 1),
    }
