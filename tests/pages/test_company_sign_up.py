"""A company registers itself: nothing stands before the address is proven; what is told of others; limits."""

import datetime as dt

import pytest
from django.core.cache import cache

from accounts.models import LoginCode, Membership, Organisation, User
from accounts.services.login_codes import digits_of
from directory.errors import TaxCodeTaken, TaxCodeWrong
from directory.models import Company, Person
from directory.provinces import PROVINCES
from directory.services.sign_up import NewCompany, register_company
from kernel.models import HistoryEntry, OutboxEvent
from tests.factories.fair import make_fair
from tests.factories.people import make_company, make_person, make_user
from tests.imports.folders import everything, tax_code

pytestmark = pytest.mark.django_db
CODE = tax_code("019000001")
FORM = {
    "tax_code": f"{CODE[:4]} {CODE[4:]}",
    "legal_name": "Công ty TNHH Cơ khí Đông Anh",
    "short_name": "Cơ khí Đông Anh",
    "province": "Hà Nội",
    "full_name": "Đỗ Văn Hùng",
    "job_title": "Giám đốc",
    "email": "Hung@donganh.example",
    "phone": "0912 345 678",
    "consent": "on",
}
PAGE, CODE_PAGE, CHECK = "/company-sign-up/", "/company-sign-up/code/", "/company-sign-up/tax-code/"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


def digits():
    return digits_of(LoginCode.objects.latest("pk"))


def rows():
    return Company.objects.count(), Organisation.objects.count(), Membership.objects.count(), Person.objects.count()


