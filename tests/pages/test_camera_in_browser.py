"""A camera that is held, pulled out, forbidden and given back: what the screen says of it, and when it is asked for again."""

import pytest

pytestmark = pytest.mark.browser
# `cameras.fails` is what the next look for a camera ends with; "" gives one that films a canvas.
FAKE = """() => {
  const cameras = window.cameras = {fails: "", asked: 0, tracks: [], said: []};
  navigator.mediaDevices.getUserMedia = async () => {
    cameras.asked += 1;
    if (cameras.fails) throw new DOMException("", cameras.fails);
    const canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 64});
    const pen = canvas.getContext("2d");
    const stream = canvas.captureStream(20);
    const [track] = stream.getVideoTracks();
    const films = setInterval(() => track.readyState === "live" ? pen.fillRect(0, 0, 64, 64) : clearInterval(films), 50);
    cameras.tracks.push(track);
    return stream;
  };
  cameras.permission = Object.assign(new EventTarget(), {state: "denied"});
  navigator.permissions.query = async () => cameras.permission;
  cameras.pulled = () => {
    const track = cameras.tracks.at(-1);
    track.stop();
    track.dispatchEvent(new Event("ended"));
  };
}"""
WATCH = """async () => {
  const {watch} = await import("/static/js/door/camera.js");
  const video = document.body.appendChild(Object.assign(document.createElement("video"), {muted: true}));
  watch(video, {wasm: "/static/vendor/none.wasm", says: (word) => cameras.said.push(word), torchable() {}, seen: async () => {}});
}"""
PLUGGED = "() => navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"


@pytest.fixture
def page(bench):
    bench.clock.install()
    bench.evaluate(FAKE)
    return bench


def said(page, *words):
    page.wait_for_function("words => JSON.stringify(cameras.said) === JSON.stringify(words)", arg=list(words))


def test_a_camera_another_program_holds_is_asked_for_again_until_it_is_free(page):
    page.evaluate("cameras.fails = 'NotReadableError'")
    page.evaluate(WATCH)
    said(page, "none")
    page.clock.run_for(7000)
    assert page.evaluate("cameras.asked") == 3
    page.evaluate("cameras.fails = ''")
    page.clock.run_for(3000)
    said(page, "none", "ready")


def test_a_camera_that_is_pulled_out_comes_back_by_itself(page):
    page.evaluate(WATCH)
    said(page, "ready")
    page.evaluate("cameras.fails = 'NotFoundError'")
    page.evaluate("cameras.pulled()")
    said(page, "ready", "none")
    page.evaluate("cameras.fails = ''")
    page.evaluate(PLUGGED)
    said(page, "ready", "none", "ready")


def test_a_camera_that_was_forbidden_is_asked_for_when_it_is_allowed_and_not_before(page):
    page.evaluate("cameras.fails = 'NotAllowedError'")
    page.evaluate(WATCH)
    said(page, "refused")
    page.evaluate(PLUGGED)
    page.clock.run_for(10_000)
    assert page.evaluate("cameras.asked") == 1
    page.evaluate("cameras.fails = ''")
    page.evaluate("cameras.permission.state = 'granted'; cameras.permission.dispatchEvent(new Event('change'))")
    said(page, "refused", "ready")
