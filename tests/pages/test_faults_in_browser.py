"""What looks at all pages sees what is wrong with one: at the width where it is wrong, and again without a new visit."""

import pytest

from tests.pages.conftest import CONTRAST, DESK, PHONE

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>
<style>
  p { color: #767676; background: #fff }
  @media (max-width: 500px) { p { color: #777 } div { width: 400px } }
</style>
<p>Chữ vừa đủ đậm</p><div>rộng</div></main></html>"""


def test_a_fault_is_found_at_its_width_and_gone_when_mended(bench, faults):
    bench.set_content(PAGE)
    assert faults(bench) == []
    assert faults(bench, DESK, PHONE) == ["at 360 px, color-contrast: p", "at 360 px, 48 px too wide"]
    assert faults(bench, but=CONTRAST) == ["48 px too wide"]
    bench.evaluate("document.querySelector('div').innerHTML = '<img src=\"data:,\">'")
    assert faults(bench, DESK, PHONE) == [
        "at 1440 px, image-alt: img",
        "at 360 px, color-contrast: p",
        "at 360 px, image-alt: img",
        "at 360 px, 48 px too wide",
    ]
    bench.evaluate("document.querySelector('div').remove()")
    assert faults(bench, DESK) == []
