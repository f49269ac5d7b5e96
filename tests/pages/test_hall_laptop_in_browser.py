"""The page of the laptop at the venue, as whoever sits before it reads it: in trouble, at both widths."""

import pytest
from django.urls import clear_url_caches
from playwright.sync_api import expect

from checkin.models import Upstream
from kernel.clock import now
from tests.factories.door import make_device
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.pages.conftest import DESK, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_laptops_page_reads_well_on_a_desk_and_on_a_phone(open_page, faults, settings):
    settings.HALL_SERVER, settings.ROOT_URLCONF = True, "backend.hall.urls"
    clear_url_caches()
    fair, at = make_fair(), now()
    make_device(make_gate(fair), make_checkin_list(fair), name="Máy ở cổng chính của nhà trưng bày số một")
    Upstream.objects.create(
        pk=1, site="http://fair.example", key="phh_x", name="Laptop", fair_number=fair.pk, fair_name=fair.name_vi,
        pulled_at=at, pushed_at=at, clock_offset_ms=180_000, trouble="no_answer", trouble_since=at,
    )  # fmt: skip
    try:
        page = open_page("/hall/")
        assert faults(page, DESK, PHONE) == []
        Upstream.objects.update(name="Laptop nhà B")
        expect(page.locator("h1")).to_contain_text("Laptop nhà B", timeout=15_000)  # it looks again by itself
    finally:
        clear_url_caches()
