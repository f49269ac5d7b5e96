"""A factory's way in a real browser: the QR on a phone, the contact's list without a password, the passes to hand out."""

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from booking.delegation_links import desk_key, join_key
from booking.models import DelegationPlace, Registration
from tests.factories.delegations import make_delegation, make_place
from tests.factories.fair import make_fair
from tests.factories.people import make_member
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - CN Bắc Ninh"


def test_people_join_by_the_qr_and_the_contact_confirms_them_without_a_password(open_page, faults, refusals):
    fair = make_fair()
    delegation = make_delegation(fair, places=5, company_name=LONG)
    home = f"/{fair.slug}/delegations/"
    page = open_page(f"{home}join/{join_key(delegation)}/", width=360)
    assert faults(page) == []
    page.get_by_role("button", name="Ghi tên tôi").click()
    refusals.append("422")
    expect(page.get_by_text("Hãy cho số điện thoại hoặc email.").first).to_be_visible()
    page.get_by_label("Họ và tên").fill("Trần Văn An")
    page.get_by_label("Điện thoại").fill("0912 345 678")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Ghi tên tôi").click()
    expect(page.get_by_text("Đang chờ Lê Thu Hà duyệt.")).to_be_visible()
    assert faults(page) == []
    waiting = page.url

    page.goto(page.url.split(home)[0] + f"{home}join/{join_key(delegation)}/")  # the same phone, a colleague
    expect(page.get_by_text("Điện thoại này đã ghi tên rồi.")).to_be_visible()
    page.get_by_label("Họ và tên").fill("tran van an")
    page.get_by_label("Điện thoại").fill("+84 912 345 678")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Ghi tên tôi").click()
    refusals.append("409")
    expect(page.get_by_text("Bạn đã có trong danh sách từ trước")).to_be_visible()
    assert DelegationPlace.objects.count() == 1

    make_place(delegation, "Lê Thị Bình", email="binh@mail.example")
    desk = open_page(f"{home}{desk_key(delegation)}/", width=1440)
    assert faults(desk) == []
    desk.get_by_label("Lê Thị Bình").check()
    desk.get_by_role("button", name="Từ chối người đã chọn").click()
    expect(desk.get_by_text("Đã từ chối 1 người.")).to_be_visible()
    desk.get_by_role("button", name="Duyệt 1 người").click()
    expect(desk.get_by_text("Đã duyệt 1 người.")).to_be_visible()
    desk.get_by_label("Mỗi dòng một người").fill("STT;Họ tên;Điện thoại\n1;Phạm Chi;0987 654 321\n2;;abc@\n")
    desk.get_by_label("Những người này biết").check()
    desk.get_by_role("button", name="Thêm những người này").click()
    expect(desk.get_by_text("Đã thêm 1 người.")).to_be_visible()
    expect(desk.get_by_text("Dòng 3: Không phải địa chỉ email: abc@")).to_be_visible()
    expect(desk.get_by_label("Mỗi dòng một người")).to_have_value("2; ; abc@")
    desk.goto(desk.url.removesuffix("list/"))
    assert faults(desk) == []
    desk.get_by_role("link", name="Thẻ cần trao").click()
    assert faults(desk) == []
    expect(desk.get_by_role("heading", name="Trần Văn An")).to_be_visible()
    own = Registration.objects.get(person__full_name="Trần Văn An")
    assert own.manage_key in desk.locator("button[data-copy]").last.get_attribute("data-copy")
    with desk.expect_download() as given:
        desk.get_by_role("link", name="Thẻ để in (PDF)").evaluate("link => { link.download = ''; link.click() }")
    assert given.value.path().read_bytes().startswith(b"%PDF")

    page.goto(waiting)
    page.get_by_role("link", name="Mở thẻ của tôi").click()
    expect(page.get_by_role("heading", name="Trần Văn An")).to_be_visible()


def test_the_pages_of_a_delegation_hold_at_both_widths(open_page, faults):
    fair = make_fair()
    delegation = make_delegation(fair, places=40, name=LONG, company_name=LONG, has_group_badge=True)
    for n in range(3):
        make_place(
            delegation, LONG[:60], email=f"{n}.mot.dia.chi.thu.rat.dai.cua.cong.nhan@congtycokhichinhxac.example"
        )
    key, user = desk_key(delegation), make_member(fair.organisation, Role.MANAGER)
    home = f"/{fair.slug}/delegations/"
    for whose, paths in (
        (None, (f"{home}new/", f"{home}asked/", f"{home}link/", f"{home}{key}/")),
        (user, (f"{home}{delegation.public_id}/", f"/{fair.slug}/desk/delegations/")),
    ):
        page = open_page(paths[0], user=whose)
        for path in paths:
            page.goto(page.url.split(f"/{fair.slug}/")[0] + path)
            assert faults(page, DESK, PHONE) == [], path
