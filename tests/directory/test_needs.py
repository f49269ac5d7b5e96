"""The rule of confidential needs, said twice: as SQL that hides, and as the scores that explain. They must agree."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Capability, Company
from directory.queries.fit import makers, wanted
from directory.queries.needs import visible_needs, with_need_parts
from directory.services.companies import change_company
from directory.services.needs import change_need, close_need, publish_need
from directory.services.search_texts import keep_person_texts
from kernel.errors import NotFound
from matching.scores import Code, score
from tests.factories.meetings import make_need, make_term
from tests.factories.people import make_company, make_person, make_user

pytestmark = pytest.mark.django_db

DECISIVE = {Code.PROCESS, Code.MATERIAL, Code.SIZE, Code.TOLERANCE}
sizes = st.none() | st.integers(1, 4)
materials = st.sets(st.sampled_from(["steel", "brass", "al-6061"]), max_size=3)
processes = st.sampled_from(["cnc-milling", "grinding"])
bounds = st.tuples(sizes, sizes).filter(lambda pair: None in pair or pair[0] <= pair[1])
asked_of = st.tuples(processes, st.tuples(sizes, sizes, sizes), sizes, materials)
offered_by = st.tuples(processes, bounds, sizes, materials)


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(asked=st.lists(asked_of, min_size=16, max_size=16), offered=st.lists(offered_by, min_size=16, max_size=16))
def test_who_reads_a_confidential_need_is_who_meets_what_it_asks_for(asked, offered):
    on = dt.date(2026, 9, 25)
    with transaction.atomic():
        buyer = make_company()
        needs = [confidential_need(buyer, *facts) for facts in asked]
        firms = [maker_of(*facts) for facts in offered]
        wants = wanted(with_need_parts(visible_needs([buyer]), [buyer]))
        gives = makers(Company.objects.filter(pk__in=[firm.pk for firm in firms]), on=on)
        for firm in firms:
            unmet = {need.pk: score(wants[need.pk], gives[firm.pk], on=on).unmet for need in needs}
            can_make = {pk for pk, criteria in unmet.items() if not DECISIVE & {one.code for one in criteria}}
            assert set(visible_needs([firm]).values_list("pk", flat=True)) == can_make
        assert not visible_needs([]).exists()
        transaction.set_rollback(True)


def confidential_need(buyer, process, edges, tolerance_um, materials):
    need = make_need(
        buyer,
        process=make_term(code=process),
        confidentiality="matched_only",
        tolerance_um=tolerance_um,
        **dict(zip(("length_mm", "width_mm", "height_mm"), edges, strict=True)),
    )
    need.materials.set([make_term("material", code) for code in materials])
    return need


def maker_of(process, bounds, tolerance_um, materials):
    firm = make_company()
    capability = Capability.objects.create(
        company=firm,
        process=make_term(code=process),
        tolerance_um=tolerance_um,
        size_min_mm=bounds[0],
        size_max_mm=bounds[1],
    )
    capability.materials.set([make_term("material", code) for code in materials])
    return firm


def test_services_set_only_what_is_a_needs_or_a_firms():
    company, user = make_company(), make_user()
    need = make_need(company)
    with pytest.raises(KeyError):
        publish_need(company, user=user, facts={"company": make_company()})
    with pytest.raises(KeyError):
        change_need(need, user=user, facts={"search_text": "x"})
    with pytest.raises(KeyError):
        change_company(company, user=user, changes={"slug": "x"})


def test_a_need_that_is_gone_is_not_found():
    need = make_need(make_company())
    need.delete()
    with pytest.raises(NotFound):
        close_need(need, user=make_user())


def test_people_are_found_by_name_firm_and_telephone():
    company = make_company("Cơ khí Đông Anh")
    employed = make_person(company=company, full_name="Nguyễn Thị Ánh", phone="0912345678", email="a@b.example")
    guest = make_person(company_name="Đại học Bách khoa", full_name="Đỗ Văn Bé", email="")
    keep_person_texts([employed.pk, guest.pk])
    employed.refresh_from_db()
    guest.refresh_from_db()
    assert employed.search_text == "nguyen thi anh · co khi dong anh · a@b.example · 0912345678"
    assert guest.search_text == "do van be · dai hoc bach khoa"
