"""What becomes of a message after a try. Pure: outcome and counts in, next state out."""

import random
from dataclasses import dataclass
from enum import Enum

from kernel.models import MessageState

MAX_ATTEMPTS = 5
GIVE_UP_UNREACHABLE_SECONDS = 24 * 3600.0
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
FIRST_UNREACHABLE_WAIT, LONGEST_UNREACHABLE_WAIT = 5.0, 300.0


class Outcome(Enum):
    """How one try ended, as far as anybody can know."""

    SENT = "sent"
    """The server took it."""
    DEFERRED = "deferred"
    """The server said not now (4xx), or the line broke before the letter was complete."""
    REJECTED = "rejected"
    """The server said never (5xx)."""
    UNREACHABLE = "unreachable"
    """No server talked to us at all; the message is not to blame, so its attempt is given back."""
    UNANSWERED = "unanswered"
    """The letter was complete and no answer came: it may have arrived."""
    BROKEN = "broken"
    """We could not make the letter."""
    UNWANTED = "unwanted"
    """What it was about is over; it is not to be sent any more."""
    ABANDONED = "abandoned"
    """The process died before the letter began to leave."""


@dataclass(frozen=True, slots=True)
class Step:
    """The row's next state; `wait` in seconds before the next try when it is READY again."""

    state: MessageState
    attempts: int
    repeats: int
    wait: float = 0.0


def next_step(
    outcome: Outcome, *, attempts: int, repeats: int, may_repeat: bool, age: float, draw: float | None = None
) -> Step:
    """`attempts` counts this try, `age` is in seconds; `draw` in [0, 1) is the jitter (random unless given).

    A letter nobody answered for goes out again at most once, under the same Message-ID, and never where
    `may_repeat` is false.
    """
    draw = random.random() if draw is None else draw
    match outcome:
        case Outcome.SENT:
            return Step(MessageState.SENT, attempts, repeats)
        case Outcome.REJECTED:
            return Step(MessageState.FAILED, attempts, repeats)
        case Outcome.UNWANTED:
            return Step(MessageState.SUPPRESSED, attempts, repeats)
        case Outcome.UNANSWERED:
            if may_repeat and repeats == 0 and attempts < MAX_ATTEMPTS:
                return Step(MessageState.READY, attempts, 1, _backoff(attempts, draw))
            return Step(MessageState.UNKNOWN, attempts, repeats)
        case Outcome.UNREACHABLE:
            if age >= GIVE_UP_UNREACHABLE_SECONDS:
                return Step(MessageState.FAILED, attempts, repeats)
            wait = min(max(age / 4, FIRST_UNREACHABLE_WAIT), LONGEST_UNREACHABLE_WAIT)
            return Step(MessageState.READY, attempts - 1, repeats, wait * (0.75 + draw / 2))
        case Outcome.ABANDONED:
            if attempts >= MAX_ATTEMPTS:
                return Step(MessageState.FAILED, attempts, repeats)
            return Step(MessageState.READY, attempts, repeats)
        case Outcome.DEFERRED | Outcome.BROKEN:
            if attempts >= MAX_ATTEMPTS:
                return Step(MessageState.FAILED, attempts, repeats)
            return Step(MessageState.READY, attempts, repeats, _backoff(attempts, draw))


def _backoff(attempts: int, draw: float) -> float:
    """5 s, 20 s, 80 s, 320 s, each a quarter more or less."""
    return float(min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT) * (0.75 + draw / 2))
