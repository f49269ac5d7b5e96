"""The profile pages: every list set as a whole, checked by the server, searched at once; what was verified stays honest."""

import datetime as dt
import re

import pytest

from accounts.roles import Role
from directory.errors import DoubledEntry, RangeReversed
from directory.models import Capability, Certificate, Machine, Term
from directory.services.profile import (
    Ability,
    Machinery,
    Proof,
    set_capabilities,
    set_certificates,
    set_machines,
)
from kernel.models import HistoryEntry
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_member
from tests.imports.folders import everything

pytestmark = pytest.mark.django_db
ISSUED, EXPIRES = dt.date(2025, 1, 10), dt.date(2028, 1, 9)


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def company():
    return make_company("Cơ khí Đông Anh")


@pytest.fixture
def admin(company):
    return make_member(company.organisation, Role.ADMIN)


@pytest.fixture
def words():
    rows = [
        ("process", "cnc", "Phay CNC"),
        ("process", "cast", "Đúc áp lực"),
        ("material", "s45c", "Thép S45C"),
        ("material", "pom", "Nhựa POM"),
        ("standard", "iso-9001", "ISO 9001"),
    ]
    return {code: Term.objects.create(kind=kind, code=code, name_vi=name, name_en=name) for kind, code, name in rows}


def sent(prefix, rows, initial=0):
    """A form set as a browser sends it: the rows, and a blank one."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


CNC = {
    "process": "cnc",
    "materials": ["s45c", "pom"],
    "tolerance_mm": "0,01",
    "size_min_mm": "2",
    "size_max_mm": "400",
    "batch_min": "1",
    "batch_max": "50000",
    "monthly_capacity": "20000",
    "free_capacity_percent": "30",
    "note": "Kiểm CMM",
}


def test_capabilities_are_set_shown_and_found(client, fair, company, admin, words):
    client.force_login(admin)
    page = f"/{fair.slug}/profile/"
    assert client.get(page).status_code == 200
    answer = client.post(page, sent("c", [CNC, {"process": "cast"}]))
    assert (answer.status_code, answer["Location"]) == (302, page)
    row = Capability.objects.get(process=words["cnc"])
    assert (row.tolerance_um, row.size_max_mm, row.free_capacity_percent, row.note) == (10, 400, 30, "Kiểm CMM")
    assert set(row.materials.values_list("code", flat=True)) == {"s45c", "pom"}
    company.refresh_from_db()
    assert "phay cnc" in company.search_text
    assert "duc ap luc" in company.search_text
    shown = client.get(page).content.decode()
    assert "0,01" in shown
    assert "style=" not in shown
    again = client.post(page, sent("c", [CNC, {"process": "cast"}], initial=2), follow=True)
    assert "Không có gì thay đổi." in again.content.decode()
    client.post(page, sent("c", [CNC | {"materials": ["pom"]}, {"process": "cast", "DELETE": "on"}], initial=2))
    assert [c.process.code for c in Capability.objects.all()] == ["cnc"]
    assert list(row.materials.values_list("code", flat=True)) == ["pom"]
    company.refresh_from_db()
    assert "duc ap luc" not in company.search_text
    notes = HistoryEntry.objects.filter(action="company.capabilities_changed").order_by("pk")
    assert [(n.actor_id, n.note) for n in notes] == [
        (admin.pk, {"created": 2, "updated": 0, "dropped": 0}),
        (admin.pk, {"created": 0, "updated": 1, "dropped": 1}),
    ]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([CNC | {"process": ""}], "c-0-process"),
        ([CNC | {"process": "laser"}], "c-0-process"),
        ([CNC | {"materials": ["gold"]}], "c-0-materials"),
        ([CNC | {"tolerance_mm": "rất nhỏ"}], "c-0-tolerance_mm"),
        ([CNC | {"size_min_mm": "500"}], "c-0-size_max_mm"),
        ([CNC | {"batch_min": "60000"}], "c-0-batch_max"),
        ([CNC | {"free_capacity_percent": "101"}], "c-0-free_capacity_percent"),
        ([CNC | {"monthly_capacity": "-1"}], "c-0-monthly_capacity"),
        ([CNC, CNC], "c-1-process"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_is_saved(client, fair, company, admin, words, rows, field):
    client.force_login(admin)
    before = everything()
    answer = client.post(f"/{fair.slug}/profile/", sent("c", rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "1 dòng cần xem lại" in page
    assert everything() == before


def test_a_form_set_without_its_numbers_is_no_fault(client, fair, company, admin, words):
    client.force_login(admin)
    for page in ("", "machines/", "certificates/"):
        assert client.post(f"/{fair.slug}/profile/{page}", {"x": "1"}).status_code == 422


def test_machines_are_set(client, fair, company, admin, words):
    client.force_login(admin)
    page = f"/{fair.slug}/profile/machines/"
    rows = [
        {"name": "Lynx 2100", "maker": "DN Solutions", "count": "3", "year": "2019"},
        {"name": "Máy ép", "count": "1"},
    ]
    assert client.post(page, sent("m", rows)).status_code == 302
    found = Machine.objects.order_by("pk").values_list("name", "maker", "count", "year")
    assert list(found) == [("Lynx 2100", "DN Solutions", 3, 2019), ("Máy ép", "", 1, None)]
    for wrong in ({"count": "0"}, {"year": "2999"}, {"name": ""}):
        assert client.post(page, sent("m", [rows[0] | wrong])).status_code == 422
    assert client.post(page, sent("m", [rows[0], rows[0]])).status_code == 422
    assert Machine.objects.count() == 2
    assert client.get(page).status_code == 200


def test_a_verified_certificate_that_changes_is_declared_again(client, fair, company, admin, words):
    one = {
        "standard": "iso-9001",
        "number": "TN-1",
        "issuer": "TÜV",
        "issued_on": "2025-01-10",
        "expires_on": "2028-01-09",
    }
    two = one | {"number": "TN-2"}
    client.force_login(admin)
    page = f"/{fair.slug}/profile/certificates/"
    assert client.post(page, sent("z", [one, two])).status_code == 302
    assert set(Certificate.objects.values_list("state", flat=True)) == {"declared"}
    Certificate.objects.update(state="verified")
    assert "Đã xác minh" in client.get(page).content.decode()
    client.post(page, sent("z", [one, two | {"expires_on": "2029-01-09"}], initial=2))
    assert dict(Certificate.objects.values_list("number", "state")) == {"TN-1": "verified", "TN-2": "declared"}
    assert client.post(page, sent("z", [one | {"expires_on": "2020-01-01"}])).status_code == 422
    assert Certificate.objects.count() == 2


def test_texts_and_facts_are_changed_and_told(client, fair, company, admin):
    client.force_login(admin)
    page = f"/{fair.slug}/profile/about/"
    data = {
        "about_vi": "Chúng tôi\r\nlàm trục.",
        "province": "Bắc Ninh",
        "website": "donganh.example",
        "employees": "86",
        "is_listed": "on",
    }
    assert client.post(page, data).status_code == 302
    company.refresh_from_db()
    assert (company.about_vi, company.province, company.website, company.employees) == (
        "Chúng tôi\nlàm trục.",
        "Bắc Ninh",
        "https://donganh.example",
        86,
    )
    assert "bac ninh" in company.search_text
    entry = HistoryEntry.objects.get(action="company.changed")
    assert entry.note == {"fields": ["about_vi", "employees", "province", "website"]}
    for wrong in (
        {"website": "khong phai"},
        {"founded_year": "2999"},
        {"founded_year": "2099"},
        {"about_en": "a\u200bb"},
    ):
        assert client.post(page, data | wrong).status_code == 422
    assert HistoryEntry.objects.filter(action="company.changed").count() == 1
    client.post(page, data | {"is_listed": ""})
    company.refresh_from_db()
    assert company.is_listed is False
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", ["", "machines/", "certificates/", "about/"])
def test_the_profile_is_the_administrators(client, fair, company, admin, page):
    client.force_login(make_member(company.organisation, Role.STAFF))
    before = everything()
    assert client.get(f"/{fair.slug}/profile/{page}").status_code == 403
    assert client.post(f"/{fair.slug}/profile/{page}", {}).status_code == 403
    assert everything() == before


def test_the_services_refuse_what_the_forms_would(company, admin, words):
    cnc, iso = words["cnc"], words["iso-9001"]
    before = everything()
    for refusal, call in (
        (DoubledEntry, lambda: set_capabilities(company, [Ability(process=cnc), Ability(process=cnc)], user=admin)),
        (
            RangeReversed,
            lambda: set_capabilities(company, [Ability(process=cnc, batch_min=9, batch_max=1)], user=admin),
        ),
        (DoubledEntry, lambda: set_machines(company, [Machinery(name="A"), Machinery(name="A")], user=admin)),
        (
            RangeReversed,
            lambda: set_certificates(
                company, [Proof(standard=iso, number="1", issued_on=EXPIRES, expires_on=ISSUED)], user=admin
            ),
        ),
    ):
        with pytest.raises(refusal):
            call()
        assert everything() == before


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(client, fair, company, admin, words):
    client.force_login(admin)
    page = f"/{fair.slug}/profile/machines/"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(page).content.decode())[1]
    set_machines(company, [Machinery(name="Của đồng nghiệp")], user=admin)
    before = everything()
    answer = client.post(page, sent("m", [{"name": "Của tôi", "count": "1"}]) | {"seen": seen})
    assert answer.status_code == 422
    assert "Một đồng nghiệp vừa lưu hồ sơ này" in answer.content.decode()
    assert everything() == before
    company.refresh_from_db()
    row = {"name": "Của tôi", "count": "1"}
    assert client.post(page, sent("m", [row]) | {"seen": company.updated_at.isoformat()}).status_code == 302
    assert [machine.name for machine in Machine.objects.all()] == ["Của tôi"]


def test_another_companys_rows_are_left_alone(company, admin, words):
    other = make_company()
    Machine.objects.create(company=other, name="A")
    Capability.objects.create(company=other, process=words["cnc"])
    assert set_machines(company, [Machinery(name="B")], user=admin) == 1
    assert set_machines(company, [], user=admin) == 1
    assert set_capabilities(company, [], user=admin) == 0
    assert (Machine.objects.count(), Capability.objects.count()) == (1, 1)
