"""What everybody may see of a fair: its first page, makers, wanted parts, programme; and what they may not."""

import datetime as dt

import pytest

from directory.models import Capability, Company, Need, Term
from directory.services.search_texts import keep_company_texts, keep_need_texts
from fairs.models import FairState
from tests.factories.fair import (
    make_booths,
    make_buyer,
    make_exhibitor,
    make_fair,
    make_hall,
    make_slots,
    make_tables,
    make_workshop,
)
from tests.factories.people import make_company, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    fair = make_fair(slug="cnht-thu")
    make_booths(make_hall(fair), 3)
    make_slots(fair)
    make_tables(fair)
    make_workshop(fair)
    return fair


@pytest.fixture
def welding():
    return Term.objects.create(kind="process", code="welding", name_vi="Hàn kết cấu", name_en="Welding", name_ja="溶接")


def make_maker(welding, **fields) -> Company:
    company = make_company(**fields)
    Capability.objects.create(company=company, process=welding, tolerance_um=500, size_max_mm=2000)
    keep_company_texts([company.pk])
    return company


def make_need(fair, welding, **fields) -> Need:
    buyer = make_company("Denko Việt Nam")
    make_buyer(fair, buyer)
    fields = {
        "code": "D-1",
        "title_vi": "Khung bệ máy ép bí mật",
        "length_mm": 777,
        "width_mm": 333,
        "tolerance_um": 666,
        "annual_quantity": 200,
        "target_date": dt.date(2027, 3, 1),
    } | fields
    need = Need.objects.create(company=buyer, process=welding, **fields)
    keep_need_texts([need.pk])
    return need


PAGES = ["", "companies/", "needs/", "programme/"]


@pytest.mark.parametrize("prefix", ["", "en/", "ja/"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_stands_in_each_language(client, fair, welding, prefix, page):
    make_exhibitor(fair, make_maker(welding))
    make_need(fair, welding)
    answer = client.get(f"/{prefix}{fair.slug}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{prefix[:2] or "vi"}"' in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_draft_fair_exists_only_for_its_organiser(client, fair, page):
    fair.state = FairState.DRAFT
    fair.save(update_fields=["state"])
    assert client.get(f"/{fair.slug}/{page}").status_code == 404
    outsider = make_member(make_fair().organisation, "owner")
    client.force_login(outsider)
    assert client.get(f"/{fair.slug}/{page}").status_code == 404
    client.force_login(make_member(fair.organisation, "owner"))
    assert client.get(f"/{fair.slug}/{page}").status_code == 200


def test_an_empty_fair_still_has_its_pages(client):
    empty = make_fair(slug="trong")
    for page in PAGES:
        assert client.get(f"/{empty.slug}/{page}").status_code == 200, page


def test_the_list_of_fairs_leaves_drafts_out(client, fair):
    hidden = make_fair(slug="nhap", name_vi="Hội chợ nháp", state=FairState.DRAFT)
    text = client.get("/").content.decode()
    assert fair.name_vi in text
    assert hidden.name_vi not in text


@pytest.mark.parametrize("makers", [1, 3])
def test_the_directory_takes_the_same_queries_whatever_the_number(
    client, fair, welding, makers, django_assert_num_queries
):
    for _ in range(makers):
        make_exhibitor(fair, make_maker(welding))
    with django_assert_num_queries(17):
        answer = client.get(f"/{fair.slug}/companies/")
    assert answer.content.decode().count('class="maker"') == makers


def test_the_search_stands_in_the_address(client, fair, welding):
    make_maker(welding, name="Hàn Đông Bắc")
    other = make_maker(welding, name="Cơ khí Tây Hồ")
    text = client.get(f"/{fair.slug}/companies/?q=dong+bac&process=welding").content.decode()
    assert "Hàn Đông Bắc" in text
    assert other.legal_name not in text
    assert "?q=dong+bac" in text  # the chip that takes the process away keeps the words


def test_nothing_found_offers_what_looks_alike(client, fair, welding):
    make_maker(welding, name="Nhiệt luyện Phúc An")
    text = client.get(f"/{fair.slug}/companies/?q=nhiet+luyenn+phuc").content.decode()
    assert "Nhiệt luyện Phúc An" in text


def test_nonsense_in_the_address_is_passed_over(client, fair, welding):
    make_maker(welding)
    query = "tolerance=x&size=-1&page=zzz&sort=drop&process=%01"
    assert client.get(f"/{fair.slug}/companies/?{query}").status_code == 200
    assert client.get(f"/{fair.slug}/needs/?page=-5&process=nope&q=%0B").status_code == 200


def test_an_unlisted_company_has_no_page(client, fair, welding):
    shown = make_maker(welding)
    assert client.get(f"/{fair.slug}/companies/{shown.slug}/").status_code == 200
    Company.objects.filter(pk=shown.pk).update(is_listed=False)
    assert client.get(f"/{fair.slug}/companies/{shown.slug}/").status_code == 404


def test_a_confidential_part_gives_nothing_away(client, fair, welding):
    need = make_need(fair, welding, confidentiality="matched_only")
    secrets = (need.title_vi, "Denko", "777", "333", "0,666", need.company.slug)
    text = client.get(f"/{fair.slug}/needs/").content.decode()
    assert not [secret for secret in secrets if secret in text]
    for query in ("q=khung+be", f"buyer={need.company.public_id}", "q=denko"):
        found = client.get(f"/{fair.slug}/needs/?{query}").content.decode()
        assert not [secret for secret in secrets if secret in found], query


def test_a_maker_that_can_make_it_reads_a_confidential_part(client, fair, welding):
    need = make_need(fair, welding, confidentiality="matched_only")
    maker = make_maker(welding)
    client.force_login(make_member(maker.organisation, "admin"))
    text = client.get(f"/{fair.slug}/needs/").content.decode()
    assert need.title_vi in text
    assert 'class="crit"' in text


def test_a_maker_without_the_tolerance_does_not(client, fair, welding):
    need = make_need(fair, welding, confidentiality="matched_only", tolerance_um=10)
    maker = make_maker(welding)
    client.force_login(make_member(maker.organisation, "admin"))
    text = client.get(f"/{fair.slug}/needs/").content.decode()
    assert 'class="crit"' in text  # it sees how far it fits, by what the card says anyway
    assert not [secret for secret in (need.title_vi, "Denko", "777", "0,01 mm") if secret in text]


def test_pages_keep_the_strict_policy(client, fair):
    answer = client.get(f"/{fair.slug}/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert "style=" not in text
    assert "onclick" not in text
    assert "<script>" not in text


def test_somebody_unknown_gets_no_cookie_by_looking(client, fair):
    assert not client.get(f"/{fair.slug}/").cookies
