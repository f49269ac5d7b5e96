"""Questions after the fair: in their months, each once, none after a final answer, a wish to be left alone, or a withdrawal."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from booking.services.meeting_moves import move_meeting
from booking.services.registrations import withdraw_registration
from booking.states import MeetingState
from fairday.access import meeting_of_key, step_of_key
from fairday.errors import FollowUpAnswered, FollowUpOver, LinkExpired, OutcomeContradicts
from fairday.links import Purpose, follow_up_key, make_key, outcome_key
from fairday.models import Became, ClosedBy, FollowUp, FollowUpStep, OutcomeSource
from fairday.services._follow_up_clock import due_at
from fairday.services.follow_ups import answer_follow_up, ask_follow_up, stop_follow_up
from fairday.services.outcomes import card, record_outcome
from kernel.clock import now
from kernel.due import emit_due
from kernel.errors import NotFound
from kernel.models import DueItem, OutboxEvent
from tests.booking.meetings.traces import nothing_changes
from tests.factories.fair import ZONE, make_fair, make_slots, make_tables
from tests.factories.held import begin, make_meeting
from tests.factories.meetings import make_maker, make_sourcer
from worker.attachments import NoLongerWanted, make
from worker.subscribers import compose, work_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    return buyer, maker, begin(make_meeting(buyer, maker, slots[0]), ago=dt.timedelta(hours=1))


def tell(meeting, side, kinds=("sample",), seen=0):
    return record_outcome(
        meeting, company=side.company, card=card(kinds), actor_id=None, source=OutcomeSource.LINK, seen=seen
    )


def waiting():
    """(months, when) of the questions that are still to come."""
    rows = DueItem.objects.filter(event="follow_up.due", done_at__isnull=True)
    return sorted((item.payload["months"], item.due_at) for item in rows)


def run(moment):
    """What beat and worker do when `moment` has come: due items become events, events work or letters."""
    emit_due(now=moment)
    drafts = []
    for event in OutboxEvent.objects.filter(relayed_at__isnull=True).order_by("pk"):
        OutboxEvent.objects.filter(pk=event.pk).update(relayed_at=moment)
        if event.name == "follow_up.due":
            work_for(event.name, event.payload)
        drafts += compose(event.name, event.payload)
    for event in OutboxEvent.objects.filter(relayed_at__isnull=True, name="follow_up.asked"):
        OutboxEvent.objects.filter(pk=event.pk).update(relayed_at=moment)
        drafts += compose(event.name, event.payload)
    return [draft for draft in drafts if draft.kind in {"follow_up.asked", "outcome.asked"}]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 9, 24), 1, dt.date(2026, 10, 24)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 31), 6, dt.date(2027, 6, 30)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar_at_nine_at_the_fair(world, day, months, expected):
    _, _, meeting = world
    meeting.slot.starts_at = dt.datetime.combine(day, dt.time(9, 20), ZONE)
    assert due_at(meeting, months) == dt.datetime.combine(expected, dt.time(9), ZONE)


def test_each_month_asks_once_until_a_final_answer(world):
    buyer, maker, meeting = world
    tell(meeting, buyer)
    tell(meeting, maker, ["none"])
    ((months, first),) = waiting()
    assert (months, FollowUp.objects.count()) == (1, 1)
    assert run(first - dt.timedelta(seconds=1)) == []
    (draft,) = run(first)
    assert (draft.recipient, draft.language) == (buyer.person.email, buyer.person.language)
    assert make(draft.attachments[0]) == []
    assert run(first) == []
    assert ask_follow_up(FollowUp.objects.get().pk, months=1) is None
    step = FollowUpStep.objects.get()
    answer_follow_up(step, became=Became.TALKING)
    with pytest.raises(NoLongerWanted):
        make(draft.attachments[0])
    ((months, third),) = waiting()
    assert months == 3
    assert len(run(third)) == 1
    second = FollowUpStep.objects.get(months=3)
    answer_follow_up(second, became=Became.ORDER, value_band="500m_2b")
    with nothing_changes():
        answer_follow_up(second, became=Became.ORDER, value_band="500m_2b")
    with nothing_changes(), pytest.raises(FollowUpAnswered):
        answer_follow_up(second, became=Became.ENDED)
    assert (waiting(), FollowUp.objects.get().closed_by) == ([], ClosedBy.ANSWER)
    assert run(due_at(meeting, 12) + dt.timedelta(days=1)) == []


def test_whoever_wants_no_questions_gets_none(world):
    buyer, _, meeting = world
    tell(meeting, buyer)
    follow_up = FollowUp.objects.get()
    step = ask_follow_up(follow_up.pk, months=1)
    stop_follow_up(follow_up)
    assert (waiting(), ask_follow_up(follow_up.pk, months=3)) == ([], None)
    assert compose("follow_up.asked", {"step_id": step.pk}) == []
    with nothing_changes():
        stop_follow_up(follow_up)
    with nothing_changes(), pytest.raises(FollowUpOver):
        answer_follow_up(step, became=Became.TALKING)


def test_who_left_the_fair_is_not_written_to(world):
    buyer, _, meeting = world
    tell(meeting, buyer)
    withdraw_registration(buyer.registration, actor_id=None)
    ((_, first),) = waiting()
    assert run(first) == []
    assert FollowUp.objects.get().closed_by == ClosedBy.GONE


def test_a_card_that_changes_its_mind_opens_and_closes(world):
    buyer, _, meeting = world
    tell(meeting, buyer, ["none"])
    assert FollowUp.objects.count() == 0
    tell(meeting, buyer, ["mou"], seen=1)
    assert len(waiting()) == 1
    tell(meeting, buyer, ["none"], seen=2)
    assert (waiting(), FollowUp.objects.get().closed_by) == ([], ClosedBy.OUTCOME)
    tell(meeting, buyer, ["audit"], seen=3)
    assert [months for months, _ in waiting()] == [1]


def test_one_who_wants_no_more_questions_is_not_asked_because_the_card_changed(world):
    buyer, _, meeting = world
    tell(meeting, buyer, ["mou"])
    stop_follow_up(FollowUp.objects.get())
    tell(meeting, buyer, ["none"], seen=1)
    tell(meeting, buyer, ["audit"], seen=2)
    assert FollowUp.objects.get().closed_by == ClosedBy.OPT_OUT
    assert waiting() == []


def test_a_follow_up_that_is_gone_is_not_found():
    with pytest.raises(NotFound):
        stop_follow_up(FollowUp(pk=0))


def test_after_the_meeting_each_side_is_asked_that_has_not_told(world):
    buyer, maker, meeting = world
    tell(meeting, maker)
    over = DueItem.objects.get(event="meeting.over")
    (draft,) = [draft for draft in run(over.due_at) if draft.kind == "outcome.asked"]
    assert draft.recipient == buyer.person.email
    assert "/outcomes/" in draft.text
    tell(meeting, buyer, ["none"])
    with pytest.raises(NoLongerWanted):
        make(draft.attachments[0])
    for state in (MeetingState.CANCELLED, MeetingState.NO_SHOW):
        other = make_meeting(buyer, make_maker(meeting.fair), meeting.fair.slots.get(index=3 + (state == "no_show")))
        move_meeting(other, state, actor_id=None)
        assert compose("meeting.over", {"meeting_id": other.pk, "sequence": other.sequence}) == []


def test_a_link_opens_one_thing_for_one_purpose_for_a_time(world):
    buyer, maker, meeting = world
    tell(meeting, buyer)
    step = ask_follow_up(FollowUp.objects.get().pk, months=1)
    moment = now()
    key = outcome_key(meeting, maker.company.pk, expires_at=moment + dt.timedelta(days=1))
    assert meeting_of_key(key, now=moment)[1] == maker.company
    assert step_of_key(follow_up_key(step), now=moment) == step
    with pytest.raises(LinkExpired):
        meeting_of_key(key, now=moment + dt.timedelta(days=1))
    with pytest.raises(LinkExpired):
        step_of_key(follow_up_key(step), now=step.expires_at)
    side = "high" if "-low" in key else "low"
    longer = key.replace(key.split("~")[1].split(".")[0], "9999999999")
    for forged in (
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        key.replace("-low", "-high") if "-low" in key else key.replace("-high", "-low"),
        longer,
        make_key(Purpose.FOLLOW_UP, f"{meeting.public_id}-{side}", expires_at=moment + dt.timedelta(days=1)),
        follow_up_key(step),
        "x" * 500,
        "",
        "a.b",
        "~.",
    ):
        with pytest.raises(NotFound) as refusal:
            meeting_of_key(forged, now=moment)
        assert refusal.value.code == "not_found"


@pytest.mark.parametrize(("became", "band"), [("later", "open"), ("talking", "2b_10b"), ("order", "much")])
def test_an_answer_does_not_contradict_itself(world, became, band):
    buyer, _, meeting = world
    tell(meeting, buyer)
    step = ask_follow_up(FollowUp.objects.get().pk, months=1)
    with nothing_changes(), pytest.raises(OutcomeContradicts):
        answer_follow_up(step, became=became, value_band=band)


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        ({"months": 2}, "follow_up_after_1_3_6_12_months"),
        ({"became": "order"}, "follow_up_answer_whole"),
        ({"value_band": "2b_10b"}, "follow_up_value_of_an_order"),
    ],
)
def test_the_database_holds_the_laws_of_a_question(world, broken, law):
    buyer, _, meeting = world
    tell(meeting, buyer)
    follow_up = FollowUp.objects.get()
    step = ask_follow_up(follow_up.pk, months=1)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        FollowUpStep.objects.filter(pk=step.pk).update(**broken)
    assert refusal.value.__cause__.diag.constraint_name == law
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        FollowUpStep.objects.create(follow_up=follow_up, months=1, asked_at=now(), expires_at=now())
    assert refusal.value.__cause__.diag.constraint_name == "follow_up_asked_once"
