"""Firms that are not to meet at a fair: one row per pair and origin, read by the scheduler as its `never`."""

import pytest
from django.db import IntegrityError, transaction

from booking.errors.meetings import OwnCompany, PairBlocked
from booking.models import CompanyBlock, Meeting
from booking.queries.blocks import blocked_pairs, standing_blocks
from booking.queries.suggestions import needs_for_maker, suggestions_at
from booking.services.blocks import block_company, keep_apart, lift_block
from booking.services.meetings import accept_request
from booking.services.requests import make_request
from directory.models import Capability
from kernel.clock import now
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.meetings import make_maker, make_need, make_sourcer, make_term
from tests.factories.people import make_member
from tests.factories.wishes import make_wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return make_fair()


@pytest.fixture
def pair(fair):
    return sorted([make_sourcer(fair).company, make_maker(fair).company], key=lambda company: company.pk)


def block(fair, pair, **fields):
    low, high = pair
    return CompanyBlock.objects.create(fair=fair, company_low=low, company_high=high, **fields)


def test_a_pair_is_blocked_whoever_asked_for_it_until_all_have_lifted_it(fair, pair):
    low, high = pair
    by_one = block(fair, pair, origin="company", company=high)
    by_organiser = block(fair, pair, origin="organiser")
    assert blocked_pairs(fair) == {(low.pk, high.pk)}
    for each in (by_one, by_organiser):
        assert each in standing_blocks(fair, high.pk, low.pk)
        each.lifted_at = now()
        each.save(update_fields=["lifted_at"])
    assert standing_blocks(fair, low.pk, high.pk) == []
    assert blocked_pairs(fair) == blocked_pairs(make_fair()) == set()


def test_no_row_says_something_else(fair, pair):
    block(fair, pair, origin="company", company=pair[0])
    block(fair, pair, origin="organiser")
    wrong = {
        "company_block_once_per_origin": [
            (pair, {"origin": "company", "company": pair[0]}),
            (pair, {"origin": "organiser"}),
        ],
        "company_block_two_companies": [
            (pair[::-1], {"origin": "organiser"}),
            ([pair[0]] * 2, {"origin": "organiser"}),
        ],
        "company_block_by_one_of_them_or_the_organiser": [
            (pair, {"origin": "organiser", "company": pair[1]}),
            (pair, {"origin": "company", "company": make_maker(fair).company}),
        ],
    }
    for law, rows in wrong.items():
        for companies, fields in rows:
            with pytest.raises(IntegrityError, match=law), transaction.atomic():
                block(fair, companies, **fields)


def test_a_block_ends_open_wishes_and_lets_none_be_made_either_way(fair):
    buyer, maker = make_sourcer(fair), make_maker(fair)
    slots, _ = make_slots(fair), make_tables(fair)
    met = accept_request(make_wish(fair, buyer, maker, slots[:1], need=make_need(buyer.company)), user=maker.user)
    asked = make_wish(fair, buyer, maker, slots[1:2])
    own = make_wish(fair, maker, buyer, slots[1:2], need=make_need(buyer.company))
    with nothing_changes(), pytest.raises(OwnCompany):
        block_company(fair, user=maker.user, other=maker.company)
    block = block_company(fair, user=maker.user, other=buyer.company, reason="Đối thủ")
    assert block_company(fair, user=maker.user, other=buyer.company) == block
    asked.refresh_from_db()
    own.refresh_from_db()
    assert (asked.state, asked.decline_reason, own.state) == ("declined", "", "withdrawn")
    assert Meeting.objects.get(pk=met.pk).state == "confirmed"
    with nothing_changes(), pytest.raises(PairBlocked) as refused:
        make_request(fair, user=maker.user, to_company=buyer.company, slots=slots[:1])
    assert refused.value.extra == {"block": block.public_id}
    with nothing_changes(), pytest.raises(PairBlocked) as refused:
        make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[:1])
    assert refused.value.extra == {}
    lift_block(block, user=maker.user)
    lift_block(block, user=maker.user)
    make_request(fair, user=buyer.user, to_company=maker.company, slots=slots[2:3])


def test_a_pair_kept_apart_is_never_suggested(fair):
    buyer, maker = make_sourcer(fair), make_maker(fair)
    process = make_term(code="cnc-milling")
    Capability.objects.create(company=maker.company, process=process)
    make_need(buyer.company, process=process)
    assert [one.company for one in suggestions_at(fair, buyer.company)[0]] == [maker.company]
    assert len(needs_for_maker(maker.company, fair)) == 1
    boss = make_member(fair.organisation, "manager")
    keep_apart(fair, user=boss, one=maker.company, other=buyer.company)
    assert suggestions_at(fair, buyer.company)[0] == needs_for_maker(maker.company, fair) == []
