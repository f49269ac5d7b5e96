"""What a refused service must leave as it was."""

from contextlib import contextmanager

from booking.models import (
    CompanyBlock,
    Duty,
    Meeting,
    MeetingParticipant,
    MeetingProposal,
    MeetingRequest,
    RequestedSlot,
    RequestTurn,
    UnavailableSlot,
)
from kernel.models import DueItem, HistoryEntry, OutboxEvent

_TABLES = (
    MeetingRequest,
    RequestedSlot,
    Meeting,
    MeetingParticipant,
    UnavailableSlot,
    MeetingProposal,
    RequestTurn,
    CompanyBlock,
    Duty,
    OutboxEvent,
    HistoryEntry,
    DueItem,
)


def all_rows() -> dict[str, list[tuple]]:
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in _TABLES}


@contextmanager
def nothing_changes():
    before = all_rows()
    yield
    assert all_rows() == before
