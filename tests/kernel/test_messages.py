"""A letter's row from claim to end: what is written, and what is not once the claim is another's."""

import datetime as dt

import pytest

from kernel.clock import now
from kernel.delivery_rules import Outcome
from kernel.messages import (
    Draft,
    begin_transmission,
    claim,
    make_ready_again,
    post,
    settle,
    sweep_stuck,
    take_left_behind,
)  # fmt: skip
from kernel.models import Message, MessageState

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    (pk,) = post([Draft("test", 1, "test", "lan@mail.example", "Chào", "Xin chào")])
    return pk


def row(pk):
    return Message.objects.get(pk=pk)


def test_a_letter_put_off_waits_and_says_why_and_one_taken_forgets_it(letter):
    settle(claim(letter, seconds=60), Outcome.DEFERRED, error="451 later")
    waiting = row(letter)
    assert (waiting.state, waiting.attempts, waiting.last_error) == (MessageState.READY, 1, "451 later")
    assert waiting.next_try_at > now()
    assert claim(letter, seconds=60) is None
    Message.objects.update(next_try_at=now())
    settle(claim(letter, seconds=60), Outcome.SENT)
    sent = row(letter)
    assert (sent.state, sent.attempts, sent.last_error, sent.claimed_until) == (MessageState.SENT, 2, "", None)
    assert sent.sent_at is not None


def test_a_letter_refused_for_good_ends_and_a_person_may_send_it_once_more(letter):
    settle(claim(letter, seconds=60), Outcome.REJECTED, error="550 no such mailbox")
    assert (row(letter).state, row(letter).sent_at) == (MessageState.FAILED, None)
    assert make_ready_again(row(letter))
    assert (row(letter).state, row(letter).attempts, row(letter).last_error) == (MessageState.READY, 0, "")
    assert not make_ready_again(row(letter))


def test_who_lost_the_claim_writes_nothing(letter):
    late = claim(letter, seconds=60)
    Message.objects.update(claimed_until=now() + dt.timedelta(minutes=5))  # swept, and claimed by another
    assert not begin_transmission(late)
    assert settle(late, Outcome.SENT) is None
    assert row(letter).state == MessageState.SENDING


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("left", "state"), [(False, MessageState.READY), (True, MessageState.UNKNOWN)])
def test_a_dead_sender_s_letter_goes_out_again_unless_it_may_have_arrived(left, state):
    (pk,) = post([Draft("test", 1, "test", "lan@mail.example", "Chào", "Xin chào", may_repeat_unknown=False)])
    claimed = claim(pk, seconds=0)
    if left:
        assert begin_transmission(claimed)
    assert [step.state for step in sweep_stuck()] == [state]
    assert row(pk).state == state


def test_a_lost_nudge_is_given_again_once_in_a_while(letter):
    assert take_left_behind(quiet_seconds=30) == [letter]
    assert take_left_behind(quiet_seconds=30) == []
