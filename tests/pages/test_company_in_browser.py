"""The company's own pages and the import desk as Chromium sees them: no axe violation, nothing too wide, checked as typed."""

import pytest

from accounts.roles import Role
from directory.models import Capability, Certificate, Machine, Term
from tests.factories.fair import make_exhibitor, make_fair
from tests.factories.people import make_company, make_member
from tests.imports.folders import tax_code
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"


@pytest.fixture
def fair():
    return make_fair(slug="cnht-thu", name_vi="Hội chợ Công nghiệp hỗ trợ Hà Nội 2026")


@pytest.fixture
def admin(fair):
    firm = make_company(LONG, slug="dong-anh")
    make_exhibitor(fair, firm)
    process = Term.objects.create(kind="process", code="cnc", name_vi="Phay CNC 5 trục", name_en="5-axis")
    standard = Term.objects.create(kind="standard", code="iso-9001", name_vi="ISO 9001", name_en="ISO 9001")
    Term.objects.create(kind="material", code="s45c", name_vi="Thép S45C", name_en="S45C")
    Capability.objects.create(company=firm, process=process, tolerance_um=5, size_max_mm=600)
    Machine.objects.create(company=firm, name="Trung tâm phay đứng Speedio S500X1", maker="Brother", count=11)
    Certificate.objects.create(
        company=firm,
        standard=standard,
        number="TN-1",
        issued_on="2025-01-10",
        expires_on="2028-01-09",
        state="verified",
    )
    make_member(firm.organisation, Role.STAFF, full_name="Hoàng Lan")
    return make_member(firm.organisation, Role.ADMIN, full_name="Đỗ Văn Hùng")


def test_the_company_pages_are_accessible_and_fit(open_page, faults, fair, admin):
    page = open_page(f"/{fair.slug}/team/", user=admin)
    home = page.url.removesuffix("team/")
    for path in ("team/", "profile/", "profile/machines/", "profile/certificates/", "profile/about/"):
        page.goto(home + path)
        assert page.locator("h1").count() == 1
        assert faults(page, DESK, PHONE) == [], path


def test_the_import_desk_is_accessible_and_fits(open_page, faults, fair, tmp_path):
    table = tmp_path / "gates.csv"
    page = open_page(f"/{fair.slug}/desk/imports/", user=make_member(fair.organisation, Role.OWNER))
    assert faults(page, DESK, PHONE) == []
    for content, word in (("code,name_vi,hall\nA,Cổng A,N9\n", "N9"), ("code,name_vi\nA,Cổng A\n", "Nạp vào hội chợ")):
        table.write_text(content)
        page.set_input_files("input[type=file]", table)
        page.get_by_role("button", name="Kiểm tra tệp").click()
        page.get_by_text(word).first.wait_for()
        assert faults(page, DESK, PHONE) == []
    page.get_by_role("button", name="Nạp vào hội chợ").click()
    page.get_by_text("Đã nạp tệp.").wait_for()
    assert faults(page, DESK, PHONE) == []


def test_the_tax_code_is_checked_as_typed(open_page, faults):
    page = open_page("/company-sign-up/")
    code = tax_code("019000001")
    box = page.get_by_label("Mã số thuế")
    box.press_sequentially(code[:9] + str((int(code[9]) + 1) % 10))
    page.get_by_text("Đây không phải mã số thuế").wait_for()
    assert faults(page, DESK, PHONE) == []
    box.fill(code)
    page.get_by_text("Mã số thuế hợp lệ.").wait_for()
    assert faults(page, DESK, PHONE) == []
