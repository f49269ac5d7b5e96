"""Hands at the desk of the door: people found by typing, somebody new, a badge out of the stock without the network."""

import time

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from accounts.roles import Role
from booking.models import Badge, Registration
from booking.services.stock_badges import print_stock
from checkin.models import Scan
from checkin.queries.groups import counted_of
from checkin.queries.merges import merge_report
from tests.factories.delegations import make_delegation
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_badge, make_registration

SAME_BADGE_MS = 2600
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk(open_page):
    """`desk(width=1440)`: the app of an enrolled browser at gate B; three people of two names are registered."""
    fair = make_fair()
    make_gate(fair, "B")
    day = make_checkin_list(fair)
    firm = make_company("Cơ khí Đông Anh")
    people = {}
    for name, phone in (("Nguyễn Thị Hà", "+84912345678"), ("Nguyễn Văn Hà", "+84987654321"), ("Lê Văn Tám", "")):
        person = make_person(full_name=name, phone=phone, company=firm)
        person.search_text = {"Lê Văn Tám": "le van tam"}.get(
            name, "nguyen thi ha" if "Thị" in name else "nguyen van ha"
        )
        person.save(update_fields=["search_text"])
        people[name] = make_badge(make_registration(fair, person))

    def opened(*, width=1440):
        page = open_page(f"/{fair.slug}/door/", user=make_member(fair.organisation, Role.DOOR), width=width)
        page.get_by_role("button", name="Mở máy soát B").click()
        expect(page.locator("#gate")).to_have_text("B", timeout=20_000)
        expect(page.locator("#online")).to_be_visible(timeout=20_000)
        return page

    opened.fair, opened.people = fair, people
    opened.day = day
    opened.manager = make_member(fair.organisation, Role.MANAGER)
    return opened


