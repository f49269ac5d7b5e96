"""The thread of a wish: one turn for each thing somebody did. Inner steps, called in the transaction of the act."""

from collections.abc import Iterable

from booking.access.meetings import Party
from booking.models import RequestTurn
from booking.states import TurnKind
from directory.models import Person
from fairs.models import MeetingSlot


def add_turn(
    request_id: int,
    kind: TurnKind,
    *,
    by: Party | None,
    words: str = "",
    slots: Iterable[MeetingSlot] = (),
    to_person: Person | None = None,
) -> None:
    """Without `by` the organiser or the clock acted."""
    RequestTurn.objects.create(
        request_id=request_id,
        kind=kind,
        company=by.company if by else None,
        person=by.person if by else None,
        to_person=to_person,
        words=words,
        times=sorted({slot.starts_at for slot in slots}),
    )
