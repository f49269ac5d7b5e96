"""What looks at all pages sees what is wrong with one: at the width where it is wrong, and again without a new visit."""

from random import Random

import pytest
from axe_playwright_python.base import AXE_SCRIPT

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


BESIDE = """<div tabindex="0" style="width: 800px; height: 300px; overflow: auto"><div style="width: 3000px; padding-left: 1500px">
<p id="like">Ngoài cửa sổ</p><p id="grey" style="background: #eee">Trên nền xám</p><p id="covered">Bị che</p>
<div class="dark" style="margin-top: -30px"></div></div></div>"""


def test_a_text_beside_the_window_is_measured_unless_it_surely_looks_the_same(bench, faults, passed_looks):
    passed_looks.clear()
    bench.set_content(LIKE % "<p>Chữ thường</p>")
    assert faults(bench) == []
    bench.set_content(LIKE % BESIDE)
    assert faults(bench, but=CONTRAST) == []
    bench.evaluate(COUNT)
    bench.evaluate(WRONG.replace("[{nodes}]", "all").replace("nodes.map(({target}) => target[0])", "all.length"))
    assert bench.evaluate("measured") == ["grey", "covered"]


DRAWN = """<!doctype html><html lang="vi"><title>Thử</title><main>
<style>
  body { background: #fff; color: #000 } svg { display: block; width: 300px; height: 40px } text { fill: #eee; color: #eee }
  .over { background: #fff; width: 300px; height: 40px; margin-top: -40px; position: relative } .through { pointer-events: none }
</style><h1 id="title">Hình</h1>
<svg><rect width="300" height="40" fill="#fff" /><text id="drawn" y="20">Chữ trong hình</text></svg>
<svg><text id="through" class="through" y="20">Tay đi xuyên qua</text></svg>
<svg><g style="background-color: #fff"><text id="painted" y="20">Có nền riêng</text></g></svg>
<svg style="overflow: visible"><text id="outside" x="400" y="20">Nằm ngoài hình</text></svg>
<svg><text id="under" y="20">Có thứ che</text></svg><div class="over"></div>
<svg><text id="veiled" y="20">Có thứ che mà tay đi xuyên qua</text></svg><div class="over through"></div>
</main></html>"""
TOLD = """() => axe.run({runOnly: ["color-contrast"]}).then(
  ({violations}) => violations.flatMap(({nodes}) => nodes.map(({target}) => target[0]))
)"""


def test_letters_of_a_drawing_are_measured_only_where_axe_can_tell_their_ground(bench, faults, passed_looks):
    passed_looks.clear()
    bench.set_content(DRAWN)
    bench.evaluate(AXE_SCRIPT)
    alone = bench.evaluate(TOLD)
    bench.set_content(DRAWN)
    bench.evaluate("delete window.axe")
    assert faults(bench, but=CONTRAST) == []
    bench.evaluate(COUNT)
    assert bench.evaluate(TOLD) == alone == ["#painted", "#outside"]
    assert bench.evaluate("measured") == ["title", "painted", "outside", "under", "veiled"]


def test_small_or_covered_targets_are_found_among_large_ones_as_axe_alone_finds_them(bench, faults):
    dice = Random(24)
    kinds = (
        "<button{}>Nút</button>",
        '<a href="#x"{}>Nối</a>',
        '<div role="button" tabindex="0"{}>Ô</div>',
        '<button tabindex="-1"{}>Không bàn phím</button>',
        "<p{}>Chữ</p>",
    )
    placed = "".join(
        dice.choice(kinds).format(
            f' id="t{n}" style="position: absolute; overflow: hidden; left: {dice.randrange(700)}px; top: {dice.randrange(700)}px;'
            f' width: {dice.choice((12, 23, 24, 30, 90))}px; height: {dice.choice((12, 23, 24, 44))}px"'
        )
        for n in range(90)
    )
    page = f'<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>{placed}</main></html>'
    sizes = TOLD.replace("color-contrast", "target-size")
    bench.set_content(page)
    bench.evaluate(AXE_SCRIPT)
    alone = bench.evaluate(sizes)
    bench.set_content(page)
    bench.evaluate("delete window.axe")
    faults(bench, but=CONTRAST)
    bench.evaluate(COUNT.replace("color-contrast", "target-size"))
    assert bench.evaluate(sizes) == alone
    targets = page.count(" id=") - page.count("<p id=")
    assert 0 < len(alone) < bench.evaluate("measured.length") < targets
