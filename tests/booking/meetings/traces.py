"""What a refused service must leave as it was."""

from contextlib import contextmanager

from booking.models import Meeting, MeetingParticipant, MeetingRequest, RequestedSlot, UnavailableSlot
from kernel.models import DueItem, HistoryEntry, OutboxEvent

_TABLES = (
    MeetingRequest,
    RequestedSlot,
    Meeting,
    MeetingParticipant,
    UnavailableSlot,
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