def look_for(page):
    """A person waits a moment after the slash; a hand scanner does not."""
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_somebody_without_a_badge_in_the_hand_is_found_by_keyboard_and_let_in(desk, faults, refusals):
    page = desk()
    verdict, found = page.locator("#verdict"), page.locator("#found .found")
    look_for(page)
    page.keyboard.type("nguyen ha")
    expect(found).to_have_count(2)
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(found.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(verdict).to_have_class("verdict v-ok")
    expect(verdict).to_contain_text("Nguyễn Văn Hà")
    expect(page.locator("#find")).to_be_hidden()
    expect(found).to_have_count(0)
    look_for(page)
    page.keyboard.type("0987 654 321")
    expect(found).to_contain_text("Đã vào")
    page.wait_for_timeout(SAME_BADGE_MS)
    found.click()
    expect(verdict).to_have_class("verdict v-again")
    scans = Scan.objects.order_by("device_seq").values_list(
        "device_seq", "verdict", "badge__registration__person__full_name"
    )
    assert list(scans) == [(1, "ok", "Nguyễn Văn Hà"), (2, "already_in", "Nguyễn Văn Hà")]

    look_for(page)  # a hand scanner types into the search as well
    page.keyboard.type(desk.people["Lê Văn Tám"].code)
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Lê Văn Tám")
    page.context.set_offline(True)
    look_for(page)
    page.keyboard.type("nguyen ha")
    expect(page.locator("#findsay")).to_contain_text("Tìm tên cần có mạng")
    expect(found).to_have_count(0)
    refusals.append("ERR_INTERNET_DISCONNECTED")


def test_the_search_fits_a_hand(desk, faults):
    page = desk(width=360)
    page.locator("#findtool").click()
    page.locator("#q").fill("ha")
    expect(page.locator("#found .found")).to_have_count(2)
    assert faults(page) == []
    assert all(
        box["height"] >= 44
        for box in [
            one.bounding_box()
            for one in page.locator("#found button, .tool, #findshut, #findnew").all()
            if one.is_visible()
        ]
    )


PRINTED = """() => {
  window.printed = [];
  window.print = () => {
    window.heldUp = document.getElementById("print").innerHTML;
    printed.push(heldUp);
    dispatchEvent(new Event("afterprint"));
  };
}"""


def wait_for_print(page, number):
    deadline = time.monotonic() + 10
    while page.evaluate("printed.length") < number:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def on_paper(page):
    """The texts of the codes on what the browser's print would put on paper, and the size of that paper."""
    page.evaluate("document.getElementById('print').innerHTML = heldUp")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        size = [round(side / 72 * 25.4) for side in pdf[0].get_size()]
        found = zxingcpp.read_barcodes(pdf[0].render(scale=200 / 72).to_pil())
        number = len(pdf)
    page.evaluate("document.getElementById('print').replaceChildren()")
    return number, size, [one.text for one in found]


def test_somebody_new_is_in_and_printed_by_keyboard_alone(desk, faults):
    page = desk()
    page.evaluate(PRINTED)
    verdict = page.locator("#verdict")
    began = time.monotonic()
    page.keyboard.press("+")
    expect(page.locator("#w-phone")).to_be_focused()
    page.keyboard.type("0903 333 333")
    page.keyboard.press("Tab")
    page.keyboard.type("Phạm Thị Lan")
    page.keyboard.press("Tab")
    page.keyboard.type("Cơ khí Hà Đông")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(verdict).to_have_class("verdict v-ok")
    expect(verdict).to_contain_text("Phạm Thị Lan")
    wait_for_print(page, 1)
    assert time.monotonic() - began < 20  # of the forty that a person and the machine have together
    badge = Badge.objects.get(registration__person__full_name="Phạm Thị Lan")
    assert on_paper(page) == (1, [105, 148], [badge.code])
    assert page.locator("#print svg").count() == 0
    assert Scan.objects.get().badge == badge

    page.keyboard.press("+")
    expect(page.locator("#w-phone")).to_be_focused()
    page.keyboard.type("0912345678")
    known = page.locator("#walkknown .found")
    expect(known).to_contain_text("Nguyễn Thị Hà")
    assert faults(page) == []
    page.keyboard.press("Tab")
    expect(known).to_be_focused()
    page.keyboard.press("Enter")
    expect(verdict).to_contain_text("Nguyễn Thị Hà")
    wait_for_print(page, 2)
    assert on_paper(page)[2] == [desk.people["Nguyễn Thị Hà"].code]
    assert Registration.objects.count() == 4


def test_without_the_network_a_badge_from_the_stock_is_bound_known_and_told_later(desk, faults, refusals):
    batch = print_stock(desk.fair, number=2, actor_id=desk.manager.pk)
    first, second = batch.badges.values_list("code", flat=True)
    page = desk(width=360)
    verdict, unsent = page.locator("#verdict"), page.locator("#unsent")
    expect(page.locator("#known")).to_have_text("5", timeout=20_000)
    page.context.set_offline(True)
    refusals.append("ERR_INTERNET_DISCONNECTED")
    page.locator("#findtool").click()
    page.locator("#findnew").click()
    expect(page.locator("#walksay")).to_contain_text("lấy thẻ trắng trong kho")
    page.locator("#w-phone").fill("0903333333")
    page.locator("#w-name").fill("Phạm Thị Lan")
    page.locator("[name=consent]").check()
    assert faults(page) == []
    for code, word in (("77", "không phải mã in"), (desk.people["Lê Văn Tám"].code, "không phải thẻ trắng")):
        page.locator("#w-code").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator("#walksay")).to_contain_text(word)
    page.locator("#w-code").fill(first.lower())
    page.keyboard.press("Enter")
    expect(verdict).to_have_class("verdict v-ok")
    expect(unsent).to_have_text("2")
    page.reload()
    expect(unsent).to_have_text("2", timeout=20_000)
    page.wait_for_timeout(500)
    for code, look in ((first, "again"), (second, "no")):
        page.locator("#code").fill(code)
        page.keyboard.press("Enter")
        expect(verdict).to_have_class(f"verdict v-{look}")
    page.context.set_offline(False)
    expect(unsent).to_have_text("0", timeout=20_000)
    badge = Badge.objects.get(code=first)
    assert (badge.registration.person.full_name, badge.registration.source) == ("Phạm Thị Lan", "walk-in")
    assert list(Scan.objects.order_by("device_seq").values_list("badge", "verdict")) == [
        (badge.pk, "ok"), (badge.pk, "already_in"), (None, "unknown"),
    ]  # fmt: skip
    assert merge_report(desk.fair).unbound == []


def test_a_delegation_is_counted_in_with_and_without_the_network(desk, faults, refusals):
    group = make_delegation(desk.fair, has_group_badge=True).group
    Registration.objects.filter(pk=group.pk).update(days=[])  # the fair is in a month
    page = desk(width=360)
    code, number = page.locator("#code"), page.locator("#g-number")

    def scan():
        page.wait_for_timeout(SAME_BADGE_MS)
        code.fill(group.badges.get().code)
        page.keyboard.press("Enter")
        expect(page.locator("#group")).to_be_visible()

    expect(page.locator("#known")).to_have_text("4", timeout=20_000)
    scan()
    expect(page.locator("#group")).to_contain_text("Đoàn Thaco")
    expect(number).to_have_value("12")
    assert faults(page) == []
    number.fill("8")
    page.keyboard.press("Enter")
    expect(page.locator("#group")).to_be_hidden()
    scan()
    expect(page.locator("#groupinside")).to_have_text("8")
    number.fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("#groupsay")).to_contain_text("đăng ký 12 người, đang ở trong 8")
    page.keyboard.press("Enter")
    expect(page.locator("#group")).to_be_hidden()
    refusals.append("409")
    page.context.set_offline(True)
    refusals.append("ERR_INTERNET_DISCONNECTED")
    page.locator("#turn").click()
    scan()
    expect(page.locator("#groupinside")).to_have_text("13")
    number.fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#group")).to_be_hidden()
    page.context.set_offline(False)
    deadline = time.monotonic() + 20
    while counted_of(group.pk, desk.day.pk) != (13, 2):
        assert time.monotonic() < deadline, counted_of(group.pk, desk.day.pk)
        page.wait_for_timeout(100)
