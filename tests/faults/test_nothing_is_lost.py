"""The promise of delivery: a thousand confirmations while worker and broker die again and again."""

import json
import random
import sys
import time
from collections import Counter

import pytest
import redis
from django.db import transaction

from booking.models import Registration, WorkshopSeat
from directory.models import Person
from kernel.clock import now
from kernel.messages import FINAL_STATES, Draft, post
from kernel.models import Message, OutboxEvent
from tests.factories.fair import make_fair, make_workshop
from tests.faults.house import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def confirm_seats(fair, number):
    """What `number` people leave behind who took a seat in a workshop, in one transaction: rows and facts.

    Their confirmations carry no pass: this test is about processes that die, and has no CPU to give to typesetting.
    """
    workshop = make_workshop(fair, seats=number)
    with transaction.atomic():
        people = Person.objects.bulk_create(
            Person(full_name=f"Khách {n}", email=f"v{n}@mail.example", language="vi") for n in range(number)
        )
        registrations = Registration.objects.bulk_create(
            Registration(fair=fair, person=person, state="complete", completed_at=now()) for person in people
        )
        seats = WorkshopSeat.objects.bulk_create(
            WorkshopSeat(workshop=workshop, registration=registration) for registration in registrations
        )
        OutboxEvent.objects.bulk_create(
            OutboxEvent(name="workshop.seat_taken", payload={"seat_id": seat.pk}) for seat in seats
        )


def run(staff, mail_server, broker_url, *, letters, kill, kills, wipe_after):
    """Register, kill and wipe while the worker works, wait for the end; the figures, and each letter's copies."""
    (mail_server.folder / "lines-only").touch()
    confirm_seats(make_fair(), letters)
    broker = redis.Redis.from_url(broker_url)
    began = time.monotonic()
    staff.start()
    for number in range(1, kills + 1):
        before = mail_server.number_taken()
        wait_until(lambda before=before: mail_server.number_taken() >= before + 25, seconds=90, every=0.02, what="work")
        time.sleep(random.random() / 20)  # a quick machine has all out in a second
        kill("worker")
        if number in wipe_after:
            broker.flushall()
    wait_until(lambda: staff.starts["worker"] == kills + 1, seconds=30, every=0.02, what="the last start")
    killed_for = time.monotonic() - began
    unfinished = Message.objects.exclude(state__in=FINAL_STATES)
    wait_until(
        lambda: Message.objects.count() == letters and not unfinished.exists(),
        seconds=180,
        every=0.2,
        what=lambda: list(unfinished.values("id", "state", "attempts", "next_try_at", "claimed_until", "last_error")),
    )
    taken = mail_server.taken()
    figures = {
        "letters": letters,
        "kills": kills,
        "wipes": len(wipe_after),
        "states": Counter(Message.objects.values_list("state", flat=True)),
        "lost": letters - len(taken),
        "doubled": taken.total() - len(taken),
        "seconds with kills": round(killed_for, 1),
        "seconds in all": round(time.monotonic() - began, 1),
        "starts": staff.starts,
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    known = {f"<{public_id}@127.0.0.1>" for public_id in Message.objects.values_list("public_id", flat=True)}
    assert set(taken) == known
    assert max(taken.values()) <= 2
    assert OutboxEvent.objects.filter(relayed_at__isnull=True).count() == 0
    return figures


def test_a_worker_killed_between_taken_and_marked_leaves_the_mark_behind(staff, mail_server):
    """The pool process in whose hand the letter is finishes its last step, then ends; nothing is sent again."""
    with transaction.atomic():
        post([Draft("test", 1, "test", "slow.a@m.example", "Chào", "Xin chào")])
    staff.start()
    wait_until(lambda: mail_server.taken().total() == 1, seconds=30, what="the letter")
    staff.kill("worker")
    wait_until(lambda: Message.objects.get().state == "sent", seconds=5, every=0.02, what="the mark")
    assert Message.objects.get().attempts == 1
    time.sleep(10)
    assert mail_server.taken().total() == 1


@pytest.mark.timeout(300)
def test_a_thousand_confirmations_survive_ten_kills_and_three_wipes(staff, mail_server, process_environment):
    figures = run(
        staff,
        mail_server,
        process_environment["REDIS_URL"],
        letters=1000,
        kill=staff.kill,
        kills=10,
        wipe_after={3, 6, 9},
    )
    assert figures["lost"] == 0
    assert figures["doubled"] <= 2
    assert figures["states"] == {"sent": 1000}


@pytest.mark.timeout(300)
def test_killing_worker_and_pool_at_one_stroke_loses_nothing_and_doubles_only_what_was_in_hand(
    staff, mail_server, process_environment
):
    """Nobody is granted a last step here: a letter taken and not yet marked goes out again, under its Message-ID."""
    figures = run(
        staff,
        mail_server,
        process_environment["REDIS_URL"],
        letters=150,
        kill=staff.kill_all_of,
        kills=3,
        wipe_after={2},
    )
    assert figures["lost"] == 0
    assert figures["doubled"] <= 3 * 2
    assert set(figures["states"]) <= {"sent", "unknown"}
