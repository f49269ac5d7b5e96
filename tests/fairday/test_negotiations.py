"""The report reconciles: every figure counted again from the rows in another way, every list adding up to the whole."""

import datetime as dt
import io
import random
from collections import Counter
from dataclasses import asdict, fields

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from booking.models import Meeting
from booking.services.meeting_moves import move_meeting
from booking.services.meetings import cancel_meeting
from booking.states import MeetingState
from fairday.models import FollowUp, FollowUpStep, MeetingOutcome, OutcomeSource
from fairday.negotiation_sums import Sums
from fairday.queries.negotiations import negotiations_of
from fairday.services.follow_ups import answer_follow_up, ask_follow_up
from fairday.services.outcomes import card, record_outcome
from fairs.models import MeetingSlot
from kernel.clock import now
from tests.factories.fair import make_fair, make_hall, make_slots, make_tables
from tests.factories.held import make_meeting
from tests.factories.meetings import make_maker, make_need, make_sourcer, make_term
from tests.factories.people import bearer, make_member

pytestmark = pytest.mark.django_db
FLOORS = {"open": 0, "under_100m": 0, "100m_500m": 10**8, "500m_2b": 5 * 10**8, "2b_10b": 2 * 10**9, "over_10b": 10**10}
EVIL = '=HYPERLINK("evil.example","x")'


@pytest.fixture
def fair():
    """Two days, two halls and one table without; thirty meetings of which some are over, cancelled, lost or ahead."""
    rng = random.Random(5)
    fair = make_fair()
    slots = make_slots(fair, 6) + [
        MeetingSlot.objects.create(
            fair=fair,
            index=6 + n,
            starts_at=slot.starts_at + dt.timedelta(days=1),
            ends_at=slot.ends_at + dt.timedelta(days=1),
        )
        for n, slot in enumerate(fair.slots.order_by("index")[:6])
    ]
    tables = make_tables(fair, 3)
    for table, code in zip(tables, ("A1", "A2"), strict=False):
        fair.tables.filter(pk=table.pk).update(hall=make_hall(fair, code))
    buyers = [make_sourcer(fair) for _ in range(3)]
    makers = [make_maker(fair, EVIL if n == 0 else None) for n in range(4)]
    for side, province in zip(makers, ("Hà Nội", "Bắc Ninh", "", "Hà Nội"), strict=True):
        side.company.province = province
        side.company.save(update_fields=["province"])
    terms = [make_term(code="cnc"), make_term(code="cast")]
    made = []
    for slot in slots:
        for buyer, maker in zip(rng.sample(buyers, 3), rng.sample(makers, 3), strict=True):
            need = make_need(buyer.company, process=rng.choice(terms)) if rng.random() < 0.7 else None
            if need is None and any({buyer, maker} == {one, two} and not_named for _, one, two, not_named in made):
                need = make_need(buyer.company, process=terms[0])
            made.append((make_meeting(buyer, maker, slot, need=need), buyer, maker, need is None))
    for number, (meeting, buyer, _, _) in enumerate(made):
        if number % 9 == 0:
            cancel_meeting(meeting, user=buyer.user)
    for slot in slots[:9]:
        earlier = slot.starts_at - dt.timedelta(days=40)
        MeetingSlot.objects.filter(pk=slot.pk).update(starts_at=earlier, ends_at=earlier + dt.timedelta(minutes=20))
    for number, (meeting, buyer, maker, _) in enumerate(made):
        row = Meeting.objects.select_related("slot", "fair").get(pk=meeting.pk)
        if row.state != MeetingState.CONFIRMED or row.slot.starts_at > now():
            continue
        if number % 7 == 1:
            move_meeting(row, MeetingState.NO_SHOW, actor_id=None)
        elif number % 7 != 2:
            for side in rng.sample([buyer, maker], rng.choice([1, 2, 2])):
                kinds = rng.choice([["none"], ["sample"], ["sample", "quotation"], ["audit", "mou"]])
                band = "open" if kinds == ["none"] else rng.choice(list(FLOORS))
                told = card(kinds, value_band=band, rating=rng.choice([None, 2, 3, 5]))
                record_outcome(row, company=side.company, card=told, actor_id=None, source=OutcomeSource.OWN)
    for number, follow_up in enumerate(FollowUp.objects.order_by("pk")[:4]):
        step = ask_follow_up(follow_up.pk, months=1)
        if number < 3:
            became, band = [("talking", "open"), ("order", "2b_10b"), ("ended", "open")][number]
            answer_follow_up(step, became=became, value_band=band)
    return fair


def lower(meeting):
    bands = [one.value_band for one in meeting.outcomes.all()]
    return min(bands, key=list(FLOORS).index) if bands else ""


