"""A wish accepted in one round trip: the place, the rows and the refusals are those of the way step by step (docs/adr/0030)."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.db import connection, transaction

from booking.errors.meetings import NoCommonSlot, PersonBusy, RequestChanged
from booking.locks import meetings as locks
from booking.models import (
    Duty,
    Meeting,
    MeetingParticipant,
    MeetingRequest,
    RequestedSlot,
    RequestTurn,
    UnavailableSlot,
    WorkshopSeat,
)
from booking.services._accept_statements import accept_statement
from booking.services.accepting import accept_in_one_trip
from booking.services.meetings import accept_request, accept_step_by_step
from kernel.clock import now
from kernel.errors import DomainError
from kernel.idempotency import Answer, Claim, holding
from kernel.models import DueItem, HistoryEntry, IdempotencyKey, OutboxEvent
from tests.booking.meetings.traces import all_rows, nothing_changes
from tests.factories.fair import make_fair, make_hall, make_slots, make_tables, make_workshop
from tests.factories.meetings import make_colleague, make_maker, make_sourcer
from tests.factories.wishes import make_many_wishes, make_wish

pytestmark = pytest.mark.django_db
WRITTEN = {
    MeetingRequest: ("id", "state", "revision"),
    Meeting: (
        "request",
        "fair",
        "company_low",
        "company_high",
        "need",
        "slot",
        "table",
        "interpreter",
        "is_locked",
        "state",
        "sequence",
        "cancelled_by",
        "cancel_reason",
        "cancelled_at",
    ),
    MeetingParticipant: ("person", "company", "slot", "live"),
    RequestTurn: ("request", "kind", "company", "person", "to_person", "words", "times"),
    OutboxEvent: ("name", "payload__sequence"),
    HistoryEntry: ("subject_type", "actor_id", "action", "before", "after", "note__slot_id"),
    DueItem: ("event", "due_at", "done_at", "payload__sequence"),
}


def written():
    """What stands in the tables, but for keys that are drawn anew each time."""
    return {model: list(model.objects.order_by("pk").values_list(*fields)) for model, fields in WRITTEN.items()}


def tried(way):
    """What came of it and what it wrote; undone again."""
    before = transaction.savepoint()
    try:
        made = way()
        told = None if made is None else (Meeting.objects.values_list("slot__index", "table__number").latest("pk"))
    except DomainError as refusal:
        told = (refusal.code, refusal.extra)
    rows = written()
    transaction.savepoint_rollback(before)
    return told, rows


def busy_fair(rng, tables):
    """Two halls of tables, few of them, and people with meetings, workshops, duties, free times and days away."""
    fair = make_fair()
    slots = make_slots(fair, 8)
    slots[0].starts_at = now() - dt.timedelta(hours=1)
    slots[0].save()
    halls = [make_hall(fair), make_hall(fair, code="H2"), None]
    for table in make_tables(fair, tables):
        table.hall = rng.choice(halls)
        table.save()
    buyers = [make_sourcer(fair) for _ in range(3)]
    makers = [make_maker(fair) for _ in range(3)]
    workshop = make_workshop(fair)
    workshop.starts_at, workshop.ends_at = slots[5].starts_at, slots[5].ends_at
    workshop.save()
    for one in buyers + makers:
        for slot in rng.sample(slots, 2):
            rng.choice(
                [
                    lambda slot=slot, one=one: UnavailableSlot.objects.create(person=one.person, slot=slot),
                    lambda slot=slot, one=one: Duty.objects.create(
                        fair=fair, person=one.person, label="Booth", starts_at=slot.starts_at,
                        ends_at=slot.starts_at + dt.timedelta(minutes=5),
                    ),
                    lambda: None,
                ]
            )()  # fmt: skip
    for one in rng.sample(buyers + makers, 2):
        released = rng.choice([None, now()])
        WorkshopSeat.objects.create(workshop=workshop, registration=one.registration, released_at=released)
    away = rng.choice(buyers + makers).registration
    away.days = rng.choice([[], [fair.starts_on], [fair.starts_on + dt.timedelta(days=1)]])
    away.save()
    return fair, make_many_wishes(fair, buyers, makers, slots, 20, slots_each=2, seed=rng.random())


def test_one_trip_decides_and_writes_what_step_by_step_does():
    rng, seen = random.Random(30), Counter()
    for number in (1, 2, 3):
        fair, wishes = busy_fair(rng, number)
        tables = list(fair.tables.all())
        for wish, accepter in wishes:
            slot = rng.choice([None, None, None, wish.requested_slots.first().slot])
            table = rng.choice([None, None, rng.choice(tables)])
            asked = {
                "slot_id": slot.public_id if slot else None,
                "table_id": table.public_id if table else None,
            }
            told, rows = tried(
                lambda w=wish, a=accepter, asked=asked: accept_in_one_trip(
                    w.fair.slug, w.public_id, user_id=a.user.pk, **asked
                )
            )
            step, step_rows = tried(
                lambda w=wish, a=accepter, s=slot, t=table: accept_step_by_step(w, user=a.user, slot=s, table=t)
            )
            if told is None:
                seen["left to say why"] += 1
                assert isinstance(step[1], dict)
            else:
                assert told == step
                assert rows == step_rows
                seen.update(told[1]["hindrances"].values() if isinstance(told[1], dict) else ["placed"])
            try:
                accept_request(wish, user=accepter.user)
            except DomainError:
                continue
    kinds = {"placed", "left to say why", "past", "away", "meeting", "workshop", "duty", "unavailable", "table"}
    assert set(seen) == kinds, seen


def test_a_stranger_and_a_colleague_without_a_turn_write_and_lock_nothing():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    wish = make_wish(fair, buyer, maker, slots[:2])
    for user in (make_maker(fair).user, buyer.user, make_colleague(make_fair(), buyer.company).user):
        with nothing_changes():
            assert accept_in_one_trip(fair.slug, wish.public_id, user_id=user.pk) is None
    with nothing_changes():
        for other, revision in ((make_fair().slug, None), (fair.slug, wish.revision + 1)):
            found = accept_in_one_trip(other, wish.public_id, user_id=maker.user.pk, revision=revision)
            assert found is None
    with pytest.raises(RequestChanged):
        accept_request(wish, user=maker.user, revision=wish.revision + 1)


@pytest.mark.parametrize("gone", ["person", "time"])
def test_nobody_and_no_time_is_taken_that_was_not_locked(monkeypatch, gone):
    """As when the wish went to a colleague, or to other times, between the locks and the statement that decides."""
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    wish = make_wish(fair, buyer, maker, slots[:2])
    name = {"person": "house.people", "time": "house.times"}[gone]

    def tell_others(together, values):
        together.rows(f"SELECT set_config('{name}', '0', true)", [])

    way = {"person": "lock_party_of_wish", "time": "lock_times_of_wish"}[gone]
    monkeypatch.setattr(f"booking.services.accepting.{way}", tell_others)
    with nothing_changes():
        assert accept_in_one_trip(fair.slug, wish.public_id, user_id=maker.user.pk) is None


@pytest.mark.django_db(transaction=True)
def test_it_commits_or_leaves_nothing_open():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    made = accept_in_one_trip(fair.slug, make_wish(fair, buyer, maker, slots[:2]).public_id, user_id=maker.user.pk)
    connection.close()  # another sees it
    meeting = Meeting.objects.get(public_id=made.public_id)
    assert (meeting.pk, meeting.slot.public_id) == (made.meeting_id, made.slot)
    assert OutboxEvent.objects.filter(name="meeting.confirmed", payload__meeting_id=meeting.pk).count() == 1
    # the law decides where the statement was told wrongly: nothing is written and the connection is free
    second = make_wish(fair, make_sourcer(fair), maker, slots[:1])
    real = locks._LOCK_TIMES
    unguarded = "booking.services.accepting.accept_statement"
    blind = accept_statement("").replace("b.person_id = side.person_id AND b.slot_id = s.id", "false")
    assert blind != accept_statement("")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unguarded, lambda proof: blind)
        patch.setattr(locks, "_LOCK_TIMES", real.replace("b.live AND", "false AND"))
        before = all_rows()
        with pytest.raises(PersonBusy):
            accept_in_one_trip(fair.slug, second.public_id, user_id=maker.user.pk)
    connection.close()
    assert all_rows() == before
    with pytest.raises(PersonBusy):
        accept_request(second, user=maker.user)


@pytest.mark.django_db(transaction=True)
def test_an_answer_under_a_key_is_kept_in_the_same_transaction():
    fair = make_fair()
    slots, _ = make_slots(fair), make_tables(fair)
    buyer, maker = make_sourcer(fair), make_maker(fair)
    wish = make_wish(fair, buyer, maker, slots[:2])
    row = IdempotencyKey.objects.create(credential="c", key="k", fingerprint="f")
    row.refresh_from_db()

    def fails(made):
        raise NoCommonSlot(hindrances={})

    held = Claim(row_id=row.pk, started_at=row.started_at, render=fails)
    with holding(held), nothing_changes(), pytest.raises(NoCommonSlot):
        accept_in_one_trip(fair.slug, wish.public_id, user_id=maker.user.pk)
    held.render = lambda made: Answer(201, made.public_id.encode())
    with holding(held):
        made = accept_in_one_trip(fair.slug, wish.public_id, user_id=maker.user.pk)
    row.refresh_from_db()
    assert (row.status, bytes(row.body).decode()) == (201, made.public_id)
    assert RequestedSlot.objects.filter(request=wish).count() == 2
