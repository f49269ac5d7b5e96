"""Firms, needs and suggestions from outside: what each reader sees, and what stays hidden whatever is asked."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from booking.services.meetings import accept_request
from directory.models import Capability, Certificate, Company, Machine, Need, Product
from directory.services.search_texts import keep_company_texts, keep_need_texts
from kernel.models import HistoryEntry
from tests.factories.fair import make_exhibitor, make_fair, make_slots, make_tables
from tests.factories.meetings import make_colleague, make_maker, make_need, make_sourcer, make_term
from tests.factories.people import bearer, make_company, make_member, make_user
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db

HIDDEN = {
    "company",
    "code",
    "title_vi",
    "title_en",
    "title_ja",
    "note",
    "materials",
    "standards",
    "length_mm",
    "width_mm",
    "height_mm",
    "weight_g",
    "tolerance_um",
    "annual_quantity",
    "target_date",
}


def can_make(company, process="cnc-milling", *materials, **fields) -> Capability:
    capability = Capability.objects.create(company=company, process=make_term(code=process), **fields)
    capability.materials.set([make_term("material", code) for code in materials])
    keep_company_texts([company.pk])
    return capability


def certify(company, standard="iatf-16949", *, until: dt.date, **fields) -> Certificate:
    return Certificate.objects.create(
        company=company,
        standard=make_term("standard", standard),
        number=f"C{company.pk}",
        issued_on=dt.date(2024, 1, 1),
        expires_on=until,
        **fields,
    )


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [row["short_name"] for row in answer.json()["results"]]


def get(client, url, user=None):
    return client.get(url, headers=bearer(user, "read") if user else {})


def test_firms_are_found_without_marks_and_by_what_they_make(client):
    for name in ("Cơ khí Đông Anh", "Nhựa Hà Nội", "Đúc Đông Triều"):
        keep_company_texts([make_company(name).pk])
    can_make(Company.objects.get(short_name="Nhựa Hà Nội"), "ep-phun")
    assert names(client.get("/api/v1/companies/?q=dong anh")) == ["Cơ khí Đông Anh"]
    assert sorted(names(client.get("/api/v1/companies/?q=ĐÔNG"))) == ["Cơ khí Đông Anh", "Đúc Đông Triều"]
    assert names(client.get("/api/v1/companies/?q=phun")) == ["Nhựa Hà Nội"]
    assert names(client.get("/api/v1/companies/")) == ["Cơ khí Đông Anh", "Đúc Đông Triều", "Nhựa Hà Nội"]


def test_a_word_with_a_wrong_letter_still_finds_the_nearest(client):
    for name in ("Cơ khí Thăng Long", "Nhựa Hà Nội"):
        keep_company_texts([make_company(name).pk])
    near = client.get("/api/v1/companies/?q=thawng long").json()
    assert ([row["short_name"] for row in near["results"]], near["is_near"]) == (["Cơ khí Thăng Long"], True)
    nothing = client.get("/api/v1/companies/?q=zzzzqqqq").json()
    assert (nothing["results"], nothing["count"]) == ([], 0)


def test_filters_hold_for_one_and_the_same_capability(client):
    fine, coarse = make_company("A"), make_company("B")
    can_make(fine, "cnc-milling", "steel", tolerance_um=10)
    can_make(coarse, "cnc-milling", "steel", tolerance_um=80)
    can_make(coarse, "grinding", "brass", tolerance_um=5)
    assert names(client.get("/api/v1/companies/?process=cnc-milling")) == ["A", "B"]
    assert names(client.get("/api/v1/companies/?process=cnc-milling&tolerance_um=20")) == ["A"]
    assert names(client.get("/api/v1/companies/?material=brass&tolerance_um=20")) == ["B"]
    assert names(client.get("/api/v1/companies/?process=cnc-milling&material=brass")) == []


def test_certificates_count_on_the_fairs_last_day(client):
    fair = make_fair()
    good, late, refused = make_company("A"), make_company("B"), make_company("C")
    for company in (good, late, refused):
        make_exhibitor(fair, company)
    certify(good, until=fair.ends_on)
    certify(late, until=fair.ends_on - dt.timedelta(days=1))
    certify(refused, until=fair.ends_on, state="rejected")
    url = "/api/v1/companies/?standard=iatf-16949"
    assert names(client.get(url)) == ["A", "B"]
    assert names(client.get(f"{url}&fair={fair.slug}")) == ["A"]
    listed = client.get(f"/api/v1/companies/?fair={fair.slug}").json()["results"]
    assert [row["standards"] for row in listed] == [["iatf-16949"], [], []]


def test_facets_count_what_each_choice_would_leave(client):
    one, two = make_company("A"), make_company("B", province="Bắc Ninh")
    can_make(one, "cnc-milling", "steel", tolerance_um=10)
    can_make(one, "grinding", "brass")
    can_make(two, "cnc-milling", "steel", tolerance_um=50)
    make_company("Người mua")
    certify(two, until=dt.date(2099, 1, 1))
    facets = client.get("/api/v1/companies/?facets=true").json()["facets"]
    assert facets == {
        "process": {"cnc-milling": 2, "grinding": 1},
        "material": {"steel": 2, "brass": 1},
        "standard": {"iatf-16949": 1},
        "province": {"Hà Nội": 2, "Bắc Ninh": 1},
        "tolerance_um": {"5": 0, "10": 1, "50": 2, "100": 2},
    }
    chosen = client.get("/api/v1/companies/?facets=true&province=Bắc Ninh&process=cnc-milling").json()
    assert (chosen["count"], chosen["facets"]["province"]) == (1, {"Hà Nội": 1, "Bắc Ninh": 1})
    assert chosen["facets"]["process"] == {"cnc-milling": 1}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(client, rows):
    fair = make_fair()
    buyer = make_sourcer(fair)
    for n in range(rows):
        maker = make_maker(fair)
        can_make(maker.company, "cnc-milling", "steel")
        certify(maker.company, until=fair.ends_on)
        Machine.objects.create(company=maker.company, name="DMG")
        Product.objects.create(company=maker.company, name_vi=f"Trục {n}")
        need = make_need(buyer.company, confidentiality="matched_only")
        need.materials.set([make_term("material", "steel")])
    headers = bearer(buyer.user, "read")
    counts = []
    for url in (
        f"companies/?fair={fair.slug}&q=cơ khí&process=cnc-milling",
        "companies/?facets=true",
        f"companies/{maker.company.public_id}/",
        "needs/",
        f"needs/{need.public_id}/",
        f"needs/{need.public_id}/suggestions/?fair={fair.slug}",
        f"fairs/{fair.slug}/suggestions/",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/{url}", headers=headers).status_code == 200
        counts.append(len(queries))
    assert counts == [6, 13, 9, 6, 5, 16, 17]


def test_unlisted_firms_exist_for_their_own_people_only(client):
    company = make_company("Ẩn danh", is_listed=False)
    own = make_member(company.organisation, Role.STAFF)
    assert names(client.get("/api/v1/companies/")) == []
    url = f"/api/v1/companies/{company.public_id}/"
    assert client.get(url).status_code == 404
    assert get(client, url, make_user()).status_code == 404
    assert get(client, url, own).json()["short_name"] == "Ẩn danh"


def test_a_page_shows_contacts_to_people_who_are_logged_in(client):
    company = make_company(email="hoi@cokhi.example", phone="+84 24 3333 4444")
    can_make(company, "cnc-milling", "steel", tolerance_um=10)
    certify(company, until=dt.date(2099, 1, 1))
    url = f"/api/v1/companies/{company.public_id}/"
    anonymous, known = client.get(url).json(), get(client, url, make_user()).json()
    assert (anonymous["email"], anonymous["phone"]) == (None, None)
    assert (known["email"], known["phone"]) == ("hoi@cokhi.example", "+84 24 3333 4444")
    assert anonymous["capabilities"][0]["materials"][0]["code"] == "steel"
    assert anonymous["certificates"][0]["valid_today"] is True


def patch(client, url, user, body):
    return client.patch(url, body, content_type="application/json", headers=bearer(user, "meet"))


def test_the_administrator_changes_the_firm_and_its_search_text(client):
    company = make_company("Cũ")
    admin, staff = make_member(company.organisation, Role.ADMIN), make_member(company.organisation, Role.STAFF)
    outsider = make_member(make_company().organisation, Role.ADMIN)
    url = f"/api/v1/companies/{company.public_id}/"
    body = {
        "short_name": "Cơ khí  Đông Anh",
        "tax_code": "0100 109 106",
        "export_markets": ["JP"],
        "about_vi": "Gia công",
    }
    for user, status in ((outsider, 404), (staff, 403)):
        assert patch(client, url, user, body).status_code == status
    assert client.patch(url, body, content_type="application/json").status_code == 401
    assert HistoryEntry.objects.count() == 0
    changed = patch(client, url, admin, body).json()
    assert (changed["short_name"], changed["tax_code"], changed["export_markets"]) == (
        "Cơ khí Đông Anh",
        "0100109106",
        ["JP"],
    )
    assert names(client.get("/api/v1/companies/?q=dong anh 0100109106")) == ["Cơ khí Đông Anh"]
    assert HistoryEntry.objects.get().note == {"fields": sorted(body)}


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"tax_code": "0100109107"}, 422, "tax_code_wrong", "/tax_code"),
        ({"tax_code": "0300588569"}, 409, "tax_code_taken", None),
        ({"country": "VNM"}, 400, "invalid", "/country"),
        ({"country": "JP", "tax_code": "?"}, 422, "tax_code_wrong", "/tax_code"),
        ({"founded_year": 2999}, 422, "wrong_year", "/founded_year"),
        ({"founded_year": 1700}, 422, "wrong_year", "/founded_year"),
        ({"search_text": "x"}, 400, "unknown_field", "/search_text"),
        ({"short_name": "a\u200bb"}, 400, "parse_error", None),
        ({"phone": "call me"}, 400, "invalid", "/phone"),
        ({"legal_name": ""}, 400, "blank", "/legal_name"),
    ],
)
def test_a_wrong_change_changes_nothing(client, body, status, code, pointer):
    make_company(tax_code="0300588569")
    company = make_company("Cũ")
    admin = make_member(company.organisation, Role.ADMIN)
    before = Company.objects.filter(pk=company.pk).values().get()
    answer = patch(client, f"/api/v1/companies/{company.public_id}/", admin, body)
    problem = answer.json()
    assert answer.status_code == status
    if pointer:
        assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    else:
        assert problem["code"] == code
    assert Company.objects.filter(pk=company.pk).values().get() == before
    assert HistoryEntry.objects.count() == 0


def test_a_japanese_firms_code_needs_no_check_digit(client):
    company = make_company("Toyota", country="JP")
    admin = make_member(company.organisation, Role.ADMIN)
    answer = patch(client, f"/api/v1/companies/{company.public_id}/", admin, {"tax_code": "t9010001008890"})
    assert answer.json()["tax_code"] == "T9010001008890"


# --- needs --------------------------------------------------------------------------------------------------------------

NEED = {
    "code": "BR-01",
    "title_vi": "Giá đỡ nhôm",
    "process": "cnc-milling",
    "materials": ["al-6061"],
    "standards": ["iatf-16949"],
    "length_mm": 120,
    "tolerance_um": 20,
    "annual_quantity": 24000,
    "target_date": "2027-01-31",
    "confidentiality": "matched_only",
    "note": "Dòng một\r\ndòng hai",
}


@pytest.fixture
def terms():
    make_term(code="cnc-milling")
    make_term("material", "al-6061")
    make_term("standard", "iatf-16949")


def publish(client, user, body, **headers):
    return client.post("/api/v1/needs/", body, content_type="application/json", headers=bearer(user, "meet") | headers)


@pytest.mark.usefixtures("terms")
def test_a_need_is_published_changed_and_closed_by_its_company(client):
    company = make_company()
    user = make_member(company.organisation, Role.STAFF)
    made = publish(client, user, NEED)
    assert made.status_code == 201, made.json()
    need = made.json()
    assert (need["code"], need["state"], need["details_shown"]) == ("BR-01", "open", True)
    assert [term["code"] for term in need["materials"] + need["standards"]] == ["al-6061", "iatf-16949"]
    assert need["note"] == "Dòng một\ndòng hai"
    url = f"/api/v1/needs/{need['id']}/"
    changed = patch(client, url, user, {"tolerance_um": None, "materials": [], "title_en": "Bracket"}).json()
    assert (changed["tolerance_um"], changed["materials"], changed["title_en"]) == (None, [], "Bracket")
    assert [term["code"] for term in changed["standards"]] == ["iatf-16949"]
    assert Need.objects.get().search_text == "br-01 · gia do nhom · bracket · cnc-milling · dong mot\ndong hai"
    closed = client.post(url + "close/", headers=bearer(user, "meet"))
    assert closed.json()["state"] == "closed"
    for answer in (patch(client, url, user, {"code": "X"}), client.post(url + "close/", headers=bearer(user, "meet"))):
        assert (answer.status_code, answer.json()["code"]) == (409, "need_closed")
    assert client.get(url).status_code == 404
    assert [entry.action for entry in HistoryEntry.objects.order_by("pk")] == [
        "need.published",
        "need.changed",
        "need.closed",
    ]


@pytest.mark.usefixtures("terms")
def test_who_may_not_write_a_need_writes_none(client):
    company = make_company()
    user = make_member(company.organisation, Role.STAFF)
    need = make_need(company)
    stranger, rival = make_user(), make_member(make_company().organisation, Role.ADMIN)
    url = f"/api/v1/needs/{need.public_id}/"
    before = Need.objects.filter(pk=need.pk).values().get()
    assert publish(client, stranger, NEED).status_code == 404
    assert publish(client, rival, NEED | {"company": company.public_id}).status_code == 404
    assert client.post("/api/v1/needs/", NEED, content_type="application/json").status_code == 401
    for who in (stranger, rival):
        assert patch(client, url, who, {"code": "X"}).status_code == 404
        assert client.post(url + "close/", headers=bearer(who, "meet")).status_code == 404
        assert get(client, url + "suggestions/", who).status_code == 404
    assert client.post(url + "close/", headers=bearer(user, "read")).status_code == 403
    assert (Need.objects.count(), Need.objects.filter(pk=need.pk).values().get()) == (1, before)


@pytest.mark.usefixtures("terms")
@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({"process": "nothing"}, 422, "unknown_term", "/process"),
        ({"materials": ["al-6061", "nothing"]}, 422, "unknown_term", "/materials"),
        ({"standards": ["cnc-milling"]}, 422, "unknown_term", "/standards"),
        ({"length_mm": 0}, 400, "min_value", "/length_mm"),
        ({"annual_quantity": 10**10}, 400, "max_value", "/annual_quantity"),
        ({"state": "closed"}, 400, "invalid_choice", "/state"),
        ({"target_date": "31/01/2027"}, 400, "invalid", "/target_date"),
        ({"weight": 1}, 400, "unknown_field", "/weight"),
        ({"code": " "}, 400, "blank", "/code"),
    ],
)
def test_a_wrong_need_names_its_field(client, change, status, code, pointer):
    user = make_member(make_company().organisation, Role.STAFF)
    answer = publish(client, user, NEED | change)
    assert answer.status_code == status
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert (Need.objects.count(), HistoryEntry.objects.count()) == (0, 0)


@pytest.mark.usefixtures("terms")
def test_a_code_stands_once_in_a_company(client):
    company = make_company()
    user = make_member(company.organisation, Role.STAFF)
    make_need(company, code="BR-01")
    answer = publish(client, user, NEED)
    assert (answer.status_code, answer.json()["code"]) == (409, "need_code_taken")
    assert publish(client, make_member(make_company().organisation, Role.STAFF), NEED).status_code == 201


def confidential(company) -> Need:
    need = make_need(
        company, title_vi="Càng phanh bí mật", tolerance_um=20, length_mm=300, confidentiality="matched_only"
    )
    need.materials.set([make_term("material", "steel")])
    keep_need_texts([need.pk])
    return need


def test_a_confidential_need_is_read_by_its_company_and_by_who_can_make_it(client):
    fair = make_fair()
    buyer, able, unable, silent = make_sourcer(fair), make_maker(fair), make_maker(fair), make_maker(fair)
    need = confidential(buyer.company)
    can_make(able.company, "cnc-milling", "steel", tolerance_um=20, size_max_mm=300)
    can_make(unable.company, "cnc-milling", "steel", tolerance_um=21, size_max_mm=300)
    can_make(silent.company, "cnc-milling", "steel")
    url = f"/api/v1/needs/{need.public_id}/"
    for user in (buyer.user, able.user):
        shown = get(client, url, user).json()
        assert (shown["details_shown"], shown["title_vi"]) == (True, "Càng phanh bí mật")
    for user in (None, make_user(), unable.user, silent.user):
        for hidden in (get(client, url, user).json(), *get(client, "/api/v1/needs/", user).json()["results"]):
            assert hidden["details_shown"] is False
            assert {name for name, value in hidden.items() if value is None} == HIDDEN
            assert hidden["process"]["code"] == "cnc-milling"
        for query in ("q=phanh", "material=steel", f"q={need.code}"):
            assert get(client, f"/api/v1/needs/?{query}", user).json()["count"] == 0
    assert get(client, "/api/v1/needs/?q=cang phanh&material=steel", able.user).json()["count"] == 1


def test_drafts_and_closed_needs_are_ones_own(client):
    fair = make_fair()
    buyer = make_sourcer(fair)
    draft, closed = make_need(buyer.company, state="draft"), make_need(buyer.company, state="closed")
    opened = make_need(buyer.company)
    make_need(make_company())

    def ids(url, user=None):
        return [row["id"] for row in get(client, url, user).json()["results"]]

    assert ids(f"/api/v1/needs/?fair={fair.slug}") == [opened.public_id]
    assert ids("/api/v1/needs/?mine=true", buyer.user) == [opened.public_id, closed.public_id, draft.public_id]
    assert ids("/api/v1/needs/?state=draft", buyer.user) == [draft.public_id]
    assert len(ids("/api/v1/needs/?process=cnc-milling", make_user())) == 2
    assert ids("/api/v1/needs/?standard=iso-9001") == []
    assert client.get("/api/v1/needs/?mine=maybe").status_code == 400


# --- suggestions --------------------------------------------------------------------------------------------------------


def test_suggestions_say_what_is_met_and_what_is_not(client):
    fair = make_fair()
    buyer, good, fair_enough, other = make_sourcer(fair), make_maker(fair), make_maker(fair), make_maker(fair)
    need = confidential(buyer.company)
    need.standards.set([make_term("standard", "iatf-16949")])
    can_make(good.company, "cnc-milling", "steel", tolerance_um=10, size_max_mm=500)
    certify(good.company, until=fair.ends_on)
    can_make(fair_enough.company, "cnc-milling", "brass", tolerance_um=50, size_max_mm=500)
    can_make(other.company, "grinding", "steel")
    outside = make_company("Ngoài hội chợ")
    can_make(outside, "cnc-milling", "steel", tolerance_um=10, size_max_mm=500)
    url = f"/api/v1/needs/{need.public_id}/suggestions/"
    makers = get(client, f"{url}?fair={fair.slug}", buyer.user).json()["makers"]
    assert [row["company"]["id"] for row in makers] == [good.company.public_id, fair_enough.company.public_id]
    assert makers[0]["percent"] == 100
    assert makers[0]["unmet"] == []
    assert {criterion["code"] for criterion in makers[1]["unmet"]} == {"material", "tolerance", "certificate"}
    assert {"process", "size"} <= {criterion["code"] for criterion in makers[1]["met"]}
    anywhere = get(client, url, buyer.user).json()["makers"]
    assert outside.public_id in [row["company"]["id"] for row in anywhere]
    assert get(client, f"{url}?fare=x", buyer.user).status_code == 400


def test_at_the_fair_each_side_sees_whom_to_meet_and_nobody_twice(client):
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, able, unable = make_sourcer(fair), make_maker(fair), make_maker(fair)
    need, secret = make_need(buyer.company), confidential(buyer.company)
    can_make(able.company, "cnc-milling", "steel", tolerance_um=10, size_max_mm=500)
    can_make(unable.company, "cnc-milling", "brass")
    url = f"/api/v1/fairs/{fair.slug}/suggestions/"

    def pairs(user, side):
        return [(row["need"]["id"], row["company"]["id"]) for row in get(client, url, user).json()[side]]

    assert set(pairs(buyer.user, "makers")) == {
        (each.public_id, maker.company.public_id) for each in (need, secret) for maker in (able, unable)
    }
    assert pairs(buyer.user, "needs") == pairs(able.user, "makers") == []
    assert set(pairs(able.user, "needs")) == {(each.public_id, buyer.company.public_id) for each in (need, secret)}
    assert pairs(unable.user, "needs") == [(need.public_id, buyer.company.public_id)]
    accept_request(make_wish(fair, buyer, able, slots[:1], need=need), user=able.user)
    make_wish(fair, unable, buyer, slots[1:2], need=need)
    assert set(pairs(buyer.user, "makers")) == {(secret.public_id, maker.company.public_id) for maker in (able, unable)}
    assert pairs(able.user, "needs") == [(secret.public_id, buyer.company.public_id)]
    assert pairs(unable.user, "needs") == []
    assert get(client, url, make_user()).status_code == 403
    assert client.get(url).status_code == 401


def test_no_maker_stands_in_more_than_three_lists_of_one_buyer(client):
    fair = make_fair()
    buyer, maker = make_sourcer(fair), make_maker(fair)
    can_make(maker.company)
    for _ in range(5):
        make_need(buyer.company)
    suggested = get(client, f"/api/v1/fairs/{fair.slug}/suggestions/", buyer.user).json()
    assert len(suggested["makers"]) == 3


def test_a_firm_on_both_sides_is_not_suggested_to_itself(client):
    fair = make_fair()
    both = make_sourcer(fair)
    make_exhibitor(fair, both.company)
    can_make(both.company)
    make_need(both.company)
    colleague = make_colleague(fair, both.company)
    assert get(client, f"/api/v1/fairs/{fair.slug}/suggestions/", colleague.user).json() == {"makers": [], "needs": []}