def test_every_figure_is_counted_again_from_the_rows(fair):
    found = negotiations_of(fair, language="vi", now=now())
    meetings = list(Meeting.objects.filter(fair=fair).prefetch_related("outcomes").select_related("slot", "need"))
    states = Counter(meeting.state for meeting in meetings)
    over = sum(meeting.state == "confirmed" and meeting.slot.ends_at <= now() for meeting in meetings)
    pairs = [list(meeting.outcomes.all()) for meeting in meetings]
    assert found.sums == Sums(
        planned=len(meetings),
        held=states["done"],
        no_show=states["no_show"],
        cancelled=states["cancelled"],
        ahead=states["confirmed"] - over,
        unknown=over,
        told=sum(bool(pair) for pair in pairs),
        told_by_both=sum(len(pair) == 2 for pair in pairs),
        with_result=sum(any(one.kinds != ["none"] for one in pair) for pair in pairs),
        differing=sum(
            len(pair) == 2
            and (sorted(pair[0].kinds), pair[0].value_band) != (sorted(pair[1].kinds), pair[1].value_band)
            for pair in pairs
        ),
        at_least=sum(FLOORS.get(lower(meeting), 0) for meeting in meetings),
    )
    assert min(asdict(found.sums).values()) > 0
    for one in found.kinds:
        told = [{side.company_id for side in pair if one.kind in side.kinds} for pair in pairs]
        assert (one.meetings, one.both) == (sum(bool(sides) for sides in told), sum(len(sides) == 2 for sides in told))
    for one in found.bands:
        named = [meeting for meeting in meetings if lower(meeting) == one.band]
        assert (one.meetings, one.at_least) == (len(named), len(named) * FLOORS[one.band])
        assert one.one_side == sum(len(meeting.outcomes.all()) == 1 for meeting in named)
    days = Counter(f"{meeting.slot.starts_at + dt.timedelta(hours=7):%-d/%-m/%Y}" for meeting in meetings)
    assert {group.label.partition(", ")[2]: group.sums.planned for group in found.by_day} == days
    processes = Counter(meeting.need.process.name_vi if meeting.need else "Không nêu nhu cầu" for meeting in meetings)
    assert {group.label: group.sums.planned for group in found.by_process} == processes
    ratings = list(MeetingOutcome.objects.filter(rating__isnull=False).values_list("rating", flat=True))
    assert (found.rating.rated, found.rating.average) == (len(ratings), round(sum(ratings) / len(ratings), 1))
    assert {(one.became, one.sides, one.at_least) for one in found.since if one.sides} == {
        ("talking", 1, 0),
        ("order", 1, 2 * 10**9),
        ("ended", 1, 0),
    }
    assert found.asked_since == FollowUpStep.objects.values("follow_up").distinct().count() == 4


def test_every_list_adds_up_to_the_whole(fair):
    found = negotiations_of(fair, language="en", now=now())
    for groups in (found.by_day, found.by_hall, found.by_process, found.by_province):
        assert len(groups) >= 2
        for field in fields(Sums):
            parts = sum(getattr(group.sums, field.name) for group in groups)
            assert parts == getattr(found.sums, field.name), field.name
    sums = found.sums
    assert sums.planned == sums.held + sums.no_show + sums.cancelled + sums.ahead + sums.unknown == len(found.rows)
    assert sum(one.meetings for one in found.bands) == sums.told
    assert sum(one.at_least for one in found.bands) == sums.at_least == sum(row.at_least for row in found.rows)
    assert {group.label for group in found.by_hall} == {"Nhà A1", "Nhà A2", "No hall"}


def test_over_the_api_as_a_workbook_and_on_the_page(client, fair):
    manager = make_member(fair.organisation, "manager")
    url = f"/api/v1/fairs/{fair.slug}/negotiations"
    found = negotiations_of(fair, language="vi", now=now())
    with CaptureQueriesContext(connection) as queries:
        body = client.get(f"{url}/?language=vi", headers=bearer(manager, "manage")).json()
    assert len(queries) <= 12
    assert body["sums"] == asdict(found.sums)
    assert sum(row["at_least"] for row in body["rows"]) == body["sums"]["at_least"]
    assert {key for row in body["rows"] for key in (row["by_supplier"] or {})} == {"kinds", "band"}
    answer = client.get(f"{url}.xlsx?language=vi", headers=bearer(manager, "manage"))
    book = load_workbook(io.BytesIO(answer.content))
    everything = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in everything if cell.data_type == "f"]
    evil = [cell for cell in everything if cell.value == EVIL]
    assert evil
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in evil)
    listed = book["Các cuộc gặp"]
    assert listed.max_row == found.sums.planned + 1
    assert sum(row[-1].value for row in listed.iter_rows(min_row=2)) == found.sums.at_least
    assert [cell.value for cell in book["Tất cả"][2]][1:] == list(asdict(found.sums).values())
    client.force_login(manager)
    page = client.get(f"/{fair.slug}/desk/negotiations/").content.decode()
    assert f"{found.sums.at_least:,}".replace(",", ".") in page
    assert "javascript:" not in page
    assert 'style="' not in page
    assert client.get(f"{url}/?language=fr", headers=bearer(manager, "manage")).status_code == 400


def test_nothing_yet_is_said_and_few_ratings_are_kept_back(client):
    fair = make_fair()
    client.force_login(make_member(fair.organisation, "owner"))
    assert "Chưa có cuộc gặp nào" in client.get(f"/{fair.slug}/desk/negotiations/").content.decode()
    assert negotiations_of(fair, language="vi", now=now()).rating.average is None
