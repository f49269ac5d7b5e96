"""A mail server that defers, refuses, hangs, resets or is away: each ends as it must, and nothing waits for the others."""

import signal
import time

import pytest

from kernel.messages import Draft, post
from kernel.models import Lease, Message
from tests.faults.house import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def write(*recipients, **fields):
    from django.db import transaction

    with transaction.atomic():
        post(
            Draft(
                subject_type="test",
                subject_id=number,
                kind="test",
                recipient=recipient,
                title="Chào",
                text="Xin chào\n.\n..\n",
                **fields,
            )
            for number, recipient in enumerate(recipients)
        )
    Message.objects.update(nudged_at=None)


def by_recipient():
    return {message.recipient: message for message in Message.objects.all()}


def states():
    return {message.recipient: message.state for message in Message.objects.all()}


def test_deferred_refused_reset_and_unanswered_letters_each_end_as_they_must(staff, mail_server):
    write("good@m.example", "later1.a@m.example", "never.a@m.example", "broken.a@m.example", "silent.a@m.example")
    staff.start()
    expected = {
        "good@m.example": "sent",
        "later1.a@m.example": "sent",
        "never.a@m.example": "failed",
        "broken.a@m.example": "sent",
        "silent.a@m.example": "unknown",
    }
    wait_until(lambda: states() == expected, seconds=60, what=str(states))
    rows = by_recipient()
    assert {
        name: rows[f"{name}@m.example"].attempts for name in ("good", "later1.a", "never.a", "broken.a", "silent.a")
    } == {
        "good": 1,
        "later1.a": 2,
        "never.a": 1,
        "broken.a": 2,
        "silent.a": 2,
    }
    assert rows["never.a@m.example"].last_error == "550 5.1.1 No such mailbox"
    taken = mail_server.taken()
    silent = rows["silent.a@m.example"]
    assert taken[f"<{silent.public_id}@127.0.0.1>"] == 2, "once more under the same Message-ID, then never again"
    assert taken.total() == 5
    letter = next(found for found in mail_server.letters() if found["To"] == "good@m.example")
    assert letter.get_content().replace("\r\n", "\n") == "Xin chào\n.\n..\n"


def test_a_letter_that_may_not_be_repeated_stays_unknown_after_one_try(staff, mail_server):
    write("silent.b@m.example", may_repeat_unknown=False)
    staff.start()
    wait_until(lambda: states() == {"silent.b@m.example": "unknown"}, seconds=30)
    time.sleep(6)
    assert mail_server.taken().total() == 1
    assert Message.objects.get().attempts == 1


def test_a_hanging_server_is_given_up_in_time_and_the_next_letter_goes_out(staff, mail_server):
    write("hang.a@m.example", "good@m.example")
    staff.start()
    wait_until(lambda: states()["good@m.example"] == "sent", seconds=30)
    wait_until(lambda: states()["hang.a@m.example"] == "unknown", seconds=60)
    assert by_recipient()["hang.a@m.example"].repeats == 1


def test_a_server_that_is_away_costs_no_attempts_and_gets_everything_when_it_is_back(staff, mail_server):
    mail_server.stop()
    write(*[f"v{n}@m.example" for n in range(20)])
    staff.start()
    wait_until(lambda: Lease.objects.filter(name="mail server is down").exists(), seconds=30, what="the pause")
    time.sleep(4)
    wait_until(lambda: set(states().values()) == {"ready"}, seconds=10, what="the end of a try")  # one may be under way
    assert max(message.attempts for message in Message.objects.all()) <= 1
    mail_server.start()
    wait_until(lambda: set(states().values()) == {"sent"}, seconds=60)
    assert sorted(mail_server.taken().values()) == [1] * 20
    assert not Lease.objects.filter(name="mail server is down").exists()


def test_a_frozen_server_keeps_only_the_probe_waiting(staff, mail_server):
    """It accepts connections and never greets: after the first time-outs one letter at a time tries, others do not wait."""
    mail_server.process.send_signal(signal.SIGSTOP)
    write(*[f"v{n}@m.example" for n in range(20)])
    staff.start()
    wait_until(lambda: Lease.objects.filter(name="mail server is down").exists(), seconds=30, what="the pause")
    mail_server.process.send_signal(signal.SIGCONT)
    wait_until(lambda: set(states().values()) == {"sent"}, seconds=60)
    assert sorted(mail_server.taken().values()) == [1] * 20
