"""The public pages as Chromium sees them: no axe violation, nothing too wide, light to load, filters by themselves."""

import gzip

import pytest

from directory.models import Capability, Company, Need, Term
from directory.services.search_texts import keep_company_texts, keep_need_texts
from tests.factories.fair import (
    make_booths,
    make_buyer,
    make_exhibitor,
    make_fair,
    make_hall,
    make_slots,
    make_workshop,
)
from tests.factories.people import make_company
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG_NAME = "Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"
FIRST_LOAD = 150_000


@pytest.fixture
def fair():
    fair = make_fair(slug="cnht-thu", name_vi="Hội chợ Công nghiệp hỗ trợ Hà Nội 2026")
    make_booths(make_hall(fair), 4)
    make_slots(fair)
    make_workshop(fair)
    welding = Term.objects.create(kind="process", code="welding", name_vi="Hàn kết cấu", name_en="Welding")
    milling = Term.objects.create(kind="process", code="five-axis", name_vi="Phay CNC 5 trục", name_en="5-axis milling")
    for name, process in ((LONG_NAME, milling), ("Hàn Đông Bắc", welding)):
        maker = make_company(name, slug=f"maker-{process.code}")
        Capability.objects.create(company=maker, process=process, tolerance_um=5, size_max_mm=600)
        make_exhibitor(fair, maker)
    keep_company_texts(list(Company.objects.values_list("pk", flat=True)))
    buyer = make_company("Denko")
    make_buyer(fair, buyer)
    need = Need.objects.create(
        company=buyer, code="1", title_vi="Trục bậc hộp số", process=milling, length_mm=182, width_mm=32, height_mm=32
    )
    keep_need_texts([need.pk])
    return fair


def test_pages_are_accessible_and_fit(open_page, faults, fair):
    page = open_page(f"/{fair.slug}/")
    home, found = page.url, {"": faults(page, DESK, PHONE)}
    for path in ("companies/", "companies/maker-five-axis/", "needs/", "programme/"):
        page.goto(home + path)
        found[path] = faults(page, DESK, PHONE)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_a_facet_filters_at_once_and_keeps_the_focus(open_page, fair):
    page = open_page(f"/{fair.slug}/companies/")
    assert page.locator(".maker").count() == 2
    box = page.locator('input[name="process"][value="welding"]')
    box.focus()
    page.keyboard.press("Space")
    page.locator("a.chip").wait_for()
    assert page.locator(".maker").count() == 1
    assert page.url.endswith("/companies/?process=welding")
    assert page.evaluate("document.activeElement.value") == "welding"


def test_the_directory_works_without_script(open_page, fair):
    page = open_page(f"/{fair.slug}/companies/", java_script_enabled=False)
    page.locator("#q").fill("phay 5 truc")
    page.locator('form#search button:has-text("Tìm")').click()
    page.wait_for_url("**q=phay+5+truc**")
    assert page.locator(".maker").count() == 1


def test_the_filters_open_on_a_phone(open_page, fair):
    page = open_page(f"/{fair.slug}/companies/", width=360)
    assert not page.locator("#filters").is_visible()
    page.locator('[data-toggle="filters"]').click()
    assert page.locator("#filters").is_visible()
    assert page.locator('[data-toggle="filters"]').get_attribute("aria-expanded") == "true"


def test_another_language_is_the_same_page(open_page, fair):
    page = open_page(f"/{fair.slug}/companies/?q=phay")
    page.locator('.langs a[lang="en"]').first.click()
    page.wait_for_url("**/en/**")
    assert page.url.endswith(f"/en/{fair.slug}/companies/?q=phay")
    assert page.locator("h1").inner_text() == "Companies"


def test_the_first_load_is_light(open_page, fair):
    """Everything the first page fetches, as sent: the fonts are pressed already, the rest is counted gzipped."""
    loaded = []
    page = open_page("/log-in/")
    page.context.clear_cookies()
    fresh = page.context.new_page()

    def keep(response):
        loaded.append(response)

    fresh.on("response", keep)
    fresh.goto(page.url.replace("/log-in/", f"/{fair.slug}/"))
    fresh.wait_for_load_state("networkidle")
    size = sum(
        len(body) if response.url.endswith((".woff2", ".wasm")) else len(gzip.compress(body))
        for response in loaded
        if (body := response.body())
    )
    assert 40_000 < size < FIRST_LOAD
