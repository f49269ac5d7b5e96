"""Who answers which fact: letters to compose, and work to do. One module a subject; a fact without an entry is only kept.

`LETTERS[name](**payload)` yields drafts inside the relay's transaction; `WORK[name](**payload)` is an idempotent
service with a unit of work of its own. Unknown keys of a payload are a newer writer's and are passed over.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from kernel.messages import Draft
from worker.subscribers import (
    accounts,
    bookings,
    delegations,
    meeting_day,
    meetings,
    outcomes,
    proposals,
    registrations,
    schedule,
    wishes,
    work,
)

Composer = Callable[..., Iterable[Draft]]

LETTERS: dict[str, Composer] = {
    **accounts.LETTERS,
    **bookings.LETTERS,
    **delegations.LETTERS,
    **meetings.LETTERS,
    **outcomes.LETTERS,
    **proposals.LETTERS,
    **meeting_day.LETTERS,
    **registrations.LETTERS,
    **schedule.LETTERS,
    **wishes.LETTERS,
}
WORK: dict[str, Callable[..., object]] = {**work.WORK}


def compose(name: str, payload: Mapping[str, object]) -> list[Draft]:
    """The letters an event means; none for an event nobody writes about."""
    composer = LETTERS.get(name)
    return list(composer(**_known(composer, payload))) if composer else []


def work_for(name: str, payload: Mapping[str, object]) -> None:
    """Do the work an event asks for. Raises whatever the service raises."""
    service = WORK[name]
    service(**_known(service, payload))


def _known(function: Callable[..., Any], payload: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in payload.items() if name in _parameters(function)}


@cache
def _parameters(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)