def test_a_company_stands_once_its_address_is_proven(client):
    fair = make_fair()
    before = rows()
    answer = client.post(PAGE, FORM)
    assert (answer.status_code, answer["Location"]) == (302, CODE_PAGE)
    assert rows() == before
    user = User.objects.get(email="hung@donganh.example")
    assert (user.full_name, user.has_usable_password(), "_auth_user_id" in client.session) == ("", False, False)
    assert [e.name for e in OutboxEvent.objects.all()] == ["account.code_requested"]
    assert "Cơ khí Đông Anh" in client.get(CODE_PAGE).content.decode()
    wrong = client.post(CODE_PAGE, {"email": "x@mail.example", "code": "000000" if digits() != "000000" else "111111"})
    assert (wrong.status_code, rows(), "_auth_user_id" in client.session) == (422, before, False)
    answer = client.post(CODE_PAGE, {"email": "hung@donganh.example", "code": digits()})
    assert (answer.status_code, answer["Location"]) == (302, f"/{fair.slug}/profile/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "sign_up" not in client.session
    company = Company.objects.get()
    assert (company.tax_code, company.legal_name, company.province, company.country, company.is_listed) == (
        CODE,
        "Công ty TNHH Cơ khí Đông Anh",
        "Hà Nội",
        "VN",
        True,
    )
    assert (company.slug, company.search_text.split(" · ")[0]) == ("co-khi-dong-anh", "co khi dong anh")
    assert (company.organisation.kind, company.organisation.name) == ("company", company.legal_name)
    member = Membership.objects.get()
    assert (member.user_id, member.organisation_id, member.role) == (user.pk, company.organisation_id, "admin")
    person = Person.objects.get()
    assert (person.user_id, person.company_id, person.full_name, person.phone, person.job_title) == (
        user.pk,
        company.pk,
        "Đỗ Văn Hùng",
        "+84912345678",
        "Giám đốc",
    )
    assert "do van hung" in person.search_text
    history = HistoryEntry.objects.values_list("subject_type", "action", "actor_id")
    assert set(history) == {
        ("directory.company", "company.registered", user.pk),
        ("accounts.organisation", "member.added", user.pk),
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tax_code": "0190000010"[:9] + str((int(CODE[9]) + 1) % 10)}, "tax_code"),
        ({"tax_code": ""}, "tax_code"),
        ({"legal_name": "Bấm http://evil.example"}, "legal_name"),
        ({"full_name": "www.evil.example"}, "full_name"),
        ({"province": "Atlantis"}, "province"),
        ({"email": "khong-phai"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"consent": ""}, "consent"),
        ({"short_name": "a\u200bb"}, "short_name"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, change, field):
    before = everything()
    answer = client.post(PAGE, FORM | change)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert everything() == before


def test_a_listed_company_is_named_by_nothing_but_its_being_there(client):
    make_company("Bí mật", tax_code=CODE, is_listed=False)
    before = everything()
    answer = client.post(PAGE, FORM)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "đã có trong danh bạ" in page
    assert "Bí mật" not in page
    assert everything() == before


def test_the_tax_code_is_checked_as_typed(client):
    other = tax_code("019000003")
    make_company("Bí mật", tax_code=other)
    said = {typed: client.get(CHECK, {"tax_code": typed}).content.decode() for typed in (CODE[:5], CODE, other)}
    assert said[CODE[:5]].strip() == ""
    assert "Mã số thuế hợp lệ." in said[CODE]
    assert "đã có trong danh bạ" in said[other]
    assert "Bí mật" not in said[other]
    assert "không phải mã số thuế" in client.get(CHECK, {"tax_code": CODE[:9] + "x1"}).content.decode()
    assert "hợp lệ" in client.get(CHECK, {"tax_code": f"{CODE}-001"}).content.decode()
    for _ in range(200):
        answer = client.get(CHECK, {"tax_code": CODE})
    assert answer.status_code == 429


def test_registrations_are_few_an_hour(client):
    for number in range(10):
        assert client.post(PAGE, FORM | {"email": f"a{number}@mail.example"}).status_code == 302
    assert client.post(PAGE, FORM | {"email": "b@mail.example"}).status_code == 429
    assert not User.objects.filter(email="b@mail.example").exists()


def test_codes_are_few_a_quarter_hour_and_a_new_one_can_be_asked_for(client):
    client.post(PAGE, FORM)
    first = digits()
    for _ in range(3):
        assert client.post(CODE_PAGE, {"again": "1"}).status_code == 302
    assert LoginCode.objects.count() == 4
    client.post(CODE_PAGE, {"again": "1"})
    assert LoginCode.objects.count() == 4
    assert client.post(PAGE, FORM).status_code == 429
    if first != digits():
        assert client.post(CODE_PAGE, {"email": "hung@donganh.example", "code": first}).status_code == 422
    assert Company.objects.count() == 0


def test_the_code_page_needs_a_form_before_it(client):
    assert client.get(CODE_PAGE)["Location"] == PAGE
    client.post(PAGE, FORM)
    session = client.session
    session["sign_up"] = session["sign_up"] | {"until": (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)).isoformat()}
    session.save()
    assert client.post(CODE_PAGE, {"email": "x@x.example", "code": digits()})["Location"] == PAGE
    assert Company.objects.count() == 0


def test_somebody_was_faster_with_the_same_tax_code(client):
    make_fair()
    client.post(PAGE, FORM)
    make_company("Ai đó", tax_code=CODE)
    answer = client.post(CODE_PAGE, {"email": "hung@donganh.example", "code": digits()}, follow=True)
    assert Company.objects.count() == 1
    assert Membership.objects.count() == 0
    assert "đã có trong danh bạ" in answer.content.decode()


def test_who_is_logged_in_needs_no_code(client):
    user = make_user("lan@mail.example", full_name="Hoàng Lan")
    person = make_person(user, phone="+84900000001")
    client.force_login(user)
    page = client.get(PAGE).content.decode()
    assert "Hoàng Lan" in page
    assert 'name="email"' not in page
    make_fair()
    answer = client.post(PAGE, FORM | {"full_name": "Hoàng Lan"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.company.tax_code, person.phone, person.job_title) == (CODE, "+84900000001", "Giám đốc")
    assert LoginCode.objects.count() == 0


def test_an_inactive_user_gets_no_code(client):
    make_user("hung@donganh.example", is_active=False)
    assert client.post(PAGE, FORM).status_code == 302
    assert (LoginCode.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def said(**change):
    names = ("tax_code", "legal_name", "short_name", "province", "full_name", "job_title", "phone")
    return NewCompany(**{name: FORM[name] for name in names} | change)


def test_the_service_holds_the_tax_code_too():
    user = make_user()
    before = everything()
    with pytest.raises(TaxCodeWrong):
        register_company(said(tax_code="0123456789"), user=user)
    assert everything() == before
    register_company(said(), user=user)
    between = everything()
    with pytest.raises(TaxCodeTaken):
        register_company(said(), user=make_user("b@mail.example"))
    assert everything() | {"accounts.User": None} == between | {"accounts.User": None}


def test_two_firms_of_one_name_get_two_addresses_and_a_person_keeps_its_company():
    user = make_user()
    one = register_company(said(), user=user)
    two = register_company(said(tax_code=tax_code("019000003")), user=user)
    assert (one.slug, two.slug[:-4]) == ("co-khi-dong-anh", "co-khi-dong-anh-")
    assert Person.objects.get().company_id == one.pk


def test_the_provinces_are_the_thirty_four():
    assert len(set(PROVINCES)) == 34
