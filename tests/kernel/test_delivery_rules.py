"""What becomes of a message: a table of outcomes, and laws over all of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.delivery_rules import MAX_ATTEMPTS, Outcome, Step, next_step
from kernel.models import MessageState


def step(outcome, attempts=1, *, repeats=0, may_repeat=True, age=0.0):
    return next_step(outcome, attempts=attempts, repeats=repeats, may_repeat=may_repeat, age=age, draw=0.5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((Outcome.SENT, 1), Step(MessageState.SENT, 1, 0)),
        ((Outcome.REJECTED, 1), Step(MessageState.FAILED, 1, 0)),
        ((Outcome.UNWANTED, 1), Step(MessageState.SUPPRESSED, 1, 0)),
        ((Outcome.DEFERRED, 1), Step(MessageState.READY, 1, 0, 5.0)),
        ((Outcome.DEFERRED, 2), Step(MessageState.READY, 2, 0, 20.0)),
        ((Outcome.DEFERRED, 4), Step(MessageState.READY, 4, 0, 320.0)),
        ((Outcome.DEFERRED, 5), Step(MessageState.FAILED, 5, 0)),
        ((Outcome.BROKEN, 5), Step(MessageState.FAILED, 5, 0)),
        ((Outcome.ABANDONED, 4), Step(MessageState.READY, 4, 0)),
        ((Outcome.ABANDONED, 5), Step(MessageState.FAILED, 5, 0)),
        ((Outcome.UNANSWERED, 1), Step(MessageState.READY, 1, 1, 5.0)),
        ((Outcome.UNREACHABLE, 1), Step(MessageState.READY, 0, 0, 5.0)),
    ],
)
def test_each_outcome_has_its_step(given, expected):
    assert step(*given) == expected


def test_an_unknown_outcome_is_repeated_once_and_never_where_it_must_not():
    assert step(Outcome.UNANSWERED, 2, repeats=1).state == MessageState.UNKNOWN
    assert step(Outcome.UNANSWERED, 1, may_repeat=False).state == MessageState.UNKNOWN


def test_an_unreachable_server_is_waited_for_a_day():
    assert step(Outcome.UNREACHABLE, age=86_399).wait == 300.0
    assert step(Outcome.UNREACHABLE, age=86_400).state == MessageState.FAILED


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.sampled_from([o for o in Outcome if o is not Outcome.UNREACHABLE]), min_size=12, max_size=12),
    st.booleans(),
)
def test_any_run_of_outcomes_ends_and_leaves_at_most_two_copies_behind(outcomes, may_repeat):
    attempts = repeats = copies = 0
    tries = 0
    for outcome in outcomes:
        tries += 1
        attempts += 1
        copies += outcome in {Outcome.SENT, Outcome.UNANSWERED}
        after = next_step(outcome, attempts=attempts, repeats=repeats, may_repeat=may_repeat, age=1.0)
        attempts, repeats = after.attempts, after.repeats
        if after.state != MessageState.READY:
            break
    assert after.state != MessageState.READY
    assert tries <= MAX_ATTEMPTS
    assert copies <= (2 if may_repeat else 1)
