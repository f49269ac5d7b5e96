"""What the organiser reads of a meeting day in a real browser: the report of negotiations, the roster of interpreters."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from booking.models import Meeting
from fairday.models import FollowUp, OutcomeSource
from fairday.services.follow_ups import answer_follow_up, ask_follow_up
from fairday.services.outcomes import card, record_outcome
from fairday.services.table import mark_no_show
from fairs.models import Interpreter
from kernel.clock import driven
from tests.factories.fair import ZONE, make_fair, make_hall, make_tables
from tests.factories.meeting_day import make_meeting, slot_at
from tests.factories.meetings import make_maker, make_need, make_sourcer, make_term
from tests.factories.people import make_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LONG = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - CN Bắc Ninh"
TEN = dt.datetime(2027, 3, 18, 10, tzinfo=ZONE)
MINUTE = dt.timedelta(minutes=1)
TOLD = [  # supplier's card, buyer's card
    (["sample", "quotation"], "500m_2b", ["sample"], "100m_500m"),
    (["mou"], "over_10b", ["mou"], "over_10b"),
    (["audit"], "2b_10b", None, ""),
    (["none"], "open", ["none"], "open"),
    (["quotation"], "under_100m", ["quotation"], "100m_500m"),
]


@pytest.fixture
def fair():
    """It is ten past eleven: held, lost, running and coming meetings of two halls; two interpreters."""
    with driven(lambda: TEN + 70 * MINUTE):
        fair = make_fair(starts_on=TEN.date())
        slots = [slot_at(fair, n, TEN + n * 20 * MINUTE) for n in range(6)]
        tables = make_tables(fair, 3)
        for table, code in zip(tables, ("A1", "A2"), strict=False):
            fair.tables.filter(pk=table.pk).update(hall=make_hall(fair, code))
        buyers = [make_sourcer(fair, name) for name in ("Denko Việt Nam", "Minato Seiki")]
        makers = [make_maker(fair, name) for name in (LONG, "CNC Thăng Long", "Đúc Sông Công")]
        hanh = Interpreter.objects.create(
            fair=fair, code="PD1", name="Nguyễn Thị Hồng Hạnh", languages=["vi-ja", "vi-en"]
        )
        Interpreter.objects.create(fair=fair, code="PD2", name="Trần Mai", languages=["en-ja"])
        terms = [make_term(code="cnc"), make_term(code="cast")]
        made = []
        for n, slot in enumerate(slots):
            for k, buyer in enumerate(buyers):
                maker = makers[(n + k) % 3]
                need = make_need(buyer.company, code=f"P{n}{k}", process=terms[k])
                speaker = hanh if k == 0 and n in {0, 2, 3} else None
                meeting = make_meeting(fair, buyer, maker, slot, tables[k], need=need, interpreter=speaker)
                made.append((meeting, maker, buyer))
        for (meeting, maker, buyer), (kinds, band, theirs, their_band) in zip(made, TOLD, strict=False):
            for side, told, value in ((maker, kinds, band), (buyer, theirs, their_band)):
                if told:
                    row = Meeting.objects.select_related("slot", "fair").get(pk=meeting.pk)
                    told_card = card(told, value_band=value, rating=4)
                    record_outcome(row, company=side.company, card=told_card, actor_id=None, source=OutcomeSource.OWN)
        manager = make_member(fair.organisation, Role.MANAGER)
        mark_no_show(made[5][0], company_ids=[made[5][1].company.pk], actor_id=manager.pk, now=TEN + 45 * MINUTE)
        follow_up = FollowUp.objects.order_by("pk").first()
        answer_follow_up(ask_follow_up(follow_up.pk, months=1), became="order", value_band="2b_10b")
        fair.manager = manager
        yield fair


def test_the_report_of_negotiations_reads_on_screen_and_phone(fair, open_page, faults):
    page = open_page(f"/{fair.slug}/desk/negotiations/", user=fair.manager)
    expect(page.locator(".facts").first).to_contain_text("5 / 12")
    expect(page.get_by_role("heading", name="Hai bên ghi khác nhau")).to_be_visible()
    assert faults(page) == []
    workbook = page.get_by_role("link", name="Tải bảng tính XLSX")
    for _ in range(40):  # by keyboard alone
        page.keyboard.press("Tab")
        if workbook.evaluate("link => link === document.activeElement"):
            break
    expect(workbook).to_be_focused()
    page.keyboard.press("Tab")
    region = page.locator(".scroll:focus")
    expect(region).to_have_count(1)  # a wide table can be scrolled without a mouse
    page.set_viewport_size({"width": 360, "height": 760})
    assert faults(page) == []


def test_the_roster_says_who_interprets_where_and_who_is_free(fair, open_page, faults):
    page = open_page(f"/{fair.slug}/interpreters/", user=fair.manager)
    hanh = page.locator("#roster > ol > li", has_text="Hồng Hạnh")
    expect(hanh).to_contain_text("Đang ở bàn 1")
    expect(hanh.locator("li")).to_have_count(3)
    expect(hanh).to_contain_text("Tiếng Việt – Tiếng Nhật")
    expect(page.locator("#roster > ol > li", has_text="Trần Mai")).to_contain_text("Đang rảnh")
    assert faults(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung")).to_be_focused()
    page.set_viewport_size({"width": 360, "height": 760})
    assert faults(page) == []
