"""The end card: told by each side for itself, when the meeting has begun, once, changed only knowingly."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from booking.models import Meeting
from booking.services.meeting_moves import move_meeting
from booking.services.meetings import cancel_meeting
from booking.states import MeetingState
from fairday.errors import (
    MeetingCancelled,
    MeetingNotBegun,
    MeetingNotHeld,
    NotASide,
    OutcomeChanged,
    OutcomeContradicts,
)
from fairday.models import MeetingOutcome, OutcomeSource
from fairday.services.outcomes import card, record_outcome
from kernel.models import OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import make_fair, make_slots, make_tables
from tests.factories.held import begin, make_meeting
from tests.factories.meetings import make_colleague, make_maker, make_sourcer
from tests.factories.people import bearer, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    return fair, buyer, maker, make_meeting(buyer, maker, slots[0])


def tell(meeting, side, told, **more):
    return record_outcome(
        meeting, company=side.company, card=told, actor_id=side.user.pk, source=OutcomeSource.OWN, **more
    )


def test_each_side_tells_its_own_and_the_meeting_counts_as_held(world):
    _, buyer, maker, meeting = world
    begin(meeting)
    told = tell(meeting, buyer, card(["quotation", "sample"], value_band="500m_2b", rating=4, note="  gửi  bản vẽ "))
    assert (told.kinds, told.value_band, told.rating, told.note) == (
        ["sample", "quotation"],
        "500m_2b",
        4,
        "gửi bản vẽ",
    )
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.DONE
    tell(meeting, maker, card(["none"]))
    assert MeetingOutcome.objects.filter(meeting=meeting).count() == 2
    assert OutboxEvent.objects.filter(name="outcome.recorded").count() == 2


def test_the_same_card_twice_is_one_and_another_needs_the_revision_seen(world):
    _, buyer, _, meeting = world
    begin(meeting)
    first = tell(meeting, buyer, card(["audit"]))
    with nothing_changes():
        assert tell(meeting, buyer, card(["audit"])).pk == first.pk
    with nothing_changes(), pytest.raises(OutcomeChanged) as refusal:
        tell(meeting, buyer, card(["mou"]))
    assert refusal.value.extra == {"revision": 1}
    changed = tell(meeting, buyer, card(["mou"], value_band="over_10b"), seen=1)
    assert (changed.pk, changed.revision, changed.kinds) == (first.pk, 2, ["mou"])
    with pytest.raises(OutcomeChanged):
        tell(meeting, buyer, card(["audit"]), seen=1)


def test_what_has_not_been_has_no_outcome(world):
    fair, buyer, maker, meeting = world
    stranger = make_maker(fair)
    with nothing_changes(), pytest.raises(MeetingNotBegun) as refusal:
        tell(meeting, buyer, card(["sample"]))
    assert refusal.value.extra["starts_at"] == meeting.slot.starts_at.isoformat()
    with nothing_changes(), pytest.raises(NotASide):
        tell(meeting, stranger, card(["sample"]))
    cancel_meeting(meeting, user=maker.user)
    with nothing_changes(), pytest.raises(MeetingCancelled):
        tell(begin(meeting), buyer, card(["sample"]))


def test_a_meeting_that_runs_ahead_of_its_time_has_begun_and_a_no_show_was_none(world):
    fair, buyer, maker, meeting = world
    move_meeting(meeting, MeetingState.RUNNING, actor_id=None)
    assert tell(meeting, maker, card(["sample"])).revision == 1
    other = begin(make_meeting(buyer, make_maker(fair), fair.slots.get(index=3)))
    move_meeting(other, MeetingState.NO_SHOW, actor_id=None)
    with nothing_changes(), pytest.raises(MeetingNotHeld):
        tell(other, buyer, card(["sample"]))


@pytest.mark.parametrize(
    ("kinds", "more"),
    [
        ([], {}),
        (["none", "sample"], {}),
        (["gift"], {}),
        (["none"], {"value_band": "2b_10b"}),
        (["sample"], {"value_band": "a lot"}),
        (["sample"], {"rating": 6}),
        (["sample"], {"rating": 0}),
    ],
)
def test_a_card_does_not_contradict_itself(kinds, more):
    with pytest.raises(OutcomeContradicts):
        card(kinds, **more)


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        ({"kinds": []}, "outcome_kinds_known"),
        ({"kinds": ["gift"]}, "outcome_kinds_known"),
        ({"kinds": ["none", "mou"], "value_band": "open"}, "outcome_none_alone"),
        ({"kinds": ["none"]}, "outcome_none_has_no_value"),
        ({"value_band": "x"}, "outcome_value_known"),
        ({"source": "x"}, "outcome_source_known"),
        ({"rating": 6}, "outcome_rating_1_to_5"),
    ],
)
def test_the_database_holds_the_laws_of_a_card(world, broken, law):
    _, buyer, _, meeting = world
    begin(meeting)
    told = tell(meeting, buyer, card(["mou"], value_band="2b_10b", rating=5))
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        MeetingOutcome.objects.filter(pk=told.pk).update(**broken)
    assert refusal.value.__cause__.diag.constraint_name == law


def test_over_the_api_each_reads_its_own_and_the_organiser_no_rating(client, world):
    fair, buyer, maker, meeting = world
    url = f"/api/v1/meetings/{meeting.public_id}/outcomes/"

    def post(user, body):
        return client.post(url, body, content_type="application/json", headers=bearer(user, "meet"))

    def get(user):
        return client.get(url, headers=bearer(user, "read")).json()

    early = post(buyer.user, {"kinds": ["sample"]})
    assert (early.status_code, early.json()["code"]) == (409, "meeting_not_begun")
    begin(meeting, ago=dt.timedelta(hours=1))
    body = {"kinds": ["sample", "audit"], "value_band": "under_100m", "rating": 2, "note": "Hẹn tháng sau"}
    told = post(make_colleague(fair, buyer.company).user, body)
    assert (told.status_code, told.json()["revision"], told.json()["company"]["id"]) == (
        200,
        1,
        buyer.company.public_id,
    )
    assert post(buyer.user, {"kinds": ["none"]}).json()["code"] == "outcome_changed"
    assert post(buyer.user, {"kinds": ["none"], "revision": 1}).status_code == 200
    assert get(maker.user) == []
    assert [row["kinds"] for row in get(buyer.user)] == [["none"]]
    post(maker.user, body)
    manager = make_member(fair.organisation, "manager")
    assert [(row["kinds"], row["rating"], row["note"]) for row in get(manager)] == [
        (["none"], None, ""),
        (["sample", "audit"], None, ""),
    ]
    assert post(manager, body).json()["code"] == "not_a_side"
    for bad in ({}, {"kinds": "sample"}, {"kinds": ["sample"], "rating": 9}, {"kinds": ["sample"], "who": 1}):
        assert post(buyer.user, bad).status_code == 400
    refused = post(buyer.user, {"kinds": ["none", "mou"], "revision": 2})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/kinds")
