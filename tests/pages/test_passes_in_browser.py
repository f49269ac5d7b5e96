"""Passes of firms, their contractors and invitations in Chromium: at both widths, looked over by axe, used by hand."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from booking.models import Badge, BadgePrint, Booking, PassRules, Registration
from booking.services.exhibitor_passes import PassGiven, add_places, give_pass
from booking.services.invitations import make_invitation
from booking.services.registrations import Visitor, register_visitor
from booking.states import PassKind
from checkin.models import Admission
from kernel.clock import now
from tests.factories.fair import ZONE, make_booths, make_checkin_list, make_exhibitor, make_fair, make_gate, make_hall
from tests.factories.people import make_company, make_member
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"


@pytest.fixture
def ground():
    fair = make_fair(slug="hoi-cho", contact_email="btc@mail.example", contact_phone="+842435559000")
    company = make_company("Cơ khí Đông Anh")
    company.legal_name = LONG
    company.save()
    exhibitor = make_exhibitor(fair, company)
    for booth in make_booths(make_hall(fair), 2):
        Booking.objects.create(fair=fair, booth=booth, company=company, state="paid")
    exhibitor.boss = make_member(company.organisation, "admin", full_name="Đỗ Văn Hùng")
    exhibitor.organiser = make_member(fair.organisation, "manager")
    PassRules.objects.create(fair=fair, staff_least=2, invitations=60)
    for n, name in enumerate(["Đỗ Văn Hùng", "Hoàng Thị Lan", "Tôn Nữ Hoàng Phương Anh Nguyễn"]):
        who = PassGiven(full_name=name, job_title="Kỹ sư", email=f"n{n}@donganh.example", has_consented=True)
        made = give_pass(exhibitor, who, kind=PassKind.STAFF, actor_id=exhibitor.boss.pk)
    BadgePrint.objects.create(badge=Badge.objects.get(registration=made), cause="single")
    driver = PassGiven(
        full_name="Phạm Tài", company_name="Vận tải Sao Mai", vehicle_plate="29C-123.45", has_consented=True
    )
    give_pass(exhibitor, driver, kind=PassKind.CREW, actor_id=exhibitor.boss.pk)
    for name, day, opens in (("Dựng gian", fair.starts_on - dt.timedelta(days=1), 7), ("Dỡ gian", fair.ends_on, 18)):
        at = dt.datetime.combine(day, dt.time(opens), ZONE)
        make_checkin_list(
            fair, name=name, opens_at=at, closes_at=at + dt.timedelta(hours=5), roles=["crew", "exhibitor"]
        )
    return exhibitor


def test_a_firm_gives_badges_until_its_places_are_taken(ground, open_page, faults, refusals):
    page = open_page("/hoi-cho/my-booth/staff/", user=ground.boss)
    assert faults(page) == []
    page.get_by_label("Họ và tên").fill("Trần An")
    page.get_by_label("Người này đồng ý").check()
    page.get_by_role("button", name="Cấp thẻ").click()
    expect(page.get_by_text("Đã dùng hết số thẻ", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="btc@mail.example")).to_be_visible()
    add_places(ground, kind=PassKind.STAFF, extra=1, reason="Máy lớn, trình diễn cả ngày", actor_id=ground.organiser.pk)
    phone = open_page("/hoi-cho/my-booth/staff/", width=360, user=ground.boss)
    expect(phone.get_by_text("Máy lớn, trình diễn cả ngày")).to_be_visible()
    assert faults(phone) == []
    phone.get_by_role("link", name="Trần An").click()
    assert faults(phone) == []
    phone.get_by_role("button", name="Thu hồi thẻ").click()
    expect(phone.get_by_text("Trần An không còn thẻ")).to_be_visible()
    crew = open_page("/hoi-cho/my-booth/contractors/", user=ground.boss)
    for width in (DESK, PHONE):
        assert faults(crew, width) == []
        expect(crew.get_by_text("29C-123.45")).to_be_visible()


def test_a_firm_invites_and_the_organiser_sees_whom_it_brought(ground, open_page, faults):
    fair = ground.fair
    code = make_invitation(
        ground, label="Khách quen", most=20, expires_at=now() + dt.timedelta(days=9), actor_id=ground.boss.pk
    )
    spent = make_invitation(ground, label="Bản tin", most=1, expires_at=None, actor_id=ground.boss.pk)
    gate, the_list = make_gate(fair), make_checkin_list(fair)
    for n, tells in enumerate([True, True, False]):
        who = Visitor(
            full_name=f"Nguyễn Khách {n}",
            email=f"khach{n}@mail.example",
            company_name="Điện tử Sao Mai",
            has_consented=True,
            invitation=(spent if n == 2 else code).code,
            inviter_told=tells,
        )
        made = register_visitor(fair, who)
        if n != 1:
            Admission.objects.create(checkin_list=the_list, registration=made, gate=gate, nonce=f"nonce-{n}", at=now())
    own = open_page("/hoi-cho/my-booth/invitations/", user=ground.boss)
    for width in (DESK, PHONE):
        assert faults(own, width) == []
        expect(own.get_by_text("Nguyễn Khách 0")).to_be_visible()
        expect(own.get_by_text("Nguyễn Khách 2")).to_have_count(0)
    desk = open_page("/hoi-cho/desk/invitations/", user=ground.organiser)
    assert faults(desk, DESK, PHONE) == []
    home = desk.url.removesuffix("desk/invitations/")
    for address in ("passes/", "passes/contractors/", f"passes/{ground.public_id}/staff/"):
        desk.goto(f"{home}desk/{address}")
        assert faults(desk, DESK, PHONE) == []
    form = open_page(f"/hoi-cho/register/?invite={spent.code}")
    for width in (DESK, PHONE):
        assert faults(form, width) == []
        expect(form.get_by_text("Bạn vẫn đăng ký được")).to_be_visible()
    form.goto(f"{home}register/?invite={code.code}")
    for width in (DESK, PHONE):
        assert faults(form, width) == []
        expect(form.get_by_text("mời bạn đến hội chợ")).to_be_visible()
    form.get_by_label("Họ và tên").fill("Lê Thị Mai")
    form.get_by_role("textbox", name="E-mail").fill("mai@mail.example")
    form.get_by_label("được biết tên").check()
    form.get_by_label("Tôi đồng ý").check()
    form.get_by_role("button", name="Đăng ký và nhận thẻ").click()
    form.get_by_role("link", name="Mở thẻ của tôi").click()
    expect(form.get_by_role("heading", name="mời bạn")).to_be_visible()
    assert faults(form) == []
    form.get_by_role("button", name="Không chia sẻ nữa").click()
    expect(form.get_by_role("button", name="Cho họ biết tôi đến")).to_be_visible()
    assert Registration.objects.get(person__full_name="Lê Thị Mai").invitation == code
