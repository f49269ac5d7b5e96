"""What looks at all pages sees what is wrong with one: at the width where it is wrong, and again without a new visit."""

import pytest

from tests.pages.axe import CONTRAST
from tests.pages.conftest import DESK, PHONE

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


GROUNDS = """<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>
<style>
  body { background: #fff; color: #000 }
  #dark { background: #222; color: #fff; height: 40px } #new:empty, .at-phone { display: none } .at-phone { color: #999 }
  @media (max-width: 500px) {
    section { background: #333 } .at-phone { display: block } #slid { margin-top: -40px } #faded { opacity: .3 }
  }
</style>
<section><p id="ground">Nền của ông đổi màu</p></section><p class="at-phone" id="shown">Chỉ hiện trên điện thoại</p>
<p id="faded">Nhạt đi</p><p id="same">Vẫn thế</p><p id="new"></p>
<div id="dark">Nền tối</div><p id="slid">Trượt lên nền tối</p></main></html>"""
WRONG = (
    "() => axe.run({runOnly: ['color-contrast']}).then(({violations: [{nodes}]}) => nodes.map(({target}) => target[0]))"
)


def test_a_text_that_has_passed_is_measured_again_when_it_or_its_ground_changes(bench, faults):
    bench.set_content(GROUNDS)
    assert faults(bench, DESK) == []
    assert faults(bench, PHONE) == ["at 360 px, color-contrast: #ground"]
    bench.evaluate("axe.begin()")
    assert bench.evaluate(WRONG) == ["#ground", "#shown", "#faded", "#slid"]
    assert faults(bench, DESK) == []
    bench.evaluate("document.querySelector('#new').textContent = 'Chữ mới'")
    bench.evaluate("document.querySelector('#new').style.color = '#aaa'")
    assert faults(bench, DESK) == ["at 1440 px, color-contrast: #new"]
    bench.evaluate("document.querySelector('#new').style.color = ''")
    bench.evaluate("document.querySelector('#same').style.color = '#aaa'")
    assert faults(bench, DESK) == ["at 1440 px, color-contrast: #same"]


LIKE = """<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>
<style>
  body { background: #fff; color: #123 } main { width: 800px; height: 300px } p { height: 30px; margin: 0 }
  .dark { background: #112; width: 400px; height: 30px } .off { opacity: .3 } .through { pointer-events: none }
  #slid, #seen { margin-top: -30px } .half { background: #112; color: #fff; opacity: .5 }
</style>%s</main></html>"""
COUNT = """() => {
  const check = axe._audit.checks["color-contrast"], {evaluate} = check;
  window.measured = [];
  check.evaluate = function (element, ...rest) { measured.push(element.id); return evaluate.call(this, element, ...rest) };
}"""


def test_a_text_is_not_measured_where_another_has_passed_that_looks_the_same(bench, faults, passed_looks):
    passed_looks.clear()
    bench.set_content(LIKE % '<p>Chữ thường</p><div style="background: #000"><p class="half">Ánh nền đen qua</p></div>')
    assert faults(bench, DESK) == []
    bench.set_content(
        LIKE
        % """<p id="like">Chữ khác, <b id="bold">đậm</b></p><div style="background: #eee"><p id="grey">Trên nền xám</p></div>
        <div class="off"><p id="dim">Mờ</p></div><div class="dark"></div><p id="slid">Chữ nằm trên nền tối, ô thì không</p>
        <div class="dark through"></div><p id="seen">Nền mà tay không chạm được</p>
        <p class="half" id="half">Ánh nền trắng qua</p>"""
    )
    assert faults(bench, but=CONTRAST) == []
    bench.evaluate(COUNT)
    assert bench.evaluate(WRONG) == ["#dim", "#slid", "#seen", "#half"]
    assert bench.evaluate("measured") == ["bold", "grey", "dim", "slid", "seen", "half"]
